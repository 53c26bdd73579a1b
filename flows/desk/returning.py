"""退回 before it happens: where it may go, which seats end, what stands, what is done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.engine import gate, machine, registry
from flows.engine.gate import Move

from .desk import task_of
from .laying import posts_at
from .models import Seat
from .seats import LIVE, Place, SeatState
from .sitting import open_for, signer
from .standing import Kept, asks, of_task, passes, standing_at
from .step import Step


@dataclass(frozen=True)
class Way:
    """One way to come back: 重走 or 直达."""

    direct: bool
    label: str
    again: list[str]  # what is done again, in order
    stands: list[str]  # opinions that stay valid


@dataclass(frozen=True)
class Return:
    """One step ``move`` may send the paper back to."""

    move: Move
    to: Step
    ends: list[str]  # seats of the present step that end
    ways: list[Way]


def returns_of(paper: Any, user: Any, terms: Any) -> list[Return]:
    """Every return ``user`` may make now, nearest step first."""
    flow, step = registry.flow_of(paper), registry.desk.step_of(paper)
    mine = open_for(paper, user) if step is not None else None
    if flow is None or mine is None or mine.place == Place.ADVICE:
        return []
    moves = [m for m in gate.moves(paper, terms, user) if m.says == "returned" and m.open]
    known: dict[str, tuple[Kept, bool]] = {}
    found = [_return(paper, step, move, known) for move in moves]
    order = {each.name: number for number, each in enumerate(flow.steps())}
    return sorted(found, key=lambda each: -order[each.to.name])


def _return(paper: Any, step: Step, move: Move, known: dict[str, tuple[Kept, bool]]) -> Return:
    flow, transition = registry.flow_of(paper), machine.find(paper, move.name)
    assert flow is not None and transition is not None
    to = flow.node_at(transition.target)
    seats = registry.desk.seats_at(paper)
    ends = [f"{who(seat)}（{seat.step_label}）" for seat in seats if seat.state in LIVE]
    if to.stops:  # 补正 comes back by itself to whoever asked for it
        return Return(move, to, ends, [Way(False, "补齐后回到本环节", [to.label, step.label], [])])
    ways = [
        Way(
            False, "重走：从退回的环节起逐步重新办理", [s.label for s in path(paper, to, step)], []
        ),
        _direct(paper, to, step, known),
    ]
    return Return(move, to, ends, ways)


def _direct(paper: Any, to: Step, step: Step, known: dict[str, tuple[Kept, bool]]) -> Way:
    """直达: the steps in between are passed where what was signed there still stands."""
    again, stands = [to.label], []
    for each in path(paper, to, step)[1:]:
        if each.name not in known:
            known[each.name] = _kept_at(paper, each, step)
        kept, passed = known[each.name]
        stands += _standing(kept)
        if not passed:
            again.append(each.label)
    return Way(True, "直达我这里：改好后直接回到本环节", again, stands)


def _kept_at(paper: Any, each: Step, step: Step) -> tuple[Kept, bool]:
    """What still stands at ``each`` on the way back to ``step``, and whether that passes it: by the
    rules that lay it then (``standing``)."""
    task = task_of(paper)
    assert task is not None
    if each is step:
        return of_task(task), False
    kept = standing_at(task.process, each, task)
    return kept, not asks(each) and passes(paper, each, posts_at(paper, each)[0], kept)


def _standing(kept: Kept) -> list[str]:
    """The opinions of ``kept`` that stay valid, in words."""
    signed = (seat for seat in kept.seats if kept.stands(seat) and seat.decided_by)
    return [_said(seat) for seat in signed]


def path(paper: Any, start: Step, end: Step) -> list[Step]:
    """The steps ``paper`` takes from ``start`` to ``end`` by agreement, both included."""
    flow, found, step = start.flow_class, [start], start
    while step is not end:
        onward = next(
            e for e in machine.transitions(type(paper))
            if e.source == step.at and e.name in (step.agreed, *step.also)
            and machine.applies(e, paper)
        )  # fmt: skip
        step = flow.node_at(onward.target)
        if step is None or step in found:
            return [*found, end]
        found.append(step)
    return found


def _said(seat: Seat) -> str:
    return f"{seat.step_label}：{signer(seat)} {SeatState(seat.state).label}"


def who(seat: Seat) -> str:
    return f"{seat.holder}·{seat.post.title}" if seat.holder else str(seat.post)
