"""What a month's attendance and the agreed rates come to, beside what the pay ledger says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from flows.engine.findings import WorkerRef
from flows.sheets.differences import TOLD, Difference, Differences, plain

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

# Only whoever is unlike, the first of them, and how many there are in all. Half a cent may be
# rounded either way.
UNLIKE = DUE.replace("SELECT e.id,", "SELECT count(*) OVER (), e.id,").replace(
    " ORDER BY e.id",
    """ AND (l.id IS NULL OR l.status <> 'STRUCK' AND (
    l.days <> coalesce(p.days, 0)
    OR l.rate <> CASE WHEN l.pieces IS NULL THEN e.daily_rate ELSE e.piece_rate END
    OR abs(l.gross - CASE WHEN l.pieces IS NULL THEN coalesce(p.days, 0) * e.daily_rate
                          ELSE l.pieces * e.piece_rate END) > 0.005))
 ORDER BY e.id LIMIT %(most)s""",
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


def computed(batch: Any) -> list[Due]:
    """Everybody who was present in the month of ``batch`` or is in its ledger; one statement."""
    return [_due(row) for row in _rows(DUE, _values(batch))]


def _values(batch: Any) -> dict[str, Any]:
    after = (batch.month + dt.timedelta(days=31)).replace(day=1)
    return {
        "project": batch.project_id, "batch": batch.pk, "month": batch.month, "after": after,
    }  # fmt: skip


def _due(row: tuple[Any, ...]) -> Due:
    key, name, last4, days, pieces, rate, *said = row
    line = Said(*said) if said[0] is not None else None
    return Due(key, WorkerRef(name, last4), days, pieces, rate, line)


def differences(batch: Any, most: int = TOLD) -> Differences:
    """Where the ledger of ``batch`` is unlike its attendance and the agreed rates; the cells of the
    first ``most`` people. One statement."""
    rows = _rows(UNLIKE, _values(batch) | {"most": most})
    cells = tuple(cell for _, *row in rows for cell in _cells(_due(tuple(row))))
    return Differences(cells, rows[0][0] if rows else 0)


def _cells(due: Due) -> list[Difference]:
    who, said = due.worker, due.said
    if said is None:
        absent = f"出勤 {plain(due.days)} 工日"
        return [Difference(who.name, who.id_last4, "发放行", "没有", absent)]
    pairs = (
        ("出勤工日", said.days, due.days),
        ("单价", said.rate, due.rate),
        ("应发", said.gross, due.gross),
    )
    return [
        Difference.of(who, column, stated, known)
        for column, stated, known in pairs
        if known is not None and stated != known
    ]
