"""Verbs of a seat that move no paper: take it from the post's queue, lay it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from flows.audit.models import Chain
from flows.engine import clock
from flows.engine.findings import NotYours, Stale
from flows.engine.unit import Unit, work

from ..desk import has_seat
from ..models import Seat
from ..seats import SeatState


@contextmanager
def one_move(chain: Chain) -> Iterator[None]:
    """One thing done on a page: in a simulated project a working hour passes with it."""
    with transaction.atomic():
        yield
        clock.tick(Chain.objects.select_for_update().get(pk=chain.pk))


def claim(seat: Seat, paper: Any, *, by: Any) -> None:
    """Take an open ``seat`` of one of ``by``'s posts. Raises Stale, NotYours, Busy."""
    with work(seat.chain, by) as unit:
        seat = _open(seat)
        if seat.holder is not None:
            raise Stale(f"“{seat.step_label}”已由{seat.holder}领办。")
        if seat.post_id not in [post.pk for post in by.posts] or not has_seat(paper, by):
            raise NotYours("这一步不由您办理。")
        seat.holder = by
        _write(unit, seat, paper, "claim", "领办")


def release(seat: Seat, paper: Any, *, by: Any) -> None:
    """Lay ``seat`` back into the queue of its post, for a colleague."""
    with work(seat.chain, by) as unit:
        seat = _open(seat)
        if seat.holder != by:
            raise NotYours("这一席不在您手上。")
        if len(seat.post.holders) < 2:
            raise NotYours("该岗位只有您一人，不能退回待领。")
        seat.holder = None
        _write(unit, seat, paper, "release", "退回待领")


def _open(seat: Seat) -> Seat:
    seat = Seat.objects.select_related("post__organization", "holder").get(pk=seat.pk)
    if seat.state != SeatState.OPEN:
        raise Stale(f"“{seat.step_label}”已经办结。")
    return seat


def _write(unit: Unit, seat: Seat, paper: Any, move: str, label: str) -> None:
    seat.save(update_fields=["holder"])
    state = paper.get_state_display()
    unit.record(
        paper,
        "seat",
        move,
        label,
        step=seat.step_label,
        from_state=state,
        to_state=state,
        post=str(seat.post),
    )


CLAIMS = {"claim": claim, "release": release}
