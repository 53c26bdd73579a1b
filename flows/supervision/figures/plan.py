"""What a plan's order and its end are judged by: what waits for what, what was never inspected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Waiting:
    """The earlier processes of one check that are not signed off, in their order.

    ``before`` are the names (code and part) with the words for their state.
    """

    name: str
    before: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Missed:
    """What a plan asked for and nobody inspected: names of checkpoints; spot checks made."""

    district: str
    names: tuple[str, ...]
    spot: int


BEFORE = """
SELECT code || ' ' || name, state FROM flows_inspection
 WHERE project_id = %s AND sequence < %s AND state NOT IN ('PASSED', 'CLOSED', 'STRUCK')
 ORDER BY sequence, id
"""
NEVER = """
SELECT code || ' ' || name || '（' || to_char(month, 'YYYY-MM') || '）' FROM flows_inspection
 WHERE project_id = %s AND state = 'PLANNED' ORDER BY month, code, id
"""
SPOT = """
SELECT count(*) FROM flows_inspection WHERE project_id = %s AND origin = 'SPOT'
"""
STATES = {"PLANNED": "待报检", "INSPECTING": "待签认", "DEFECTIVE": "整改中"}


def waiting_before(inspection: Any) -> Waiting:
    """What must be signed off before ``inspection`` is reported; nothing where it has no order."""
    name = f"{inspection.code} {inspection.name}"
    if inspection.sequence is None:
        return Waiting(name, ())
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, [inspection.project_id, inspection.sequence])
        rows = cursor.fetchall()
    return Waiting(name, tuple((found, STATES[state]) for found, state in rows))


def missed(paper: Any) -> Missed:
    """Of ``paper``'s project, at its end."""
    with connection.cursor() as cursor:
        cursor.execute(NEVER, [paper.project_id])
        names = tuple(row[0] for row in cursor.fetchall())
        cursor.execute(SPOT, [paper.project_id])
        return Missed(paper.project.district, names, cursor.fetchone()[0])
