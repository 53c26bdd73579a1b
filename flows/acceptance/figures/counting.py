"""Ask the database: one row of totals, or the rows that offend with their workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from flows.engine.findings import WorkerRef


@dataclass(frozen=True)
class Offenders:
    """Rows that make an item fail: how many, and whose they are (each person once)."""

    rows: int = 0
    workers: tuple[WorkerRef, ...] = ()


def one(sql: str, **given: Any) -> tuple[Any, ...]:
    """The single row ``sql`` answers with."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def every(sql: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def offenders(sql: str, **given: Any) -> Offenders:
    """``sql`` yields (engagement, name, id_last4) for each offending row.

    The engagement tells two people of one name apart.
    """
    rows = every(sql, **given)
    people = {row[0]: WorkerRef(row[1], row[2]) for row in rows}
    return Offenders(len(rows), tuple(people[key] for key in sorted(people)))
