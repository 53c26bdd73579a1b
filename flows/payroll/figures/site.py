"""Where a month's attendance sheet is unlike what was counted or corrected on site."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from flows.engine.findings import WorkerRef
from flows.projects.standstill import stopped_days

from .pay import _rows

# Cells told when the latest sheet came in, and still so: a correction since may have agreed with it.
UNLIKE = """
WITH latest AS (
  SELECT against FROM flows_handin
   WHERE project_id = %(project)s AND kind = 'attendance' AND month = %(month)s
   ORDER BY at DESC, id DESC LIMIT 1
)
SELECT w.name, w.id_last4, c.cell ->> 1, c.cell ->> 2, coalesce(a.portion, 0)::text
  FROM latest CROSS JOIN LATERAL jsonb_array_elements(latest.against) AS c(cell)
  JOIN flows_engagement e ON e.id = (c.cell ->> 0)::bigint
  JOIN flows_worker w ON w.id = e.worker_id
  LEFT JOIN flows_attendance a
         ON a.engagement_id = e.id AND a.day = (c.cell ->> 1)::date AND a.live
 WHERE coalesce(a.portion, 0) <> (c.cell ->> 2)::numeric
 ORDER BY 3, e.id
"""


@dataclass(frozen=True)
class Cell:
    """One person and day: what the sheet ``said`` and what ``stands`` (working days, as text)."""

    worker: WorkerRef
    day: str
    said: str
    stands: str


@dataclass(frozen=True)
class Unlike:
    cells: tuple[Cell, ...]


def unlike_site(batch: Any) -> Unlike:
    """The cells of the month's latest sheet that do not stand; one statement."""
    found = _rows(UNLIKE, {"project": batch.project_id, "month": batch.month})
    return Unlike(tuple(Cell(WorkerRef(row[0], row[1]), *row[2:]) for row in found))


AT_WORK = """
SELECT a.day, w.name, w.id_last4
  FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
  JOIN flows_worker w ON w.id = e.worker_id
 WHERE e.project_id = %(project)s AND a.live AND a.portion > 0 AND a.day = ANY(%(days)s)
 ORDER BY a.day, e.id
"""


@dataclass(frozen=True)
class StoppedWork:
    """Who was marked present on days on which the works were stopped."""

    marks: tuple[tuple[dt.date, WorkerRef], ...] = ()


def stopped_work(batch: Any) -> StoppedWork:
    """Of the batch's month; the attendance is read only where there was a stop."""
    last = calendar.monthrange(batch.month.year, batch.month.month)[1]
    stopped = stopped_days(batch.project, batch.month.replace(day=last))
    days = sorted(day for day in stopped if day >= batch.month)
    if not days:
        return StoppedWork()
    found = _rows(AT_WORK, {"project": batch.project_id, "days": days})
    return StoppedWork(tuple((day, WorkerRef(name, last4)) for day, name, last4 in found))
