"""Every flow in the order of the corridor, and the one table of what opens next.

``OPENS[(paper, state)]`` is run by the door when the paper has entered the state, inside the
same transaction. Nothing else in the house starts anything: no signals, no flow_finished.
"""

from __future__ import annotations

from typing import Any

from flows.approval import actions as approval
from flows.approval.flow import ApprovalFlow, SurveyFlow
from flows.approval.models import ApprovalCase
from flows.approval.states import CaseState
from flows.commencement import actions as commencement
from flows.commencement.flow import ContractFlow, FundingFlow, StartFlow
from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.commencement.states import ContractState, FundingState, StartState
from flows.planning import actions as planning
from flows.planning.flow import PlanningFlow
from flows.planning.models import PlanItem
from flows.planning.states import ItemState
from flows.supervision import actions as supervision
from flows.supervision.flow import InspectionFlow, RectificationFlow
from flows.supervision.models import Inspection, Rectification
from flows.supervision.states import InspectionState, RectificationState

FLOWS: tuple[Any, ...] = (
    PlanningFlow,
    SurveyFlow,
    ApprovalFlow,
    FundingFlow,
    ContractFlow,
    StartFlow,
    InspectionFlow,
    RectificationFlow,
)

OPENS: dict[tuple[Any, str], tuple[Any, ...]] = {
    (PlanItem, ItemState.LISTING): (planning.reserve_project,),
    (PlanItem, ItemState.FILING): (planning.list_project,),
    (PlanItem, ItemState.FILED): (planning.prepare_project, approval.begin),
    (PlanItem, ItemState.REMOVED): (planning.remove_project,),
    (ApprovalCase, CaseState.DRAFT): (approval.reopen_plan,),
    (ApprovalCase, CaseState.TOWN_REVIEW): (approval.issue_plan,),
    (ApprovalCase, CaseState.DECIDING): (approval.draft_approval,),
    (ApprovalCase, CaseState.DECIDED_APPROVE): (approval.settle_baseline,),
    (ApprovalCase, CaseState.DELIVERED): (commencement.begin_funding,),
    (ApprovalCase, CaseState.DECIDED_REJECT): (approval.reject_project,),
    (ApprovalCase, CaseState.NOT_RECEIVED): (approval.reject_project,),
    (ApprovalCase, CaseState.WITHDRAWN): (approval.withdraw_project,),
    (FundingNotice, FundingState.FINANCE_DRAFTING): (commencement.number_plan,),
    (FundingNotice, FundingState.FORWARDING): (commencement.fund_project,),
    (FundingNotice, FundingState.FORWARDED): (commencement.begin_contract,),
    (Contract, ContractState.REGISTERED): (commencement.settle_contract,),
    (StartReadiness, StartState.ISSUED): (commencement.start_project, supervision.open_plan),
    (Inspection, InspectionState.PASSED): (supervision.stamp_inspection,),
    (Inspection, InspectionState.DEFECTIVE): (supervision.demand_rectification,),
    (Rectification, RectificationState.CLOSED): (supervision.close_inspection,),
}
