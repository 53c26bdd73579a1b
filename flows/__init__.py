"""以工代赈全流程 · the hall.

A project walks one corridor from 谋划 to 归档. Every stage is a room (a package with the
same files in it), every room handles papers (models with a state machine), every paper that
waits lies on somebody's desk, and every change of state goes through one door.

Ground floor  orgs 单位与岗位 · audit 留痕 · engine 门、判定、参数、时钟 · sheets 表格
              desk 待办 · projects 项目 · documents 文书要素与附件
Rooms         planning 谋划储备（intake 存量补录）→ approval 报批 → commencement 资金·发包·开工 → labour 用工
              → payroll 报酬 → supervision 监管（changes 变更·停工·终止）→ acceptance 验收·移交·管护
Top floor     reports 统计 · demo 演示故事

Start reading at ``flows/flows.py``: every flow in order and the one table of what opens next.
Imports point to the past: a later room may read an earlier one, never the reverse.
"""
