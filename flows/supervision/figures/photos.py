"""The same picture handed in twice: for another check, another day, or as before and after at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Repeat:
    """Photo ``photo`` (id) is the file that ``of`` has already shown, on ``day`` (ISO)."""

    photo: int
    of: str
    day: str


@dataclass(frozen=True)
class Repeats:
    """Every photo of one paper that the project has seen elsewhere, in order of the photo."""

    found: tuple[Repeat, ...]


# A picture from before the works may be that of the inspection itself; one from after may not.
REPEATED = """
WITH told AS (
  SELECT p.id, p.project_id, p.original_sha256, p.moment, p.record_id, p.rectification_id,
         coalesce(i.inspection_id, r.inspection_id) AS inspection_id,
         (p.added_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
         coalesce('检查 ' || c.code || ' ' || c.name, '整改 ' || r.number || ' 号', '监理日志') AS title
    FROM flows_sitephoto p
    LEFT JOIN flows_inspectionrecord i ON i.id = p.record_id
    LEFT JOIN flows_inspection c ON c.id = i.inspection_id
    LEFT JOIN flows_rectification r ON r.id = p.rectification_id)
SELECT m.id, o.title, o.day::text
  FROM told m JOIN told o ON o.project_id = m.project_id AND o.id < m.id
   AND o.original_sha256 = m.original_sha256
 WHERE m.{of} = %s
   AND ((m.moment = 'AFTER') <> (o.moment = 'AFTER')
     OR m.inspection_id <> o.inspection_id
     OR (m.rectification_id <> o.rectification_id)
     OR (m.day <> o.day AND 'BEFORE' NOT IN (m.moment, o.moment)))
 ORDER BY m.id, o.id
"""


def repeated_photos(paper: Any) -> Repeats:
    """Of a Rectification: its own photos; of an Inspection: those of all its records."""
    of = (
        "rectification_id"
        if hasattr(paper, "photos")
        else "record_id IS NOT NULL AND m.inspection_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(REPEATED.format(of=of), [paper.pk])
        return Repeats(tuple(Repeat(*row) for row in cursor.fetchall()))
