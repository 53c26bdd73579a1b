"""What must be settled before the works can be reported complete."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from .counting import Offenders, every, offenders
from .pay import LINES, WHO

HELD = f"{WHO} {LINES} WHERE l.status = 'HELD'"
OPEN = f"{WHO} {LINES} WHERE l.status NOT IN ('HELD', 'PAID', 'STRUCK')"
UNFINISHED = """
SELECT b.month FROM flows_payrollbatch b
 WHERE b.project_id = %(project)s AND b.state NOT IN ('DONE', 'VOID')
   AND (b.state <> 'DRAFT' OR EXISTS (SELECT 1 FROM flows_payrollline l WHERE l.batch_id = b.id))
 ORDER BY 1
"""
UNLISTED = """
SELECT DISTINCT date_trunc('month', a.day)::date AS month
  FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
 WHERE e.project_id = %(project)s AND a.live
   AND NOT EXISTS (
     SELECT 1 FROM flows_payrollbatch b JOIN flows_payrollline l ON l.batch_id = b.id
      WHERE b.project_id = %(project)s AND b.month = date_trunc('month', a.day)::date)
 ORDER BY 1
"""


@dataclass(frozen=True)
class Settlement:
    """Pay that stands in the way: lines held or unpaid, months unfinished or never listed."""

    held: Offenders
    unpaid: Offenders
    unfinished: tuple[dt.date, ...]
    unlisted: tuple[dt.date, ...]


def settlement(paper: Any) -> Settlement:
    key = {"project": paper.project_id}
    return Settlement(
        offenders(HELD, **key),
        offenders(OPEN, **key),
        tuple(row[0] for row in every(UNFINISHED, **key)),
        tuple(row[0] for row in every(UNLISTED, **key)),
    )
