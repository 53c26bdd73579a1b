"""背对背: while a blind step is open, what others have said there stays closed, in the trail's
pages too. The record itself has everything; it opens with the step's end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viewflow.workflow.status import STATUS

from flows.audit.models import Entry
from flows.engine import registry

from .models import Task

CLOSED = "已签署"


def sealed(entries: Iterable[Entry], user: Any) -> set[int]:
    """The keys of those of ``entries`` that ``user`` may not read yet: one statement at most."""
    signs = [each for each in entries if each.kind == "sign" and each.actor_id != user.pk]
    if not signs or not any(step.blind for f in registry.flows().values() for step in f.steps()):
        return set()
    papers = {(each.paper, each.paper_id) for each in signs}
    waiting = Task.objects.filter(
        status=STATUS.ASSIGNED, process__paper_id__in=[pk for _, pk in papers]
    ).select_related("process")
    blind = {
        (task.process.paper, task.process.paper_id): task
        for task in waiting
        if task.flow_task.blind
    }
    return {each.pk for each in signs if _in(blind.get((each.paper, each.paper_id)), each)}


def _in(task: Task | None, entry: Entry) -> bool:
    if task is None or entry.step != task.flow_task.label:
        return False
    return entry.happened_at >= task.created
