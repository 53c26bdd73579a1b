"""时限: until when a step should be done, and what of its time is used. Stops do not count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from viewflow.workflow.status import STATUS

from flows.engine import clock
from flows.engine.deadlines import Calendar, Due
from flows.engine.models import Parameter
from flows.engine.parameters import Parameters

from .models import Process, Seat, Stop, Task
from .seats import LIVE

Stretch = tuple[dt.date, dt.date | None]


def length(step: Any, parameters: Parameters, today: dt.date) -> Due | None:
    """How long ``step`` may take; None where its paper names the day, or nothing limits it."""
    due = step.due
    if not isinstance(due, Due):
        return None
    found = parameters.find(due.parameter, on=today) if due.parameter else None
    return due if found is None else Due(found.days, due.working, due.parameter)


def stretches(process: Process, since: dt.date) -> list[Stretch]:
    """The stops of ``process`` that touch the time after ``since``."""
    found = process.stops.filter(Q(ended_on=None) | Q(ended_on__gte=since))
    return list(found.values_list("started_on", "ended_on"))


def due_day(
    paper: Any,
    step: Any,
    task: Task,
    *,
    today: dt.date,
    calendar: Calendar,
    parameters: Parameters,
) -> dt.date | None:
    """The last day of ``task`` as its calendar, its stops and ``today`` have it."""
    if step.due is None:
        return None
    if not isinstance(step.due, Due):
        named: Callable[[Any], dt.date | None] = step.due
        return named(paper)
    due = length(step, parameters, task.counted_from)
    assert due is not None
    stops = stretches(task.process, task.counted_from)
    return calendar.due_with_stops(task.counted_from, due, stops, today)


def set_due(task: Task, day: dt.date | None, *, title: str = "") -> None:
    """Write ``day`` to ``task`` and to its seats that still wait; ``title`` where the day is part of
    what the paper is called."""
    task.due_on = day
    task.save(update_fields=["due_on"])
    named = {"paper_title": title} if title else {}
    task.seats.filter(state__in=LIVE).update(due_on=day, urged=0, **named)


def recompute_due() -> int:
    """Give a day to every open step that had none because its year was not published.

    Called when a year's calendar has been published; returns how many steps got one.
    """
    calendar, parameters, given = Calendar.load(), Parameter.snapshot(), 0
    waiting = Task.objects.filter(status=STATUS.ASSIGNED, due_on=None)
    for task in waiting.select_related("process__chain"):
        step = task.flow_task
        if not isinstance(step.due, Due):
            continue
        today = clock.today(task.process.chain)
        day = due_day(None, step, task, today=today, calendar=calendar, parameters=parameters)
        if day is not None:
            set_due(task, day)
            given += 1
    return given


@dataclass(frozen=True)
class Clock:
    """What the page says of a step's time: all in days of the step's own kind."""

    days: int
    unit: str
    used: int | None
    remaining: int | None
    stopped: int | None
    stops: tuple[Stop, ...]

    @property
    def standing(self) -> Stop | None:
        """The stop that is open now."""
        return next((stop for stop in self.stops if stop.ended_on is None), None)

    def __str__(self) -> str:
        if self.used is None:
            return f"时限 {self.days} 个{self.unit}，待国务院公布放假安排后计算"
        said = f"时限 {self.days} 个{self.unit}，已用 {self.used} 日"
        if self.stopped:
            said += f"，停表 {self.stopped} 日不计入"
        if self.standing:
            said += f"，现停表（{self.standing.get_kind_display()}）"
        return said


def clock_of(seats: list[Seat], step: Any, today: dt.date, calendar: Calendar) -> Clock | None:
    """The clock of the step that ``seats`` belong to; None where no length is set."""
    if not seats or step is None:
        return None
    task = Task.objects.select_related("process").get(pk=seats[0].task_id)
    due = length(step, Parameter.snapshot("step."), task.counted_from)
    if due is None:
        return None
    stops = tuple(task.process.stops.order_by("started_on"))
    since = [(stop.started_on, stop.ended_on) for stop in stops]
    spent = calendar.spent(task.counted_from, due, since, today)
    unit = "工作日" if due.working else "自然日"
    return Clock(due.days, unit, spent.used, spent.remaining, spent.stopped, stops)
