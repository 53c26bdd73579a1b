"""An early end: decided, settled, recovered, ended."""

from __future__ import annotations

from typing import Any

from flows.approval.models import ApprovalCase
from flows.approval.states import CaseState
from flows.desk.actions import lay_down
from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work
from flows.labour.actions import let_everybody_go
from flows.orgs.kinds import PostCode as P
from flows.payroll.models import PayrollBatch
from flows.payroll.states import BatchState
from flows.projects.posts import CLERK
from flows.projects.states import UNDER_WAY, Stage

from ..models import Closure
from ..states import ClosureKind, ClosureState
from .suspension import IN_FORCE

BASIS = "政府投资条例34"
UNDONE = (ClosureState.REFUSED, ClosureState.WITHDRAWN)
# What goes on while a project is settled: pay, and the money of the contract.
SETTLING = ("Closure", "PayrollBatch", "StrikeRequest", "PayException", "PaymentClaim")


def may_start(project: Any, user: Any, kind: str) -> bool:
    """终止: the owner's lead; 撤销批复: 经办人 of the body that approved."""
    code = CLERK[project.approving_body] if kind == ClosureKind.REVOKE else P.OWNER_LEAD
    body = project.body(P(code).organization_kind)
    return any(post.code == code and post.organization == body for post in user.posts)


def start(project: Any, kind: str, *, by: Any) -> Closure:
    """Begin an early end of ``kind``; one that is begun already is the same one again.

    Raises NotYours, Refused, Busy.
    """
    if kind not in ClosureKind.values or not may_start(project, by, kind):
        raise NotYours("终止由业主项目负责人提出；撤销批复由原审批部门经办人提出。")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        if project.stage not in UNDER_WAY:
            where = project.get_stage_display()
            said = f"项目处于“{where}”，批复以后、验收以前才能终止或撤销。"
            raise Refused([Finding("STAGE_WRONG", said, BASIS)])
        known = project.closures.exclude(state__in=UNDONE).first()
        if known is not None and (known.kind, known.initiator_id) == (kind, by.pk):
            return known
        if known is not None:
            said = f"{known.title}正在办理（{known.get_state_display()}），不能再发起。"
            raise Refused([Finding("CLOSURE_OPEN", said, BASIS, "在原文书上办理。")])
        return gate.open_paper(unit, Closure(project=project, kind=kind, initiator=by))


def stop_for_settlement(unit: Unit, closure: Closure) -> None:
    """决定终止: nothing is built any more, what is due is paid. All but pay and its money is laid
    down, orders to stop end with it; the roster is frozen (standstill.frozen_on)."""
    closure.decided_on = unit.today
    if not closure.decision_number:
        closure.decision_number = f"{closure.get_kind_display()}〔{unit.today.year}〕{closure.pk}号"
    unit.changed(closure)
    project = closure.project
    for suspension in project.suspensions.filter(state__in=IN_FORCE):
        suspension = gate.advance(unit, suspension, "end")
        suspension.ended_on = unit.today
        unit.changed(suspension)
    if project.stage == Stage.CONSTRUCTION:
        gate.advance(unit, project, "suspend")
    lay_down(unit, why="项目已决定终止，正在清算", keep=SETTLING)


def refuse_closure(unit: Unit, closure: Closure) -> None:
    closure.decided_on = unit.today
    unit.changed(closure)


def end_project(unit: Unit, closure: Closure) -> None:
    """Settled and recovered: nobody is on duty, nothing lies on a desk, the project is at its end;
    a revoked approval is revoked."""
    closure.ended_on = unit.today
    unit.changed(closure)
    project = closure.project
    for batch in PayrollBatch.objects.filter(project=project, state=BatchState.DRAFT, lines=None):
        gate.advance(unit, batch, "void")
    revoked = closure.kind == ClosureKind.REVOKE
    why = "批复撤销" if revoked else "项目终止"
    let_everybody_go(unit, project, closure.decided_on or unit.today, why)
    if revoked:
        for case in ApprovalCase.objects.filter(project=project, state=CaseState.DELIVERED):
            gate.advance(unit, case, "revoke")
    gate.advance(unit, project, "revoke" if revoked else "end_early")
    lay_down(unit, why=project.over)
