"""监管检查点与整改：报检 → 检查签认 → 整改 → 复查（换人）→ 闭环。

Entered when 开工令 is issued (the supervision plan is opened); left checkpoint by checkpoint; no
A or B defect may be open at 完工. 施工单位报检、整改；监理（或业主现场代表、村务监督）检查、复查.
建设工程质量管理条例30、37；北京市建设工程质量条例44–45；建设工程安全生产管理条例37；domain.md 5.
"""
