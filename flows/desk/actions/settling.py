"""What every verb of a seat begins and ends with: whose it is, the trail, what follows."""

from __future__ import annotations

from typing import Any

from flows.engine import gate, machine, registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.refusals import opinion_missing, stuck
from flows.engine.unit import Unit
from flows.orgs.models import Appointment, User

from ..copies import sees
from ..desk import seats_at, step_of
from ..laying import rearrange
from ..models import Seat
from ..seats import LIVE, SPOKEN, Place, SeatState, decide
from ..sitting import barred, principal_of

AGREED, REFUSED = "agreed", "refused"
MOST = 300  # characters of a reason, as the pages take them


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
    unit.on_behalf = principal_of(seat, unit.by)
    return seat


def reason_of(reason: str, label: str) -> str:
    """The reason without long numbers; raises Refused where there is none."""
    said = scrub(reason).strip()[:MOST]
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


def record(unit: Unit, paper: Any, seat: Seat | None, verb: str, label: str, **more: Any) -> None:
    """One trail entry about ``seat`` (None: about the step); the paper's state does not change."""
    state = paper.get_state_display()
    unit.record(
        paper,
        "seat",
        verb,
        label,
        step=seat.step_label if seat is not None else step_of(paper).label,
        from_state=state,
        to_state=state,
        post=str(seat.post) if seat is not None else "",
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
    if transition is None:
        raise Refused([stuck(step)])
    if any(wanted.required for wanted in transition.custom["inputs"]):
        cure = "请由仍在席的人办理，办理时填写所需内容。"
        raise Refused([Finding("STILL_ASKED", f"“{step.label}”还有内容要填写。", cure=cure)])
    gate.run(unit, paper, transition)
    gate.carry_on(unit, paper)


def require_fit(paper: Any, user: User, post: Any, *, instead_of: Seat | None = None) -> None:
    """Raise Refused unless ``user`` may sit at the step as ``post``: not barred, without another
    part in it, and the project is in his scope (a seat widens nobody's)."""
    cure = "请选择其他人员。"
    if barred(paper, step_of(paper), user):
        why = f"{user}是发起人、已申明回避，或已办理过须分设的环节，不能办理。"
        raise Refused([Finding("BARRED", why, cure=cure)])
    others = (s for s in seats_at(paper) if instead_of is None or s.pk != instead_of.pk)
    if any(sits(seat, user, post) for seat in others):
        raise Refused([Finding("SEATED_ALREADY", f"{user}在本环节已有席位。", cure=cure)])
    if not sees(user, paper):
        raise Refused([Finding("OUT_OF_SCOPE", f"{user}无权查看该项目。", cure=cure)])


def sits(seat: Seat, user: User, post: Any) -> bool:
    """Whether ``seat`` is ``user``'s, or could be: it waits in the queue of a post of his."""
    if seat.state not in (*LIVE, *SPOKEN):
        return False
    his = user.pk in (seat.holder_id, seat.decided_by_id, seat.on_behalf_id)
    return his or (
        seat.holder_id is None and seat.post_id in [post.pk, *(p.pk for p in user.posts)]
    )


def close_attached(seat: Seat) -> None:
    """``seat`` has left for good: those laid for it are asked nothing more."""
    for each in seat.attached.filter(state__in=LIVE).exclude(place=Place.BESIDE):
        each.state = SeatState.CLOSED
        each.save(update_fields=["state"])
        close_attached(each)
