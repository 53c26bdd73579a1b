"""Whether the people at a step have decided: pure functions, proved by truth table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from django.db import models

Policy = Literal["all", "any", "quorum", "ratio", "turn"]
Outcome = Literal["pending", "agreed", "refused", "stuck"]


class SeatState(models.TextChoices):
    OPEN = "open", "待办"
    WAITING = "waiting", "排队"
    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
    RETURNED = "returned", "退回"
    ABSTAINED = "abstained", "弃权"
    RECUSED = "recused", "回避"
    DROPPED = "dropped", "减签"
    MOVED = "moved", "转出"
    CLOSED = "closed", "已关闭"


class Place(models.TextChoices):
    """Where a seat stands that was laid for another one (加签、委派)."""

    BEFORE = "before", "前加签"
    AFTER = "after", "后加签"
    BESIDE = "beside", "并加签"
    ADVICE = "advice", "委派"


class Voice(Protocol):
    """What ``decide`` looks at in a seat; one laid for another also has ``attached_to_id`` (that
    seat's ``pk``) and ``place``."""

    state: Any
    weight: int


@dataclass(frozen=True)
class Sign:
    """How many must agree.

    all 会签 every seat · any 或签 the first decision counts · turn 顺序会签 ·
    quorum 票签 ``count`` agreements (stuck when so many no longer sit) · ratio 票签 more than
    ``share`` of the votes agree while at least ``quorum`` of them are present; weights count.
    ``early``: a ratio vote ends as soon as its outcome cannot change. Off where a late vote may
    still change *what* is agreed.
    """

    policy: Policy = "any"
    count: int = 0
    share: Decimal = Decimal(0)
    quorum: Decimal = Decimal(0)
    early: bool = True


LIVE = (SeatState.OPEN, SeatState.WAITING)
SPOKEN = (SeatState.AGREED, SeatState.REFUSED, SeatState.ABSTAINED, SeatState.RETURNED)
STANDS = (SeatState.AGREED, SeatState.ABSTAINED)  # what may stay valid after a return (沿用)
GONE = (SeatState.RECUSED, SeatState.DROPPED, SeatState.MOVED, SeatState.CLOSED)


@dataclass(frozen=True)
class Slot:
    """One voice of the step: a seat together with those laid before and after it (加签)."""

    state: Any
    weight: int


def decide(sign: Sign, seats: Sequence[Voice]) -> Outcome:
    """The outcome of ``seats`` under ``sign``; ``stuck`` when nobody is left who could decide.

    弃权 counts as present, never as agreement; 回避 and 减签 leave the count altogether. What was
    added before or after a seat agrees or refuses with it; 委派 is advice and never counts.
    """
    counted = [slot for slot in _slots(seats) if slot.state not in GONE]
    if not counted:
        return "stuck"
    if sign.policy == "quorum":
        return _by_count(sign, counted)
    if sign.policy == "ratio":
        return _by_share(sign, counted)
    if any(slot.state == SeatState.REFUSED for slot in counted):
        return "refused"
    if sign.policy == "any" and any(slot.state == SeatState.AGREED for slot in counted):
        return "agreed"
    if any(slot.state in LIVE for slot in counted):
        return "pending"
    return "agreed" if any(slot.state == SeatState.AGREED for slot in counted) else "stuck"


def _slots(seats: Sequence[Voice]) -> list[Slot]:
    return [Slot(together(seat, seats), seat.weight) for seat in seats if is_main(seat)]


def is_main(seat: Any) -> bool:
    """A voice of its own: laid by the step, or beside the others (并加签)."""
    return getattr(seat, "place", "") in ("", Place.BESIDE)


def _laid_for(seat: Any, seats: Iterable[Any], *places: Any) -> list[Any]:
    """The seats laid for ``seat`` in one of ``places`` that still count."""
    pk = getattr(seat, "pk", None)
    return [
        each
        for each in seats
        if getattr(each, "place", "") in places
        and each.attached_to_id == pk
        and each.state not in GONE
    ]


def together(seat: Any, seats: Sequence[Any]) -> Any:
    """What ``seat`` says together with the seats before and after it, and those laid for them."""
    if seat.state in GONE:
        return seat.state
    laid = _laid_for(seat, seats, Place.BEFORE, Place.AFTER)
    states = [together(each, seats) for each in laid]
    if SeatState.REFUSED in (seat.state, *states):
        return SeatState.REFUSED
    if seat.state in STANDS and any(state in LIVE for state in states):
        return SeatState.OPEN
    return seat.state


def turns(sign: Sign, seats: Sequence[Any]) -> list[tuple[Any, Any]]:
    """For each live seat whether it is its turn (``open``) or not yet (``waiting``).

    前加签 and 委派 come before the seat they were laid for, 后加签 after it; in 顺序会签 a voice
    waits until the one before it is through.
    """
    found: list[tuple[Any, Any]] = []
    up = True
    for seat in seats:
        if not is_main(seat) or seat.state in GONE:
            continue
        found += _turns_of(seat, seats, up)
        if sign.policy == "turn" and together(seat, seats) in LIVE:
            up = False
    return [(seat, state) for seat, state in found if seat.state in LIVE]


def _turns_of(seat: Any, seats: Sequence[Any], up: bool) -> list[tuple[Any, Any]]:
    first = _laid_for(seat, seats, Place.BEFORE, Place.ADVICE)
    last = _laid_for(seat, seats, Place.AFTER)
    waits = any(together(each, seats) in LIVE for each in first)
    turn = SeatState.OPEN if up and not waits else SeatState.WAITING
    later = up and not waits and seat.state in STANDS
    return [
        *(found for each in first for found in _turns_of(each, seats, up)),
        (seat, turn),
        *(found for each in last for found in _turns_of(each, seats, later)),
    ]


def _weigh(slots: Sequence[Slot], *states: Any) -> int:
    return sum(slot.weight for slot in slots if slot.state in states)


def _by_count(sign: Sign, counted: Sequence[Slot]) -> Outcome:
    if _weigh(counted, *SeatState) < sign.count:
        return "stuck"
    agreed, live = _weigh(counted, SeatState.AGREED), _weigh(counted, *LIVE)
    if agreed >= sign.count:
        return "agreed"
    return "pending" if agreed + live >= sign.count else "refused"


def _by_share(sign: Sign, counted: Sequence[Slot]) -> Outcome:
    total, live = _weigh(counted, *SeatState), _weigh(counted, *LIVE)
    present = _weigh(counted, SeatState.AGREED, SeatState.REFUSED, SeatState.ABSTAINED)
    agreed = _weigh(counted, SeatState.AGREED)
    if live and not sign.early:
        return "pending"
    if not total or present < sign.quorum * total:
        return "pending" if live else "stuck"
    if agreed > sign.share * total:
        return "agreed"
    return "pending" if agreed + live > sign.share * total else "refused"
