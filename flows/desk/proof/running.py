"""Whether what runs can go on under the present code: names stored in rows against the flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.status import STATUS

from flows.engine import machine

from ..fingerprint import fingerprint
from ..models import Process, Seat, Task
from ..seats import LIVE

CURE = "请写数据迁移，把存储的名称改为现在的名称（flows_process、flows_task、flows_seat）。"


@dataclass(frozen=True)
class Standing:
    """One running flow: ``wrong`` is why it cannot go on, ``notes`` what is worth knowing."""

    process: int
    flow: str
    paper: str
    paper_id: int
    title: str
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        return not self.wrong

    def as_json(self) -> dict[str, Any]:
        """``{"process","flow","paper","paper_id","fine","wrong","notes"}``."""
        return {
            "process": self.process,
            "flow": self.flow,
            "paper": self.paper,
            "paper_id": self.paper_id,
            "fine": self.fine,
            "wrong": list(self.wrong),
            "notes": list(self.notes),
        }


@dataclass
class Stored:
    """What the database says of the running flows, as text."""

    tasks: dict[int, list[tuple[str, str]]]  # process → (reference of the step, status)
    seats: dict[int, set[str]]  # process → names of steps at which seats wait
    states: dict[tuple[str, int], str] = field(default_factory=dict)


def standing(flows: Iterable[Any]) -> list[Standing]:
    """Every flow that has not finished, read as text: a name nobody knows any more is told, not
    stumbled over. One statement for each kind of paper and three beside, however many run."""
    known = {get_flow_ref(flow): flow for flow in flows}
    rows = list(
        Process.objects.filter(finished=None)
        .annotate(reference=Cast("flow_class", TextField()))
        .order_by("pk")
        .values("pk", "reference", "paper", "paper_id", "fingerprint", "chain__title")
    )
    stored = _stored(rows, known)
    return [_judge(row, known.get(row["reference"]), stored) for row in rows]


def _stored(rows: list[dict[str, Any]], known: dict[str, Any]) -> Stored:
    tasks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    seats: dict[int, set[str]] = defaultdict(set)
    named = Cast("flow_task", TextField())
    of_running = Task.objects.filter(process__finished=None).annotate(reference=named)
    for process, reference, status in of_running.values_list("process", "reference", "status"):
        tasks[process].append((reference, status))
    waiting = Seat.objects.filter(task__process__finished=None, state__in=LIVE)
    for process, step in waiting.values_list("task__process", "step"):
        seats[process].add(step)
    stored = Stored(tasks, seats)
    for flow in {known[row["reference"]] for row in rows if row["reference"] in known}:
        wanted = [row["paper_id"] for row in rows if known.get(row["reference"]) is flow]
        column = machine.state_field(flow.paper).name
        found = flow.paper.objects.filter(pk__in=wanted).values_list("pk", column)
        stored.states.update({(flow.paper.__name__, pk): state for pk, state in found})
    return stored


def _judge(row: dict[str, Any], flow: Any, stored: Stored) -> Standing:
    wrong = tuple(_wrong(row, flow, stored))
    changed = flow is not None and row["fingerprint"] not in ("", fingerprint(flow))
    notes = ("流程在启动后有修改，按现在的流程继续。",) if changed and not wrong else ()
    label = (flow.__doc__ or flow.__name__).strip() if flow else row["reference"]
    title = f"{row['chain__title']} · {label}（{row['paper']} {row['paper_id']}）"
    return Standing(
        row["pk"],
        flow.__name__ if flow else row["reference"],
        row["paper"],
        row["paper_id"],
        title,
        (*wrong, CURE) if wrong else (),
        notes,
    )


def _wrong(row: dict[str, Any], flow: Any, stored: Stored) -> Iterator[str]:
    if flow is None:
        yield f"存储的流程“{row['reference']}”已不存在。"
        return
    known = {get_task_ref(step): step for step in flow.steps()}
    tasks, names = stored.tasks[row["pk"]], {step.name for step in flow.steps()}
    for reference in sorted({reference for reference, _ in tasks if reference not in known}):
        yield f"存储的环节“{reference}”已不存在。"
    for step in sorted(stored.seats[row["pk"]] - names):
        yield f"席位所在的环节“{step}”已不存在。"
    yield from _at_its_state(
        row, flow, [known.get(ref) for ref, s in tasks if s == STATUS.ASSIGNED], stored
    )


def _at_its_state(
    row: dict[str, Any], flow: Any, open_steps: list[Any], stored: Stored
) -> Iterator[str]:
    """Whether the paper's state is one of the machine's, and the open step is the one there."""
    if row["paper"] != flow.paper.__name__:
        yield f"流程“{flow.__name__}”办理的是{flow.paper.__name__}，存储的文书是{row['paper']}。"
        return
    state = stored.states.get((row["paper"], row["paper_id"]))
    labels = dict(machine.state_field(flow.paper).choices or ())
    if state is None:
        yield "文书已不存在。"
    elif state not in labels:
        yield f"文书状态“{state}”已不存在。"
    elif open_steps and open_steps[0] is not None and open_steps[0] is not flow.node_at(state):
        yield f"文书状态为“{labels[state]}”，而等在环节“{open_steps[0].label}”。"
    elif not open_steps:
        yield f"流程没有办结，却没有等待办理的环节（文书状态“{labels[state]}”）。"
