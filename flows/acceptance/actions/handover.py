"""What the handover's states open: dates of its own, stages of the project."""

from __future__ import annotations

from flows.engine import gate
from flows.engine.unit import Unit
from flows.projects.states import Stage

from ..figures.retention import kept_until, payroll_of, settled_on
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
    """Archived: the papers of pay are kept ``retain.payroll.years`` from the settling of accounts,
    or of the last pay where that came later (条例28)."""
    years = unit.parameters.get("retain.payroll.years", on=unit.today).days
    handover.archived_on = unit.today
    settled = settled_on(payroll_of(handover.project)) or unit.today
    handover.retain_until = kept_until(max(handover.settled_on or unit.today, settled), years)
    unit.changed(handover)
    gate.advance(unit, handover.project, "archive")
