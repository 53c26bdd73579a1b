"""An early end: decided, settled, recovered, ended."""

from __future__ import annotations

from flows.approval.models import ApprovalCase
from flows.approval.states import CaseState
from flows.engine import gate
from flows.engine.unit import Unit
from flows.projects.states import Stage

from ..models import Closure
from ..states import ClosureKind
from .suspension import IN_FORCE


def stop_for_settlement(unit: Unit, closure: Closure) -> None:
    """决定终止: nothing is built any more; what is due is paid."""
    closure.decided_on = unit.today
    unit.changed(closure)
    if closure.project.stage == Stage.CONSTRUCTION:
        gate.advance(unit, closure.project, "suspend")


def refuse_closure(unit: Unit, closure: Closure) -> None:
    closure.decided_on = unit.today
    unit.changed(closure)


def end_project(unit: Unit, closure: Closure) -> None:
    """Settled and recovered: orders to stop end with the project, a revoked approval is revoked."""
    closure.ended_on = unit.today
    unit.changed(closure)
    project = closure.project
    for suspension in project.suspensions.filter(state__in=IN_FORCE):
        gate.advance(unit, suspension, "end")
    if closure.kind == ClosureKind.REVOKE:
        for case in ApprovalCase.objects.filter(project=project, state=CaseState.DELIVERED):
            gate.advance(unit, case, "revoke")
        gate.advance(unit, project, "revoke")
    else:
        gate.advance(unit, project, "end_early")
