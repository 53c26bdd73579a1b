"""用工：名册 → 乡镇审核 → 协议、培训、上岗、离场；每月考勤。

Entered when the contract is registered (the roster opens) and lived until the people have left.
劳资专管员 hands in, 乡镇台账审核 checks; the machine of a person follows the facts and the clock.
实施意见三(二)、三(三)、三(四)；保障农民工工资支付条例28；建设工程安全生产管理条例37.
"""
