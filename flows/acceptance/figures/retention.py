"""From which day a project's payroll may be deleted: 完工且工资结清后, 条例15、28."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from .counting import one

STANDS = """
SELECT (SELECT max(coalesce(completed_on, concluded_on)) FROM flows_acceptancecase
         WHERE project_id = %(project)s),
       max(l.paid_on),
       count(*) FILTER (WHERE l.status NOT IN ('PAID', 'STRUCK')),
       (SELECT count(*) FROM flows_complaint
         WHERE project_id = %(project)s AND state NOT IN ('SETTLED', 'DISMISSED')),
       (SELECT max(ended_on) FROM flows_complaint WHERE project_id = %(project)s)
FROM flows_payrollbatch b JOIN flows_payrollline l ON l.batch_id = b.id
WHERE b.project_id = %(project)s
"""


@dataclass(frozen=True)
class Payroll:
    """When the works were complete, when the last pay came, what is open still."""

    completed_on: dt.date | None
    last_paid_on: dt.date | None
    unpaid: int
    complaints: int
    last_complaint_on: dt.date | None


def payroll_of(project: Any) -> Payroll:
    return Payroll(*one(STANDS, project=project.pk))


def settled_on(found: Payroll) -> dt.date | None:
    """The day on which the works were complete and all pay was settled; None before it."""
    if found.completed_on is None or found.unpaid or found.complaints:
        return None
    days = (found.completed_on, found.last_paid_on, found.last_complaint_on)
    return max(day for day in days if day is not None)


def kept_until(start: dt.date, years: int) -> dt.date:
    """The last day on which what was settled on ``start`` must still be there."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
