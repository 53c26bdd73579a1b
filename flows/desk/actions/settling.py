"""What every verb of a seat begins and ends with: whose it is, the trail, what follows."""

from __future__ import annotations

from typing import Any

from flows.engine import gate, machine, registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.refusals import opinion_missing, stuck
from flows.engine.unit import Unit
from flows.orgs.models import Appointment, User

from ..desk import seats_at, step_of
from ..laying import rearrange
from ..models import Seat
from ..seats import LIVE, decide

AGREED, REFUSED = "agreed", "refused"


def allowed(paper: Any, verb: str, label: str) -> Any:
    """The paper's step, where it allows ``verb``; raises Refused."""
    step = step_of(paper)
    if step is None or verb not in step.allows:
        where = f"“{step.label}”" if step else "该文书现在"
        raise Refused([Finding("VERB_NOT_HERE", f"{where}不能{label}。", cure="请刷新页面。")])
    return step


def my_seat(unit: Unit, paper: Any) -> Seat:
    """The open seat of who acts; a stopped clock stops the seats too."""
    registry.desk.require_running(paper)
    seat: Seat = registry.desk.seat_of(paper, unit.by)
    return seat


def reason_of(reason: str, label: str) -> str:
    """The reason without long numbers; raises Refused where there is none."""
    said = scrub(reason).strip()
    if not said:
        raise Refused([opinion_missing(label)])
    return said


def person_of(choice: Any) -> tuple[User, Any]:
    """Person and post of “<appointment>”; raises NotYours for nobody in office."""
    key = str(choice or "")
    held = Appointment.objects.select_related("user", "post__organization")
    found = held.filter(pk=int(key) if key.isdecimal() else -1, ended_on=None, user__is_active=True)
    appointment = found.first()
    if appointment is None:
        raise NotYours("没有选择在岗的人员，请重新选择。")
    return appointment.user, appointment.post


def record(unit: Unit, paper: Any, seat: Seat, verb: str, label: str, **more: Any) -> None:
    """One trail entry about ``seat``; the paper's own state does not change by it."""
    state = paper.get_state_display()
    unit.record(
        paper,
        "seat",
        verb,
        label,
        step=seat.step_label,
        from_state=state,
        to_state=state,
        post=str(seat.post),
        **more,
    )


def settle(unit: Unit, paper: Any) -> None:
    """The seats of the step after one came or went: whose turn, and whether that decides it."""
    step, seats = step_of(paper), seats_at(paper)
    outcome = decide(step.sign(paper), seats)
    if outcome == "stuck":
        raise Refused([stuck(step)])
    rearrange(unit, paper, step, seats)
    if outcome == "pending":
        return
    transition = machine.find(paper, step.agreeing(paper) if outcome == AGREED else step.refused)
    assert transition is not None
    if any(wanted.required for wanted in transition.custom["inputs"]):
        cure = "请由仍在席的人办理，办理时填写所需内容。"
        raise Refused([Finding("STILL_ASKED", f"“{step.label}”还有内容要填写。", cure=cure)])
    gate.run(unit, paper, transition)
    gate.carry_on(unit, paper)


def seated(task_seats: list[Seat], user: User, post: Any) -> bool:
    """Whether ``user`` or ``post`` has a part in the step already."""
    return any(
        seat.holder_id == user.pk or seat.decided_by_id == user.pk or seat.post_id == post.pk
        for seat in task_seats
        if seat.state in LIVE or seat.decided_at is not None
    )
