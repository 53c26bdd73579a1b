"""Verbs of 补录: state a running project, correct what was stated, let it live."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from flows.audit.models import Chain
from flows.desk.models import Seat
from flows.documents.actions import attach, settle_promise
from flows.documents.elements import DocumentKind
from flows.documents.models import Attachment, Document
from flows.engine import clock, gate, registry
from flows.engine.findings import NotYours
from flows.engine.paper import label_of
from flows.engine.refusals import require_unchanged, require_unsigned, require_valid
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode
from flows.projects.models import Fund, Project

from .models import Intake
from .rules import SCANS

KINDS = {scan.name: scan.label for scan in SCANS}


@transaction.atomic
def propose(*, by: Any, funds: dict[str, Decimal], said: dict[str, Any], **facts: Any) -> Intake:
    """Open a running project at 补录待确认, with its :class:`Intake` on the clerk's desk.

    ``facts`` are the fields of Project, ``funds`` yuan by source, ``said`` the fields of Intake.
    Nothing goes on before somebody else has confirmed it. Raises ValidationError, NotYours.
    """
    _require_clerk(by, facts["district"])
    chain = Chain(title=facts["name"])
    project = Project(chain=chain, initiator=by, created_at=clock.now(), entered_late=True, **facts)
    project.full_clean(exclude=["chain"])
    chain.save()
    with work(chain, by) as unit:
        project.chain, project.created_at = unit.chain, unit.now
        unit.create(project)
        _write_funds(unit, project, funds)
        unit.record(project, "open", "open", "存量项目补录")
        gate.advance(unit, project, "enter")
        document = unit.create(Document(project=project, kind=DocumentKind.APPROVAL))
        intake = Intake(project=project, document=document, initiator=by, **said)
        gate.open_paper(unit, intake)
    return intake


def _require_clerk(by: Any, district: str) -> None:
    held = [post for post in by.posts if post.code == PostCode.DRC_CLERK]
    if not any(post.organization.district == district for post in held):
        raise NotYours("存量项目由项目所在区的区发改经办人补录。")


def _write_funds(unit: Unit, project: Project, funds: dict[str, Decimal]) -> None:
    for source, amount in funds.items():
        unit.create(Fund(project=project, source=source, amount=amount))


def correct(
    intake: Intake,
    *,
    by: Any,
    expect: int,
    funds: dict[str, Decimal],
    said: dict[str, Any],
    **facts: Any,
) -> Intake:
    """State the project anew while the intake lies on ``by``'s desk; raises its version.

    Raises ValidationError, Refused, NotYours, Stale, Busy.
    """
    with work(intake.chain, by) as unit:
        intake = unit.current(intake)
        require_unchanged(unit, intake, expect)
        _require_stating(intake, by)
        _write(unit, intake, facts, said)
        _replace_funds(unit, intake.project, funds)
        _rename(unit, intake.project)
        _record(unit, intake, "correct", "更正补录内容", fields=sorted([*facts, *said]))
    return intake


def _require_stating(intake: Intake, by: Any) -> None:
    registry.desk.require_running(intake)
    registry.desk.seat_of(intake, by)
    if intake.state != "DRAFT":
        raise NotYours("补录内容只能在“补录资料”环节更正。")
    require_unsigned(registry.desk.seats_at(intake))


def _write(unit: Unit, intake: Intake, facts: dict[str, Any], said: dict[str, Any]) -> None:
    project = intake.project
    for row, values in ((project, facts), (intake, said)):
        for name, value in values.items():
            setattr(row, name, value)
    project.full_clean(exclude=["chain"])
    require_valid(intake)
    intake.version += 1
    unit.changed(project)
    unit.changed(intake)


def _replace_funds(unit: Unit, project: Project, funds: dict[str, Decimal]) -> None:
    Fund.objects.filter(project=project).delete()
    _write_funds(unit, project, funds)


def _rename(unit: Unit, project: Project) -> None:
    """What the desk and the trail say of a project that is called otherwise now."""
    Seat.objects.filter(chain=unit.chain).update(
        project_name=project.name, project_code=project.code, amount=project.total_investment
    )
    unit.chain.title = project.name
    unit.chain.save(update_fields=["title"])


def _record(unit: Unit, intake: Intake, verb: str, label: str, **payload: Any) -> None:
    step, state = registry.desk.step_of(intake).label, label_of(intake)
    unit.record(
        *(intake, "edit", verb, label),
        step=step,
        from_state=state,
        to_state=state,
        payload=payload,
    )


def scan(intake: Intake, kind: str, *, by: Any, name: str, content: bytes) -> Attachment:
    """Keep the scan of one paper (a name of ``rules.SCANS``). Raises BadFile, NotYours, Stale, Busy."""
    return attach(intake, by=by, name=name, content=content, kind=KINDS[kind])


def go_live(unit: Unit, intake: Intake) -> None:
    """Confirmed: the promise is kept, and the project stands where its papers say, from today on.

    Number and date of the approval are its own; everything else is dated today.
    """
    document, project = unit.current(intake.document), intake.project
    document.number, document.issued_on = intake.decision_number, intake.approved_on
    unit.changed(document)
    project.entered_on, project.entered_stage = unit.today, intake.at
    settle_promise(unit, document)
    gate.advance(unit, project, f"enter_{intake.at.lower()}")


def withdraw_project(unit: Unit, intake: Intake) -> None:
    gate.advance(unit, intake.project, "withdraw")
