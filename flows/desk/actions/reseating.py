"""换单位: another body acts in the project, and what lay with the old one is laid before the new."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.status import STATUS

from flows.engine import registry
from flows.engine.unit import Unit

from ..laying import reseat_task
from ..models import Task
from ..seats import LIVE, SeatState


def seat_successor(unit: Unit, old: Any) -> int:
    """Close the open seats of the organisation ``old`` in the unit's project and lay those of the
    body that acts in its place now; how many tasks were laid anew. What is signed stays signed."""
    tasks = Task.objects.filter(process__chain=unit.chain, status=STATUS.ASSIGNED)
    concerned = tasks.filter(seats__post__organization=old, seats__state__in=LIVE).distinct()
    found = list(concerned.select_related("process").order_by("pk"))
    for task in found:
        own = task.seats.filter(post__organization=old, state__in=LIVE)
        own.update(state=SeatState.CLOSED)
        model = registry.flows()[task.process.paper].paper
        reseat_task(unit, unit.current(model(pk=task.process.paper_id)), task)
    return len(found)
