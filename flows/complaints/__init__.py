"""投诉与欠薪线索：登记 → 交办 → 办理答复 → 办结；来自本人、12345、12333、信访、检查。

Entered whenever somebody complains of a project's work or pay, linked to the worker and the month;
left when the complaint is settled. 乡镇台账审核 registers and assigns, the body in charge answers.
保障农民工工资支付条例50；实施意见五(一)；北京市乡村振兴促进条例48.
"""
