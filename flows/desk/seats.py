"""Whether the people at a step have decided: one pure function, proved by truth table."""

from __future__ import annotations

from collections.abc import Sequence
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
    """What ``decide`` looks at in a seat."""

    state: Any
    weight: int


@dataclass(frozen=True)
class Sign:
    """How many must agree.

    all 会签 every seat · any 或签 the first decision counts · turn 顺序会签 ·
    quorum 票签 ``count`` agreements (stuck when so many no longer sit) · ratio 票签 more than ``share`` of the votes agree while
    at least ``quorum`` of them are present (weights count; nothing ends early, because a late
    vote may still change what was agreed).
    """

    policy: Policy = "any"
    count: int = 0
    share: Decimal = Decimal(0)
    quorum: Decimal = Decimal(0)


LIVE = (SeatState.OPEN, SeatState.WAITING)
GONE = (SeatState.RECUSED, SeatState.DROPPED, SeatState.MOVED, SeatState.CLOSED)


def decide(sign: Sign, seats: Sequence[Voice]) -> Outcome:
    """The outcome of ``seats`` under ``sign``; ``stuck`` when nobody is left who could decide.

    弃权 counts as present, never as agreement; 回避 and 减签 leave the count altogether.
    """
    counted = [seat for seat in seats if seat.state not in GONE]
    if not counted:
        return "stuck"
    if sign.policy == "quorum":
        return _by_count(sign, counted)
    if sign.policy == "ratio":
        return _by_share(sign, counted)
    if any(seat.state == SeatState.REFUSED for seat in counted):
        return "refused"
    if sign.policy == "any" and any(seat.state == SeatState.AGREED for seat in counted):
        return "agreed"
    if any(seat.state in LIVE for seat in counted):
        return "pending"
    return "agreed" if any(seat.state == SeatState.AGREED for seat in counted) else "stuck"


def _weigh(seats: Sequence[Voice], *states: Any) -> int:
    return sum(seat.weight for seat in seats if seat.state in states)


def _by_count(sign: Sign, counted: Sequence[Voice]) -> Outcome:
    if _weigh(counted, *SeatState) < sign.count:
        return "stuck"
    agreed, live = _weigh(counted, SeatState.AGREED), _weigh(counted, *LIVE)
    if agreed >= sign.count:
        return "agreed"
    return "pending" if agreed + live >= sign.count else "refused"


def _by_share(sign: Sign, counted: Sequence[Voice]) -> Outcome:
    if _weigh(counted, *LIVE):
        return "pending"
    total = _weigh(counted, *SeatState)
    present = _weigh(counted, SeatState.AGREED, SeatState.REFUSED, SeatState.ABSTAINED)
    if not total or present < sign.quorum * total:
        return "stuck"
    return "agreed" if _weigh(counted, SeatState.AGREED) > sign.share * total else "refused"
