"""What an acceptance case opens: the project's stages, the handover, a new case after 不通过."""

from __future__ import annotations

from typing import Any

from flows.desk.models import Seat
from flows.engine import gate
from flows.engine.unit import Unit
from flows.payroll.models import PayrollBatch
from flows.payroll.states import BatchState
from flows.projects.states import Stage
from flows.supervision.actions import open_rectification

from ..models import AcceptanceCase, Handover
from .committee import dismiss


def open_acceptance(unit: Unit, readiness: Any) -> None:
    """开工令已签发: the report lies with the contractor until the works are done."""
    if not readiness.project.acceptancecases.exists():
        _open_case(unit, readiness.project, 1)


def _open_case(unit: Unit, project: Any, number: int) -> AcceptanceCase:
    leaders = project.post("contractor.lead").holders
    return gate.open_paper(
        unit,
        AcceptanceCase(project=project, number=number, initiator=leaders[0] if leaders else None),
    )


def return_to_work(unit: Unit, case: AcceptanceCase) -> None:
    """预验收不合格: the project goes on being built, the same case is reported again."""
    if case.project.stage == Stage.COMPLETED:
        gate.advance(unit, case.project, "back_to_work")


def complete_project(unit: Unit, case: AcceptanceCase) -> None:
    """Reported: months that were opened and never used are ended, the project is 完工待验."""
    drafts = PayrollBatch.objects.filter(project=case.project, state=BatchState.DRAFT, lines=None)
    for batch in drafts:
        gate.advance(unit, batch, "void")
    gate.advance(unit, case.project, "complete")


def pre_accept_project(unit: Unit, case: AcceptanceCase) -> None:
    if case.project.stage == Stage.COMPLETED:
        gate.advance(unit, case.project, "pre_accept")


def accept_project(unit: Unit, case: AcceptanceCase) -> None:
    """通过: accepted and handed over; what the committee wants put right becomes a rectification."""
    _conclude(unit, case)
    project = case.project
    gate.advance(unit, project, "accept")
    gate.advance(unit, project, "hand_over")
    if case.rectify_by is not None:
        open_rectification(
            unit,
            project,
            code="YS",
            severity="B",
            defect=_wishes(case),
            deadline=case.rectify_by,
            initiator=unit.by,
        )
    leaders = project.post("owner.lead").holders
    gate.open_paper(
        unit, Handover(project=project, case=case, initiator=leaders[0] if leaders else None)
    )


def fail_case(unit: Unit, case: AcceptanceCase) -> None:
    """不通过: the project goes back to 在建, and a new case waits to be reported."""
    _conclude(unit, case)
    case.save()  # before the new case: the database allows one open case per project
    gate.advance(unit, case.project, "back_to_work")
    _open_case(unit, case.project, case.number + 1)


def _conclude(unit: Unit, case: AcceptanceCase) -> None:
    case.concluded_on = unit.today
    unit.changed(case)
    dismiss(unit, case)


def _wishes(case: AcceptanceCase) -> str:
    """What is to be put right, in the words of the chair and of those who voted so."""
    said = Seat.objects.filter(paper="AcceptanceCase", paper_id=case.pk).exclude(opinion="")
    wanted = said.filter(step="conclude") | said.filter(step="vote", choice="rectify")
    opinions = wanted.order_by("-id").values_list("opinion", flat=True)
    return "；".join(dict.fromkeys(opinions)) or "按验收委员会表决意见限期整改。"
