"""验收、移交、管护：竣工报告 → 预验收 → 成立委员会 → 逐项核验 → 表决 → 结论；移交 → 决算 → 管护 → 归档。

Entered when 开工令 is issued (the report lies with the contractor until the works are done); left
when the file is archived. 施工单位、监理、业主、验收委员会；区财政、村委会. 实施意见五(一)：劳务组织与报酬
发放作为竣工验收的重要参考；建设工程质量管理条例16；政府投资条例25；北京市乡村振兴促进条例44.
"""
