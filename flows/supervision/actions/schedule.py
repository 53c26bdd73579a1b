"""When each check of a plan is due: the field's template laid over the months of the works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.engine.parameters import Value
from flows.engine.unit import Unit
from flows.projects.states import Stage

from ..models import CHECKS, Line, When, lines_of, name_of


@dataclass(frozen=True)
class Checkpoint:
    """One line of a supervision plan. ``month`` is the first day of the month, ``due_on`` a day
    of it; ``sequence`` is its place among the processes (质量条例37), None for what has none."""

    code: str
    title: str
    severity: str
    month: dt.date
    is_concealed: bool = False
    due_on: dt.date | None = None
    sequence: int | None = None
    evidence: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Works:
    """The days on which there is work, first and last."""

    start: dt.date
    end: dt.date

    @property
    def months(self) -> list[dt.date]:
        """The first day of every month of the works, in order."""
        found, month = [], self.start.replace(day=1)
        while month <= self.end:
            found.append(month)
            month = after(month)
        return found

    def day(self, month: dt.date, part: int, of: int) -> dt.date:
        """The day on which ``part`` of ``of`` equal parts of the month's work is over."""
        first = max(self.start, month)
        last = max(first, min(self.end, after(month) - dt.timedelta(days=1)))
        return first + (last - first) * part // of


def after(month: dt.date) -> dt.date:
    """The first day of the month after ``month``."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def default_plan(unit: Unit, project: Any) -> list[Checkpoint]:
    """The plan of the project's field: parameters ``checkpoints.of.<field>`` (else
    ``checkpoints.default``) once, those of ``checkpoints.monthly`` in every month of the works."""
    works = works_of(unit, project)
    monthly = _parameter(unit, project, "checkpoints.monthly").items
    own = unit.parameters.find(
        f"checkpoints.of.{project.field}",
        on=unit.today, fund=project.fund_source, district=project.district,
    )  # fmt: skip
    once = own or _parameter(unit, project, "checkpoints.default")
    lines = [
        line
        for code in once.items
        if code not in monthly
        for line in lines_of(project.field, code, last_month=CHECKS[code].last_month)
    ]
    return [*_processes(lines, works, project), *_every_month(monthly, works, project)]


def works_of(unit: Unit, project: Any) -> Works:
    """Its planned term; 补录: nothing is planned for days gone by."""
    start, end = project.planned_start, project.planned_end
    if project.came_in_past(Stage.CONSTRUCTION):
        start, end = max(start, unit.today), max(end, unit.today)
    return Works(start, end)


def _parameter(unit: Unit, project: Any, key: str) -> Value:
    return unit.parameters.get(
        key, on=unit.today, fund=project.fund_source, district=project.district
    )


def _processes(lines: list[Line], works: Works, project: Any) -> Iterator[Checkpoint]:
    """Processes of one month share its days in their order; what has no order comes early."""
    months = works.months
    places = {When.FIRST: 0, When.MIDDLE: len(months) // 2, When.LAST: len(months) - 1}
    for line in lines:
        place = places[line.when]
        beside = sorted(
            each.sequence for each in lines
            if each.sequence is not None and places[each.when] == place
        )  # fmt: skip
        part, of = (1, 1) if line.when is When.LAST else (1, 3)
        if line.sequence is not None:
            part, of = beside.index(line.sequence) + 1, len(beside)
        yield _point(
            line.code, line.part, months[place], works.day(months[place], part, of), project,
            sequence=line.sequence,
        )  # fmt: skip


def _every_month(codes: tuple[str, ...], works: Works, project: Any) -> Iterator[Checkpoint]:
    for month in works.months:
        for code in codes:
            yield _point(code, "", month, works.day(month, 1, 1), project)


def _point(
    code: str, part: str, month: dt.date, due_on: dt.date, project: Any, **more: Any
) -> Checkpoint:
    check = CHECKS[code]
    return Checkpoint(
        code, f"{check.title}：{part}" if part else name_of(check, project.field), check.severity,
        month, check.is_concealed, due_on, evidence=check.evidence, basis=check.basis, **more,
    )  # fmt: skip
