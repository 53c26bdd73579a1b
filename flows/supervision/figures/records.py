"""What was found on site, as it is judged: the record handed in, and whether there is one at all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Answer:
    """One item of a check: its number (from 1), its text, and what was found; "" while unsaid."""

    position: int
    text: str
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True)
class OnSite:
    """One visit to one checkpoint, as it is handed in.

    ``photos`` counts all of them, ``shown`` are the items that have one of their own; ``counted``
    heads on site, ``on_roll`` people in the day's attendance (None: there is none of that day).
    """

    code: str
    severity: str
    outcome: str
    answers: tuple[Answer, ...]
    photos: int = 0
    shown: frozenset[int] = frozenset()
    concealed: bool = False
    counts: bool = False
    counted: int | None = None
    on_roll: int | None = None
    signed: bool = True
    defect: str = ""
    district: str = ""

    @property
    def defects(self) -> tuple[Answer, ...]:
        return tuple(each for each in self.answers if each.verdict == "DEFECT")

    @property
    def difference(self) -> Decimal | None:
        """Heads counted beside the attendance, as a share of it; None where there is none."""
        if self.counted is None or self.on_roll is None:
            return None
        return Decimal(abs(self.counted - self.on_roll)) / max(self.on_roll, 1)


@dataclass(frozen=True)
class Recorded:
    """Whether the inspection at hand has been on site: ``there`` a record since it was reported,
    ``unseen`` how many have signed this step without one."""

    there: bool
    unseen: int
    address: str


RECORDED = """
WITH seats AS (
  SELECT t.created, s.decided_by_id, s.state, s.place, s.kept
    FROM flows_seat s JOIN flows_task t ON t.id = s.task_id
   WHERE s.paper = 'Inspection' AND s.paper_id = %(paper)s AND t.status = 'ASSIGNED'),
records AS (
  SELECT by_id FROM flows_inspectionrecord
   WHERE inspection_id = %(paper)s AND at >= coalesce((SELECT max(created) FROM seats), at))
SELECT EXISTS (SELECT 1 FROM records),
       (SELECT count(*) FROM seats
         WHERE state IN ('agreed', 'refused') AND place <> %(advice)s AND NOT kept
           AND decided_by_id NOT IN (SELECT by_id FROM records))
"""
ROLL = """
SELECT count(*), count(*) FILTER (WHERE a.portion > 0)
  FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
 WHERE e.project_id = %s AND a.day = %s AND a.live
"""


def recorded(inspection: Any) -> Recorded:
    """One statement; ``address`` is the page on which the record is made."""
    with connection.cursor() as cursor:
        cursor.execute(RECORDED, {"paper": inspection.pk, "advice": "advice"})
        there, unseen = cursor.fetchone()
    address = f"/projects/{inspection.project.code}/checkpoints/{inspection.pk}/inspect/"
    return Recorded(there, unseen, address)


def on_roll(project: Any, day: Any) -> int | None:
    """People the attendance of ``day`` holds; None where nothing was said of that day."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL, [project.pk, day])
        rows, present = cursor.fetchone()
    return int(present) if rows else None
