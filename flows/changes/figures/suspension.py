"""What stops of the works are judged on: how long, by which defect, with what pay in arrears."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from flows.projects.standstill import Stretch, days_stopped, tells_of_stops

__all__ = ["Cure", "Unpaid", "cure_of", "days_stopped", "in_force", "stretches"]

STRETCHES = """
SELECT begun_on, ended_on FROM flows_suspension WHERE project_id = %(project)s
 UNION ALL
SELECT c.decided_on, c.ended_on
  FROM flows_closure c JOIN flows_project p ON p.id = c.project_id
 WHERE c.project_id = %(project)s AND c.state IN ('SETTLING', 'RECOVERING')
   AND p.stage = 'SUSPENDED'
"""
IN_FORCE = """
SELECT '停工 ' || number || ' 号' FROM flows_suspension
 WHERE project_id = %s AND state IN ('STOPPED', 'REVIEWING', 'APPROVING') ORDER BY number
"""
RECTIFICATION = "SELECT number, code, state FROM flows_rectification WHERE id = %s"
UNPAID = """
SELECT b.month, count(DISTINCT l.engagement_id), sum(l.net)
  FROM flows_payrollline l JOIN flows_payrollbatch b ON b.id = l.batch_id
 WHERE b.project_id = %s AND l.status NOT IN ('PAID', 'STRUCK') AND l.net > 0
 GROUP BY b.month ORDER BY b.month
"""


@dataclass(frozen=True)
class Unpaid:
    """What of one month has not arrived: people and yuan."""

    month: dt.date
    people: int
    amount: Decimal


@dataclass(frozen=True)
class Cure:
    """Whether what a stop was ordered for is gone: ``rectification`` is its notice ("" for none),
    ``unpaid`` is looked at only where the stop is for arrears."""

    project: Any
    rectification: str = ""
    closed: bool = True
    unpaid: tuple[Unpaid, ...] = ()


def _rows(sql: str, value: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, value)
        return list(cursor.fetchall())


@tells_of_stops
def stretches(project: Any) -> list[Stretch]:
    """Of one project; one statement. A project that is being settled stands still too."""
    return [Stretch(*row) for row in _rows(STRETCHES, {"project": project.pk})]


def in_force(paper: Any) -> tuple[str, ...]:
    """The orders that stop the works of ``paper``'s project now."""
    return tuple(row[0] for row in _rows(IN_FORCE, [paper.project_id]))


def cure_of(suspension: Any) -> Cure:
    """At most two statements beside the project's funds."""
    named, closed = "", True
    if suspension.rectification_id is not None:
        for number, code, state in _rows(RECTIFICATION, [suspension.rectification_id]):
            named, closed = f"整改 {number} 号（{code}）", state == "CLOSED"
    unpaid = (
        tuple(Unpaid(*row) for row in _rows(UNPAID, [suspension.project_id]))
        if suspension.cause == "ARREARS"
        else ()
    )
    return Cure(suspension.project, named, closed, unpaid)
