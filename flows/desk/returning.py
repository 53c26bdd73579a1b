"""退回 before it happens: where it may go, which seats end, what stands, what is done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from viewflow.workflow.status import STATUS

from flows.engine import gate, machine, registry
from flows.engine.gate import Move

from .laying import STANDS
from .models import Process, Seat, Task
from .seats import LIVE, SeatState
from .sitting import signer
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
    if flow is None or step is None or not registry.desk.has_seat(paper, user):
        return []
    moves = [m for m in gate.moves(paper, terms, user) if m.says == "returned" and m.open]
    found = [_return(paper, step, move) for move in moves]
    order = {each.name: number for number, each in enumerate(flow.steps())}
    return sorted(found, key=lambda each: -order[each.to.name])


def _return(paper: Any, step: Step, move: Move) -> Return:
    flow, transition = registry.flow_of(paper), machine.find(paper, move.name)
    assert flow is not None and transition is not None
    to = flow.node_at(transition.target)
    seats = registry.desk.seats_at(paper)
    ends = [f"{who(seat)}（{seat.step_label}）" for seat in seats if seat.state in LIVE]
    between = path(paper, to, step)
    if to.stops:  # 补正 comes back by itself to whoever asked for it
        return Return(move, to, ends, [Way(False, "补齐后回到本环节", [to.label, step.label], [])])
    labels = [each.label for each in between]
    stands = _standing(paper, between[1:-1]) + [
        _said(seat) for seat in seats if seat.state in STANDS
    ]
    ways = [
        Way(False, "重走：从退回的环节起逐步重新办理", labels, []),
        Way(True, "直达我这里：改好后直接回到本环节", [to.label, step.label], stands),
    ]
    return Return(move, to, ends, ways)


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


def _standing(paper: Any, steps: list[Step]) -> list[str]:
    """Signatures of ``steps`` that a direct return keeps."""
    return [_said(seat) for seat in _signed(paper, steps) if seat.state in STANDS]


def _signed(paper: Any, steps: list[Step]) -> list[Seat]:
    """The latest signatures of each of ``steps``."""
    process = Process.objects.filter(paper=type(paper).__name__, paper_id=paper.pk).first()
    if process is None:
        return []
    done = process.tasks.filter(status=STATUS.DONE).order_by("-pk")
    latest: dict[str, Task] = {}
    for task in done:
        latest.setdefault(task.flow_task.name, task)
    tasks = [latest[step.name] for step in steps if step.name in latest]
    signed = Seat.objects.filter(task__in=tasks, decided_at__isnull=False)
    return list(
        signed.select_related("decided_by", "on_behalf", "post").order_by("task_id", "order")
    )


def _said(seat: Seat) -> str:
    return f"{seat.step_label}：{signer(seat)} {SeatState(seat.state).label}"


def who(seat: Seat) -> str:
    return f"{seat.holder}·{seat.post.title}" if seat.holder else str(seat.post)
