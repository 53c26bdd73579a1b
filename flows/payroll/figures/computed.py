"""What a month's attendance and the agreed rates come to, beside what the pay ledger says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from flows.engine.findings import WorkerRef
from flows.sheets.differences import Difference, plain

from .pay import _rows

CENT = Decimal("0.01")
# Attendance is added up once, before it is joined (see pay.PRESENT).
DUE = """
WITH present AS MATERIALIZED (
  SELECT a.engagement_id, sum(a.portion) AS days FROM flows_attendance a
   WHERE a.live AND a.day >= %(month)s AND a.day < %(after)s
     AND a.engagement_id = ANY (ARRAY(SELECT id FROM flows_engagement WHERE project_id = %(project)s))
   GROUP BY 1
)
SELECT e.id, w.name, w.id_last4, coalesce(p.days, 0), l.pieces,
       CASE WHEN l.pieces IS NULL THEN e.daily_rate ELSE e.piece_rate END,
       l.id, l.status, l.days, l.rate, l.gross
  FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
  LEFT JOIN present p ON p.engagement_id = e.id
  LEFT JOIN flows_payrollline l ON l.engagement_id = e.id AND l.batch_id = %(batch)s
 WHERE e.project_id = %(project)s AND (p.days IS NOT NULL OR l.id IS NOT NULL)
 ORDER BY e.id
"""

# Only whoever may be unlike: sums are not rounded here, so what is left out is alike for certain.
UNLIKE = DUE.replace(
    " ORDER BY e.id",
    """ AND (l.id IS NULL OR l.status <> 'STRUCK' AND (
    l.days <> coalesce(p.days, 0)
    OR l.rate <> CASE WHEN l.pieces IS NULL THEN e.daily_rate ELSE e.piece_rate END
    OR l.gross <> CASE WHEN l.pieces IS NULL THEN coalesce(p.days, 0) * e.daily_rate
                       ELSE l.pieces * e.piece_rate END))
 ORDER BY e.id""",
)


class Said(NamedTuple):
    """The same as the pay ledger has it."""

    line: int
    status: str
    days: Decimal
    rate: Decimal
    gross: Decimal


@dataclass(frozen=True)
class Due:
    """One person of a month: days present or pieces made × what the roster agrees (None: nothing).

    Yuan. ``said`` is his pay line, None where the ledger has none (条例12、31).
    """

    engagement: int
    worker: WorkerRef
    days: Decimal
    pieces: Decimal | None
    rate: Decimal | None
    said: Said | None

    @property
    def gross(self) -> Decimal | None:
        return None if self.rate is None else self.at(self.rate)

    def at(self, rate: Decimal) -> Decimal:
        """What is due at ``rate``."""
        return ((self.days if self.pieces is None else self.pieces) * rate).quantize(CENT)


def computed(batch: Any, sql: str = DUE) -> list[Due]:
    """Everybody who was present in the month of ``batch`` or is in its ledger; one statement."""
    after = (batch.month + dt.timedelta(days=31)).replace(day=1)
    values = {
        "project": batch.project_id, "batch": batch.pk, "month": batch.month, "after": after,
    }  # fmt: skip
    return [_due(row) for row in _rows(sql, values)]


def _due(row: tuple[Any, ...]) -> Due:
    key, name, last4, days, pieces, rate, *said = row
    line = Said(*said) if said[0] is not None else None
    return Due(key, WorkerRef(name, last4), days, pieces, rate, line)


def differences(batch: Any) -> list[Difference]:
    """Cell by cell where the ledger of ``batch`` is unlike its attendance and the agreed rates."""
    found: list[Difference] = []
    for due in computed(batch, UNLIKE):
        if due.said is None:
            who = due.worker
            found.append(
                Difference(who.name, who.id_last4, "发放行", "没有", f"出勤 {plain(due.days)} 工日")
            )
        elif due.said.status != "STRUCK":
            found += _cells(due, due.said)
    return found


def _cells(due: Due, said: Said) -> list[Difference]:
    pairs = (
        ("出勤工日", said.days, due.days),
        ("单价", said.rate, due.rate),
        ("应发", said.gross, due.gross),
    )
    return [
        Difference.of(due.worker, column, stated, known)
        for column, stated, known in pairs
        if known is not None and stated != known
    ]
