"""停办: the project has come to an end, and what still lies on desks is laid down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from viewflow.workflow.status import PROCESS, STATUS

from flows.engine import registry
from flows.engine.unit import Unit

from ..models import Stop, Task
from ..seats import LIVE, SeatState
from ..step import StepActivation


def lay_down(unit: Unit, *, why: str, keep: Collection[str] = ()) -> Counter[str]:
    """Take every open step of the unit's project off its desk; how many, by kind of paper.

    The papers keep the state they are in and say ``why`` they are not decided; nothing is left in
    an inbox, no time runs. Spared are kinds in ``keep`` and what outlives a project (Paper.OUTLIVES).
    """
    flows = registry.flows()
    spared = {*keep, *(kind for kind, flow in flows.items() if flow.paper.OUTLIVES)}
    tasks = Task.objects.filter(process__chain=unit.chain, status=STATUS.ASSIGNED)
    made: Counter[str] = Counter()
    seats = 0
    for task in tasks.exclude(process__paper__in=spared).select_related("process").order_by("pk"):
        seats += _lay_down(unit, task, why)
        made[str(flows[task.process.paper].paper._meta.verbose_name)] += 1
    if made:
        payload = {"papers": made.total(), "seats": seats, "kinds": dict(made)}
        unit.record(None, "seat", "lay_down", "停办未结文书", opinion=why, payload=payload)
    return made


def _lay_down(unit: Unit, task: Task, why: str) -> int:
    """One step: its seats, incidents and clock; how many seats were open."""
    StepActivation(task).cancel()
    task.finished = unit.now
    task.save()
    task.incidents.filter(closed_at=None).update(closed_at=unit.now, reason=why)
    process = task.process
    process.stops.filter(ended_on=None).update(ended_on=unit.today)
    Stop.objects.create(
        process=process, kind=Stop.Kind.SUSPEND, reason=why, started_on=unit.today, by=unit.by
    )
    process.status, process.finished, process.resume = PROCESS.CANCELED, unit.now, None
    process.save(update_fields=["status", "finished", "resume"])
    return task.seats.filter(state__in=LIVE).update(state=SeatState.CLOSED)
