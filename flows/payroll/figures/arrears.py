"""欠薪 by day: every unpaid line of a month whose pay day is past (条例13、24), how many days."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from flows.engine.findings import WorkerRef
from flows.engine.parameters import Parameters

CYCLE = "pay.cycle.max_days"
UNPAID = """
SELECT b.project_id, b.id, b.month, l.id, l.engagement_id, w.name, w.id_last4, l.net,
       l.status
FROM flows_payrollline l
JOIN flows_payrollbatch b ON b.id = l.batch_id
JOIN flows_engagement e ON e.id = l.engagement_id
JOIN flows_worker w ON w.id = e.worker_id
WHERE b.project_id = ANY(%s) AND l.status NOT IN ('PAID', 'STRUCK') AND l.net > 0
ORDER BY b.month, b.project_id, l.id
"""


@dataclass(frozen=True)
class Arrear:
    """One line that should have been paid by ``due_on``, the last day in time; yuan."""

    project: Any
    batch: int
    month: dt.date
    line: int
    engagement: int
    worker: WorkerRef
    net: Decimal
    status: str
    due_on: dt.date
    days: int


@dataclass(frozen=True)
class Totals:
    """Of a list of arrears: lines, people, projects, yuan, the longest in days."""

    lines: int
    people: int
    projects: int
    amount: Decimal
    longest: int


def pay_day(month: dt.date, cycle: int) -> dt.date:
    """The last day on which the pay of ``month`` is in time: ``cycle`` days after its end."""
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=last) + dt.timedelta(days=cycle)


def overdue(month: dt.date, cycle: int, on: dt.date) -> int:
    """Days past the pay day of ``month`` at the end of ``on``; 0 where it is not past."""
    return max(0, (on - pay_day(month, cycle)).days)


def arrears(project: Any, on: dt.date, parameters: Parameters) -> list[Arrear]:
    """The arrears of one project as of ``on``; one statement beside the project's funds."""
    return arrears_of({project.pk: (project, on)}, parameters)


def arrears_of(projects: dict[int, tuple[Any, dt.date]], parameters: Parameters) -> list[Arrear]:
    """Those of several projects, each by its own present day: one statement for any number.

    ``projects``: key → (project with its funds at hand, its present day).
    """
    with connection.cursor() as cursor:
        cursor.execute(UNPAID, [list(projects)])
        rows = cursor.fetchall()
    found = []
    for key, batch, month, line, engagement, name, last4, net, status in rows:
        project, on = projects[key]
        cycle = cycle_of(project, month, parameters)
        if days := overdue(month, cycle, on):
            who, due_on = WorkerRef(name, last4), pay_day(month, cycle)
            found.append(
                Arrear(project, batch, month, line, engagement, who, net, status, due_on, days)
            )
    return found


def cycle_of(project: Any, month: dt.date, parameters: Parameters) -> int:
    """Parameter ``pay.cycle.max_days`` as of the end of ``month``."""
    end = pay_day(month, 0)
    value = parameters.get(CYCLE, on=end, fund=project.fund_source, district=project.district)
    return value.days


def totals(found: Iterable[Arrear]) -> Totals:
    known = list(found)
    return Totals(
        len(known),
        len({(each.project.pk, each.engagement) for each in known}),
        len({each.project.pk for each in known}),
        sum((each.net for each in known), Decimal(0)),
        max((each.days for each in known), default=0),
    )
