"""拿回、重新安排: one's own decision while nobody has acted on it; seats where nobody sat."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from viewflow.workflow.status import STATUS

from flows.engine import clock, gate, machine
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode
from flows.orgs.models import Substitution

from ..desk import require_running, seats_at, step_of, task_of
from ..laying import rearrange, reseat_task
from ..models import Incident, Seat, Task
from ..seats import SPOKEN, Place, SeatState, is_main
from .settling import reason_of, record


def take_back(paper: Any, *, by: Any, reason: str) -> None:
    """拿回: ``by``'s own decision is open again, while the next has not acted.

    At a step that has not decided yet his seat opens again; where his was the last signature the
    paper comes back to the step, and what the others signed there still stands (沿用).
    """
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        said = reason_of(reason, "拿回")
        require_running(paper)
        own = own_vote(paper, by)
        if own is not None:
            _reopen(unit, paper, own, said)
            return
        seat, transition = _last(paper, by)
        unit.on_behalf = seat.on_behalf
        gate.run(unit, paper, transition, opinion=said, reopen=seat, label="拿回")


def way_back(paper: Any, user: Any) -> str:
    """What ``user`` may take back: ``vote`` at the open step, ``draft`` into the step he fills in
    himself (撤回), ``step`` (拿回); "" when nothing."""
    try:
        require_running(paper)
        if own_vote(paper, user) is not None:
            return "vote"
        return "draft" if _last(paper, user)[0].task.flow_task.own else "step"
    except (NotYours, Refused):
        return ""


def own_vote(paper: Any, user: Any) -> Seat | None:
    """The seat ``user`` has signed at the step that is still open, where it may be taken back."""
    step, seats = step_of(paper), seats_at(paper)
    if step is None or "take_back" not in step.allows:
        return None
    mine = (s for s in seats if s.decided_by_id == user.pk and s.state in SPOKEN and not s.kept)
    turn = step.sign(paper).policy == "turn"
    free = (s for s in mine if not _acted_on(s, seats, turn) and _still_his(s, user))
    return next(free, None)


def _acted_on(seat: Seat, seats: list[Seat], turn: bool) -> bool:
    """Whether somebody has spoken because ``seat`` had: he whom it was laid before, those laid
    after it, and in 顺序会签 whoever came next."""
    spoken = [each for each in seats if each.state in SPOKEN and each.pk != seat.pk]
    if seat.place in (Place.BEFORE, Place.ADVICE):
        return any(each.pk == seat.attached_to_id for each in spoken)
    if any(each.attached_to_id == seat.pk and each.place == Place.AFTER for each in spoken):
        return True
    at = (seat.order, seat.pk)
    return turn and any((each.order, each.pk) > at for each in spoken if is_main(each))


def _still_his(seat: Seat, user: Any) -> bool:
    """Whether ``user`` could sign ``seat`` again: he holds its post, or still stands in."""
    if seat.on_behalf is None:
        return seat.post_id in [post.pk for post in user.posts]
    rules = Substitution.objects.active(user, on=clock.today())
    about = rules.filter(Q(post=None) | Q(post=seat.post_id), paper__in=("", seat.paper))
    return about.filter(principal=seat.on_behalf).exists()


def _reopen(unit: Unit, paper: Any, seat: Seat, said: str) -> None:
    unit.on_behalf = seat.on_behalf
    seat.state, seat.opinion, seat.choice = SeatState.OPEN, "", ""
    seat.decided_at = seat.decided_by = seat.on_behalf = None
    seat.save()
    record(unit, paper, seat, "take_back", "拿回", opinion=said)
    rearrange(unit, paper, step_of(paper), seats_at(paper))


def _last(paper: Any, user: Any) -> tuple[Seat, Any]:
    """``user``'s signature that brought the paper to its step, and the move that leads back."""
    here = task_of(paper)
    if here is None:
        raise NotYours("该文书已经办结，不能拿回；需要纠正的，办理撤销或变更。")
    if here.seats.filter(decided_at__isnull=False, kept=False).exists():
        raise Refused(
            [Finding("ACTED_ALREADY", "其后已有人办理，不能拿回。", cure="请联系承办人退回。")]
        )
    before: Task | None = here.process.tasks.filter(status=STATUS.DONE).order_by("-pk").first()
    step = before.flow_task if before else None
    if before is None or step is None or step.outcomes.get(before.outcome) != "agreed":
        raise NotYours("没有可以拿回的办理。")
    seat = _last_signed(paper, before)
    own = seat is not None and seat.decided_by_id == user.pk and _still_his(seat, user)
    if seat is None or not own or "take_back" not in step.allows:
        raise NotYours("只能拿回自己最后办理的一步。")
    return seat, _way_back(paper, step)


def _last_signed(paper: Any, task: Task) -> Seat | None:
    """The signature that came last at ``task``; of two at one moment, his who moved the paper."""
    moved = paper.chain.entries.filter(
        kind="move", paper=type(paper).__name__, paper_id=paper.pk
    ).order_by("-sequence")
    mover = moved.values_list("actor_id", flat=True).first()
    signed = task.seats.filter(state__in=SPOKEN, kept=False)
    found = signed.select_related("post", "task", "holder", "on_behalf")
    return max(found, key=lambda s: (s.decided_at, s.decided_by_id == mover, s.pk), default=None)


def _way_back(paper: Any, step: Any) -> Any:
    """The return that leads to ``step`` and asks for nothing; a decision that has been made is
    undone by no return."""
    here = step_of(paper)
    for each in machine.moves_from(paper):
        asks = any(wanted.required for wanted in each.custom["inputs"])
        if each.target == step.at and each.name in here.returned and not asks:
            return each
    why = f"“{step.label}”办结后不能拿回。"
    cure = "已经作出决定的，办理撤销或变更；其他请联系承办人退回。"
    raise Refused([Finding("NO_WAY_BACK", why, cure=cure)])


def reseat(incident: Incident, paper: Any, *, by: Any) -> bool:
    """Seat the incident's step anew, after posts or people were added; whether somebody sits.

    By an administrator, or by nobody: the desk looks again by itself.
    """
    if by is not None and not by.holds(PostCode.ADMIN_SYSTEM):
        raise NotYours("重新安排席位由系统管理员办理。")
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        task = task_of(paper)
        if task is None or task.pk != incident.task_id:
            incident.closed_at, incident.closed_by = unit.now, by
            incident.reason = "该环节已办结"
            incident.save()
            return True
        return reseat_task(unit, paper, task)
