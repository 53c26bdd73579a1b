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
from flows.planning import actions as planning
from flows.planning.flow import PlanningFlow
from flows.planning.models import PlanItem
from flows.planning.states import ItemState

FLOWS: tuple[Any, ...] = (
    PlanningFlow,
    SurveyFlow,
    ApprovalFlow,
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
    (ApprovalCase, CaseState.DECIDED_REJECT): (approval.reject_project,),
    (ApprovalCase, CaseState.NOT_RECEIVED): (approval.reject_project,),
    (ApprovalCase, CaseState.WITHDRAWN): (approval.withdraw_project,),
}
