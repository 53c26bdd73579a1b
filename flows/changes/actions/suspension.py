"""Stop the works and let them go on: the project's stage follows the orders that are in force."""

from __future__ import annotations

from typing import Any

from flows.engine import gate
from flows.engine.unit import Unit
from flows.projects.states import Stage

from ..models import Suspension
from ..states import SuspensionState

IN_FORCE = (SuspensionState.STOPPED, SuspensionState.REVIEWING, SuspensionState.APPROVING)


def order_stop(
    unit: Unit, project: Any, *, cause: str, text: str, conditions: str, rectification: Any = None
) -> Suspension:
    """Open 停工令 number n+1; it is in force at once. A defect that has one in force keeps it."""
    project = unit.current(project)
    if rectification is not None:
        known = rectification.suspensions.filter(state__in=IN_FORCE).first()
        if known is not None:
            return known
    if project.stage == Stage.CONSTRUCTION:
        gate.advance(unit, project, "suspend")
    return gate.open_paper(
        unit,
        Suspension(
            project=project,
            number=project.suspensions.count() + 1,
            cause=cause,
            text=text,
            conditions=conditions,
            rectification=rectification,
            begun_on=unit.today,
            initiator=unit.by,
        ),
    )


def resume_project(unit: Unit, suspension: Suspension) -> None:
    """复工令 is signed: the works go on unless another order is still in force."""
    suspension.ended_on = unit.today
    unit.changed(suspension)
    project = suspension.project
    others = project.suspensions.filter(state__in=IN_FORCE).exclude(pk=suspension.pk)
    if project.stage == Stage.SUSPENDED and not others.exists():
        gate.advance(unit, project, "resume")
