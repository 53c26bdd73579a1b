"""拿回、重新安排: one's own decision while nobody has acted on it; seats where nobody sat."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.status import STATUS

from flows.engine import gate, machine
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work

from ..desk import seats_at, step_of, task_of
from ..laying import rearrange, reseat_task
from ..models import Incident, Seat, Task
from ..seats import SeatState
from ..sitting import SPOKEN
from .settling import reason_of, record


def take_back(paper: Any, *, by: Any, reason: str) -> None:
    """拿回: ``by``'s own decision is open again, while the next has not acted.

    At a step that has not decided yet his seat opens again; where his was the last signature the
    paper comes back to the step, and what the others signed there still stands (沿用).
    """
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        said = reason_of(reason, "拿回")
        own = own_vote(paper, by)
        if own is not None:
            _reopen(unit, paper, own, said)
            return
        seat, transition = _last(paper, by)
        gate.run(unit, paper, transition, opinion=said, reopen=seat, label="拿回")


def takeable(paper: Any, user: Any) -> str:
    """Why ``user`` cannot take his decision back; "" when he can."""
    try:
        if own_vote(paper, user) is None:
            _last(paper, user)
    except (NotYours, Refused) as error:
        return str(error)
    return ""


def own_vote(paper: Any, user: Any) -> Seat | None:
    """The seat ``user`` has signed at the step that is still open, where it may be taken back."""
    step = step_of(paper)
    if step is None or "take_back" not in step.allows:
        return None
    mine = (s for s in seats_at(paper) if s.decided_by_id == user.pk and not s.kept)
    return next((s for s in mine if s.state in (SeatState.AGREED, SeatState.ABSTAINED)), None)


def _reopen(unit: Unit, paper: Any, seat: Seat, said: str) -> None:
    seat.state, seat.opinion, seat.choice = SeatState.OPEN, "", ""
    seat.decided_at = seat.decided_by = seat.on_behalf = None
    seat.save()
    record(unit, paper, seat, "take_back", "拿回", opinion=said)
    rearrange(unit, paper, step_of(paper), seats_at(paper))


def _last(paper: Any, user: Any) -> tuple[Seat, Any]:
    """``user``'s signature that brought the paper to its step, and the move that leads back."""
    here = task_of(paper)
    if here is None:
        raise NotYours("该文书已经办结，不能拿回；需要纠正的办理撤销或变更。")
    if here.seats.filter(decided_at__isnull=False).exists():
        raise Refused(
            [Finding("ACTED_ALREADY", "下一环节已经办理，不能拿回。", cure="请联系承办人退回。")]
        )
    before: Task | None = here.process.tasks.filter(status=STATUS.DONE).order_by("-pk").first()
    step = before.flow_task if before else None
    if before is None or step is None or step.outcomes.get(before.outcome) != "agreed":
        raise NotYours("没有可以拿回的办理。")
    signed = before.seats.filter(state__in=SPOKEN, kept=False).order_by("-decided_at", "-id")
    seat = signed.select_related("post", "task", "holder").first()
    if seat is None or seat.decided_by_id != user.pk or "take_back" not in step.allows:
        raise NotYours("只能拿回自己最后办理的一步。")
    back = (e for e in machine.moves_from(paper) if e.target == step.at)
    found = next((e for e in back if e.name in step_of(paper).returned), None)
    if found is None:
        raise Refused(
            [Finding("NO_WAY_BACK", f"办理后不能回到“{step.label}”。", cure="请联系承办人。")]
        )
    return seat, found


def reseat(incident: Incident, paper: Any, *, by: Any) -> bool:
    """Seat the incident's step anew, after posts or people were added; whether somebody sits."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        task = task_of(paper)
        if task is None or task.pk != incident.task_id:
            incident.closed_at, incident.closed_by = unit.now, by
            incident.reason = "该环节已办结"
            incident.save()
            return True
        return reseat_task(unit, paper, task)
