"""加签、减签: somebody more signs before, after or beside a seat; an added seat goes again."""

from __future__ import annotations

from typing import Any

from flows.engine import registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import work

from ..desk import seats_at
from ..laying import announce, new_seat
from ..models import Seat
from ..seats import LIVE, Place, SeatState
from .settling import (
    allowed,
    close_attached,
    my_seat,
    person_of,
    reason_of,
    record,
    require_fit,
    settle,
)

PLACES: tuple[Any, ...] = (Place.BEFORE, Place.AFTER, Place.BESIDE)


def places_at(paper: Any) -> list[Any]:
    """Where a seat may be added: beside the others only where each of them counts."""
    policy = registry.desk.step_of(paper).sign(paper).policy
    return [place for place in PLACES if place != Place.BESIDE or policy in ("all", "turn")]


def add_seat(paper: Any, *, by: Any, reason: str, person: Any, place: Any) -> None:
    """加签: ``person`` (an appointment) signs too, ``before``, ``after`` or ``beside`` ``by``."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        step = allowed(paper, "add_seat", "加签")
        said = reason_of(reason, "加签")
        mine, (user, post) = my_seat(unit, paper), person_of(person)
        if place not in places_at(paper) or Place(mine.place or "beside") is Place.ADVICE:
            raise Refused(
                [Finding("PLACE_UNKNOWN", "本环节不能这样加签。", cure="请选择加签方式。")]
            )
        require_fit(paper, user, post)
        seat = new_seat(
            unit, paper, mine.task, step, post, mine.order,
            holder=user, attached_to=mine, place=place, added_by=by,
        )  # fmt: skip
        seat.state = SeatState.WAITING if place == Place.AFTER else SeatState.OPEN
        unit.create(seat)
        if seat.state == SeatState.OPEN:
            announce(unit, paper, seat)
        label = Place(place).label
        record(unit, paper, mine, "add_seat", label, opinion=said, payload={"who": str(user)})
        settle(unit, paper)


def drop_seat(paper: Any, *, by: Any, reason: str, seat: Any) -> None:
    """减签: an added seat that nobody has signed goes again; only who added it may."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        allowed(paper, "drop_seat", "减签")
        registry.desk.require_running(paper)
        said = reason_of(reason, "减签")
        found = next((each for each in droppable(paper, by) if str(each.pk) == str(seat)), None)
        if found is None:
            raise NotYours("只有加签人可以减去自己加的、尚未签署的席位。")
        found.state = SeatState.DROPPED
        found.save(update_fields=["state"])
        close_attached(found)
        record(
            unit, paper, found, "drop_seat", "减签",
            opinion=said, payload={"who": str(found.holder or found.post)},
        )  # fmt: skip
        settle(unit, paper)


def droppable(paper: Any, user: Any) -> list[Seat]:
    """The unsigned seats of the step that ``user`` has added."""
    return [s for s in seats_at(paper) if s.added_by_id == user.pk and s.state in LIVE]
