"""What the approval opens: survey and plan, the approval's document, the baseline."""

from __future__ import annotations

from typing import Any

from flows.documents.actions import settle_promise
from flows.documents.elements import DocumentKind, wanted
from flows.documents.models import Document
from flows.engine import gate
from flows.engine.unit import Unit
from flows.projects.models import ApprovingBody

from .models import ApprovalCase, ImplementationPlan, LabourSurvey
from .states import PlanState


def begin(unit: Unit, item: Any) -> None:
    """The list is filed: survey to the village, plan to the owner."""
    project = item.project
    gate.open_paper(unit, LabourSurvey(project=project, village=project.village_name))
    document = unit.create(Document(project=project, kind=DocumentKind.PLAN))
    plan = unit.create(ImplementationPlan(project=project, document=document))
    gate.open_paper(unit, ApprovalCase(project=project, plan=plan, initiator=_owner(project)))


def _owner(project: Any) -> Any:
    holders = project.post("owner.lead").holders
    return holders[0] if holders else None


def issue_plan(unit: Unit, case: ApprovalCase) -> None:
    """The plan is handed in: sealed, and the project is in approval."""
    plan = unit.current(case.plan)
    if plan.state == PlanState.DRAFT:
        gate.advance(unit, plan, "issue")
        gate.advance(unit, case.project, "submit")


def reopen_plan(unit: Unit, case: ApprovalCase) -> None:
    """Returned to the owner: the plan may be edited again."""
    plan = unit.current(case.plan)
    if plan.state == PlanState.ISSUED:
        gate.advance(unit, plan, "reopen")
        gate.advance(unit, case.project, "take_back")


def draft_approval(unit: Unit, case: ApprovalCase) -> None:
    """The approval's document is drawn up with what the plan states; r10 is added by the office."""
    if case.document_id is None:
        case.document = unit.create(Document(project=case.project, kind=DocumentKind.APPROVAL))
    stated = case.plan.document.elements
    own = case.document.elements
    case.document.elements = {
        element.key: stated.get(element.key) or own[element.key]
        for element in wanted(DocumentKind.APPROVAL)
        if stated.get(element.key) or own.get(element.key)
    }
    unit.changed(case.document)
    unit.changed(case)


def settle_baseline(unit: Unit, case: ApprovalCase) -> None:
    """Approved: number and date the document, write the baseline from its r2, r3, r5, r8."""
    document, project = unit.current(case.document), case.project
    number = case.decision_number or numbered(unit, project)
    case.decision_number = document.number = number
    document.issued_on = unit.today
    unit.changed(document)
    unit.changed(case)
    settle_promise(unit, document)
    gate.advance(unit, unit.current(case.plan), "approve")
    gate.advance(unit, project, "approve")


def numbered(unit: Unit, project: Any, after: str = "") -> str:
    """A number in the series of the approving body, for an office that keeps none elsewhere;
    ``after`` tells a later decision about the project from the first."""
    series = {
        ApprovingBody.DRC: f"{project.get_district_display()}发改",
        ApprovingBody.AGRI: f"{project.get_district_display()}农业农村",
        ApprovingBody.CITY_DRC: "京发改",
    }[project.approving_body]
    return f"{series}〔{unit.today.year}〕{project.pk}{after}号"


def reject_project(unit: Unit, case: ApprovalCase) -> None:
    gate.advance(unit, case.project, "reject")


def withdraw_project(unit: Unit, case: ApprovalCase) -> None:
    gate.advance(unit, case.project, "withdraw")


def terminate_project(unit: Unit, case: ApprovalCase) -> None:
    gate.advance(unit, case.project, "terminate")
