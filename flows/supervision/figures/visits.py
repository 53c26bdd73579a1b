"""Call-backs (V1): how a sample is drawn, who is still to be asked, and what was said."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import connection

from flows.engine.findings import WorkerRef
from flows.payroll.figures import evidence

PAID = """
SELECT l.engagement_id, l.id FROM flows_payrollline l
 WHERE l.batch_id = %s AND l.status = 'PAID' AND l.counts_as_relief ORDER BY l.engagement_id
"""
STANDING = """
SELECT count(*) FILTER (WHERE v.at IS NULL), count(*) FILTER (WHERE v.reached),
       count(*) FILTER (WHERE v.at IS NOT NULL AND NOT v.reached),
       count(*) FILTER (WHERE v.himself IS FALSE)
  FROM flows_visit v WHERE v.round_id = %s
"""
WRONG = """
SELECT l.engagement_id, v.himself
  FROM flows_visit v JOIN flows_payrollline l ON l.id = v.line_id
 WHERE v.round_id = %s AND (v.himself IS FALSE OR v.amount < l.net - %s) ORDER BY v.position
"""
DENIED = """
SELECT l.engagement_id, w.name, w.id_last4, b.month, v.id
  FROM flows_visitround r
  JOIN flows_visit v ON v.round_id = r.id AND v.himself IS FALSE
  JOIN flows_payrollline l ON l.id = v.line_id
  JOIN flows_payrollbatch b ON b.id = l.batch_id
  JOIN flows_engagement e ON e.id = l.engagement_id
  JOIN flows_worker w ON w.id = e.worker_id
 WHERE r.project_id = %s ORDER BY v.id
"""
# Only where call-backs are used at all: their absence says nothing of a project without them.
UNVISITED = """
SELECT b.month FROM flows_payrollbatch b
  LEFT JOIN flows_visitround r ON r.batch_id = b.id
 WHERE b.project_id = %(project)s AND NOT b.care AND b.state IN ('RECONCILED', 'DONE')
   AND (r.id IS NULL OR r.state <> 'DONE')
   AND EXISTS (SELECT 1 FROM flows_visitround x WHERE x.project_id = %(project)s)
   AND EXISTS (SELECT 1 FROM flows_payrollline l
                WHERE l.batch_id = b.id AND l.status = 'PAID' AND l.counts_as_relief)
 ORDER BY b.month
"""


@dataclass(frozen=True)
class Standing:
    """People of one round: still to be asked, answered, not found, and who denied."""

    open: int
    answered: int
    missed: int
    denied: int


@dataclass(frozen=True)
class Wrong:
    """Engagements of one round that denied, and that got less than was paid."""

    denied: tuple[int, ...]
    short: tuple[int, ...]

    @property
    def subjects(self) -> tuple[int, ...]:
        return (*self.denied, *self.short)


@dataclass(frozen=True)
class Unvisited:
    """Months paid and not called back, of a project that uses call-backs; ``fund`` binds."""

    fund: str
    district: str
    months: tuple[dt.date, ...]


def drawn(seed: str, keys: Iterable[int]) -> list[int]:
    """``keys`` (engagement ids of the paid relief lines) in the order of the draw.

    To recompute it: write ``seed|engagement id`` for every paid relief line of the month, take the
    SHA-256 of each (hexadecimal, small letters) and sort by it. The first ``size`` of them are the
    sample; who was not found is replaced by the next. Nothing else decides (domain.md 5.1 V1).
    """
    return sorted(set(keys), key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).hexdigest())


def sample_size(frame: int, *, least: int, share: Decimal) -> int:
    """max(``least``, ``share`` of ``frame`` rounded up), never more than there are."""
    part = int((frame * share).to_integral_value(rounding=ROUND_CEILING))
    return min(frame, max(least, part))


def paid_lines(batch: Any) -> dict[int, int]:
    """Engagement id → line id of what has arrived of the month's relief pay."""
    return dict(_rows(PAID, [batch.pk]))


def standing_of(visit_round: Any) -> Standing:
    return Standing(*_rows(STANDING, [visit_round.pk])[0])


def wrong_of(visit_round: Any, most: Decimal) -> Wrong:
    """Denials, and amounts more than ``most`` yuan below what was paid."""
    rows = _rows(WRONG, [visit_round.pk, most])
    return Wrong(
        tuple(key for key, himself in rows if himself is False),
        tuple(key for key, himself in rows if himself is not False),
    )


def unvisited(paper: Any) -> Unvisited:
    """Of ``paper``'s project (the project itself will do)."""
    project = getattr(paper, "project", paper)
    months = tuple(month for (month,) in _rows(UNVISITED, {"project": project.pk}))
    return Unvisited(project.fund_source if months else "", project.district, months)


@evidence.tells_of_denials
def denials(project: Any) -> tuple[evidence.Denial, ...]:
    """Who said that he did not work here or was not paid, for the red flag F10."""
    return tuple(
        evidence.Denial(key, WorkerRef(name, last4), month, visit)
        for key, name, last4, month, visit in _rows(DENIED, [project.pk])
    )


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
