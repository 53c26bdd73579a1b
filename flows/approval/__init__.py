"""报批：业主编制实施方案 → 乡镇初核 → 受理 → 行业审查 → 会签 → 批复 → 送达。

Entered when the list is filed with the city; left when the approval is delivered. 业主、乡镇、
审批部门（项目字段）、行业主管、财政、人社、农业农村. 实施意见四：在立项批复中明确提出以工代赈工作要求；
五(一)：前期要件中明确以工代赈要求；政府投资条例9–13.
"""
