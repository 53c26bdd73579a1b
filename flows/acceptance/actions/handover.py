"""What the handover's states open: dates of its own, stages of the project."""

from __future__ import annotations

from flows.engine import gate
from flows.engine.unit import Unit
from flows.projects.states import Stage

from ..models import Handover


def date_transfer(unit: Unit, handover: Handover) -> None:
    handover.transferred_on = unit.today
    unit.changed(handover)


def date_accounts(unit: Unit, handover: Handover) -> None:
    """The accounts are settled: the day from which the papers are kept is this one."""
    if handover.settled_on is None:
        handover.settled_on = unit.today
        unit.changed(handover)


def maintain_project(unit: Unit, handover: Handover) -> None:
    if handover.project.stage == Stage.HANDOVER:
        gate.advance(unit, handover.project, "maintain")


def archive_project(unit: Unit, handover: Handover) -> None:
    """Archived: the papers of pay are kept ``retain.payroll.years`` from the settling of accounts."""
    years = unit.parameters.get("retain.payroll.years", on=unit.today).days
    handover.archived_on = unit.today
    start = handover.settled_on or unit.today
    try:
        handover.retain_until = start.replace(year=start.year + years)
    except ValueError:  # 29 February
        handover.retain_until = start.replace(year=start.year + years, day=28)
    unit.changed(handover)
    gate.advance(unit, handover.project, "archive")
