"""沿用: what was signed at a step before and still stands when the paper lies there again.

After a return that comes straight back (直达), and after 拿回, the seats are laid as they were:
signatures stand, who has withdrawn (回避) stays away, the others are asked again, and so are those
whom somebody had added (加签、委派).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from viewflow.workflow.status import STATUS

from flows.engine import machine

from .models import Process, Seat, Task
from .seats import SPOKEN, STANDS, Place, SeatState, decide
from .step import Step


@dataclass(frozen=True)
class Kept:
    """The seats of an earlier round of the step, in order; ``reopened`` is one to be signed anew
    although it was signed (拿回)."""

    seats: tuple[Seat, ...] = ()
    reopened: Seat | None = None

    def stands(self, seat: Seat) -> bool:
        """Whether ``seat`` is laid as it was signed; an opinion for somebody else always is."""
        if self.reopened is not None and seat.pk == self.reopened.pk:
            return False
        advice = seat.place == Place.ADVICE and seat.state in SPOKEN
        return advice or seat.state in (*STANDS, SeatState.RECUSED)

    def mains(self) -> dict[int, Seat]:
        """By the post the step had named: the seat that speaks for it, wherever it has gone."""
        found: dict[int, Seat] = {}
        last: dict[int, tuple[int, Seat]] = {}
        for seat in sorted((s for s in self.seats if not s.place), key=lambda s: s.pk):
            origin, before = last.get(seat.order, (seat.post_id, None))
            if before is None or before.state not in (SeatState.MOVED, SeatState.RECUSED):
                origin = seat.post_id
            last[seat.order] = origin, seat
            found[origin] = seat
        return found

    def added(self) -> Iterator[Seat]:
        """The seats laid for others, parents first; who has left or was dropped is forgotten."""
        away = (SeatState.DROPPED, SeatState.MOVED, SeatState.RECUSED)
        return (s for s in sorted(self.seats, key=_age) if s.place and s.state not in away)


NOTHING = Kept()


def _age(seat: Seat) -> int:
    return seat.pk


def of_task(task: Task, reopened: Seat | None = None) -> Kept:
    """Everything signed at ``task``; ``reopened`` is signed anew."""
    seats = task.seats.select_related("post__organization", "holder", "decided_by", "on_behalf")
    return Kept(tuple(seats.order_by("order", "id")), reopened)


def standing_at(process: Process, step: Step, resume: Task) -> Kept:
    """直达 back to ``resume``: what was signed at ``step`` before it and still stands.

    Nothing where agreeing asks for something to be written in: then somebody has to write it.
    """
    if resume.flow_task == step:
        return of_task(resume)
    agreed = (step.agreed, *step.also)
    last = process.tasks.filter(status=STATUS.DONE, outcome__in=agreed, pk__lt=resume.pk)
    task = next((each for each in last.order_by("-pk") if each.flow_task == step), None)
    return NOTHING if task is None or asks(step) else of_task(task)


def asks(step: Step) -> bool:
    """Whether agreeing at ``step`` wants something written in."""
    paper_flow = step.flow_class
    moves = [e for e in machine.transitions(paper_flow.paper) if e.name == step.agreed]
    return any(wanted.required for each in moves for wanted in each.custom["inputs"])


def passes(paper: Any, step: Step, posts: Iterable[Any], kept: Kept) -> bool:
    """Whether what stands decides the step, laid for ``posts``, without anybody signing again."""
    if not kept.seats or kept.reopened is not None:
        return False
    return decide(step.sign(paper), list(_voices(posts, kept))) == "agreed"


@dataclass
class _Voice:
    """A seat as it would be laid."""

    pk: int
    state: Any
    weight: int
    place: str = ""
    attached_to_id: int | None = None


def _voices(posts: Iterable[Any], kept: Kept) -> Iterator[_Voice]:
    mains, laid = kept.mains(), set()
    for number, post in enumerate(posts):
        old = mains.get(post.pk)
        if old is None:
            yield _Voice(-1 - number, SeatState.OPEN, 1)
            continue
        laid.add(old.pk)
        yield _Voice(old.pk, old.state if kept.stands(old) else SeatState.OPEN, old.weight)
    for seat in kept.added():
        if seat.attached_to_id in laid:
            laid.add(seat.pk)
            state = seat.state if kept.stands(seat) else SeatState.OPEN
            yield _Voice(seat.pk, state, seat.weight, seat.place, seat.attached_to_id)
