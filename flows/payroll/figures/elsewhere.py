"""What other projects and outside lists say of a project's people, found by blind index alone.

Whatever is here may hold a pay line, so it is loaded with the lines (figures/pay.py).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from . import outside

ALSO = """
SELECT m.id, o.id, p.code
  FROM flows_engagement m
  JOIN flows_engagement o ON o.worker_id = m.worker_id AND o.project_id <> m.project_id
  JOIN flows_project p ON p.id = o.project_id
 WHERE m.project_id = %s ORDER BY m.id, p.code
"""
DAYS = """
SELECT a.engagement_id, a.day, a.portion, a.id FROM flows_attendance a
 WHERE a.live AND a.engagement_id = ANY(%s) ORDER BY a.day
"""
# Cards of this project that pay somebody else elsewhere, or are a manager's own.
CARDS = """
WITH own AS MATERIALIZED (
  SELECT l.card_index, e.id, e.worker_id, min(l.id) AS line
    FROM flows_payrollbatch b
    JOIN flows_payrollline l ON l.batch_id = b.id
    JOIN flows_engagement e ON e.id = l.engagement_id
   WHERE b.project_id = %(project)s AND l.card_index <> '' AND l.status <> 'STRUCK'
   GROUP BY 1, 2, 3)
SELECT 'paid', own.id, own.card_index, o.worker_id, p.code, min(l.id) < own.line
  FROM own
  JOIN flows_payrollline l ON l.card_index = own.card_index AND l.status <> 'STRUCK'
  JOIN flows_engagement o ON o.id = l.engagement_id
       AND o.project_id <> %(project)s AND o.worker_id <> own.worker_id
  JOIN flows_project p ON p.id = o.project_id
 GROUP BY own.id, own.card_index, own.line, o.worker_id, p.code
UNION ALL
SELECT 'manager', own.id, own.card_index, m.worker_id, p.code, m.project_id = %(project)s
  FROM own
  JOIN flows_engagement m ON m.card_index = own.card_index AND m.category = '管理人员'
       AND m.worker_id <> own.worker_id
  JOIN flows_project p ON p.id = m.project_id
 ORDER BY 1, 2, 5, 4
"""
INDEXES = """
SELECT w.id_index, e.id FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
 WHERE e.project_id = %s
"""


@dataclass(frozen=True)
class Also:
    """A person of this project who is on another project's roster too."""

    engagement: int
    project: str  # its code


@dataclass(frozen=True)
class Double:
    """One day on which a person was present here and elsewhere, more than one working day in all.

    ``later``: this project's mark was handed in after the others'.
    """

    engagement: int
    day: dt.date
    portions: Decimal
    later: bool
    projects: tuple[str, ...]


@dataclass(frozen=True)
class Foreign:
    """A card of ours that also pays another person in another project; ``later``: ours came after."""

    engagement: int
    card: str
    worker: int
    project: str
    later: bool


@dataclass(frozen=True)
class ManagerCard:
    """A card of ours that is the own card of somebody's manager (``here``: of this project)."""

    engagement: int
    card: str
    project: str
    here: bool


@dataclass(frozen=True)
class Listed:
    """A person of ours on an outside list from ``since`` to ``until``; ``days``: present meanwhile."""

    engagement: int
    kind: str
    since: dt.date
    until: dt.date
    source: str
    days: tuple[dt.date, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """All of it for one project; empty where nobody is known anywhere else."""

    also: tuple[Also, ...] = ()
    doubles: tuple[Double, ...] = ()
    cards: tuple[Foreign, ...] = ()
    managers: tuple[ManagerCard, ...] = ()
    listed: tuple[Listed, ...] = ()


NOWHERE = Elsewhere()


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def elsewhere(project: Any) -> Elsewhere:
    """Two statements; two more where people work elsewhere or outside lists are configured."""
    pairs = _rows(ALSO, [project.pk])
    cards = _rows(CARDS, {"project": project.pk})
    hits = _hits(project)
    wanted = (
        {mine for mine, _, _ in pairs} | {other for _, other, _ in pairs} | {h[0] for h in hits}
    )
    marks: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *mark in _rows(DAYS, [sorted(wanted)]) if wanted else ():
        marks[person].append(tuple(mark))
    return Elsewhere(
        also=tuple(dict.fromkeys(Also(mine, code) for mine, _, code in pairs)),
        doubles=tuple(_doubles(pairs, marks)),
        cards=tuple(Foreign(*row[1:]) for row in cards if row[0] == "paid"),
        managers=tuple(
            ManagerCard(row[1], row[2], row[4], row[5]) for row in cards if row[0] == "manager"
        ),
        listed=tuple(_with_days(hit, marks[hit[0]]) for hit in hits),
    )


def _doubles(pairs: list[tuple[Any, ...]], marks: dict[int, Any]) -> Iterable[Double]:
    """Each day of each person whose portions here and elsewhere come to more than one."""
    others: dict[int, dict[int, str]] = defaultdict(dict)
    for mine, other, code in pairs:
        others[mine][other] = code
    for mine, known in others.items():
        by_day: dict[dt.date, list[tuple[Decimal, int, str]]] = defaultdict(list)
        for other, code in known.items():
            for day, portion, key in marks[other]:
                by_day[day].append((portion, key, code))
        for day, portion, key in marks[mine]:
            there = by_day.get(day, [])
            total = portion + sum((each[0] for each in there), Decimal(0))
            if there and total > 1:
                later = key > max(each[1] for each in there)
                yield Double(mine, day, total, later, tuple(sorted({each[2] for each in there})))


def _hits(project: Any) -> list[tuple[int, outside.Entry]]:
    providers = outside.providers()
    if not providers:
        return []
    people = dict(_rows(INDEXES, [project.pk]))
    return [
        (people[entry.index], entry)
        for provider in providers
        for entry in provider.about(people.keys())
    ]


def _with_days(hit: tuple[int, outside.Entry], marks: list[tuple[Any, ...]]) -> Listed:
    person, said = hit
    days = tuple(day for day, _, _ in marks if said.since <= day <= said.until)
    return Listed(person, said.kind, said.since, said.until, said.source, days)
