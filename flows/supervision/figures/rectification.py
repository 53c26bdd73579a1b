"""What a rectification shows of itself: photos from before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max

from flows.desk.models import Seat
from flows.desk.seats import SeatState


@dataclass(frozen=True)
class Shown:
    """Photos of one rectification; those of its inspection count as ``before``."""

    code: str
    district: str
    before: int
    after: int


# What was put right once and refused is photographed again: only photos since the last refusal
# show what stands now.
SHOWN = """
SELECT count(*) FILTER (WHERE p.moment <> 'AFTER'),
       count(*) FILTER (WHERE p.moment = 'AFTER' AND p.rectification_id = %(pk)s
                          AND (%(since)s::timestamptz IS NULL OR p.added_at >= %(since)s))
  FROM flows_sitephoto p LEFT JOIN flows_inspectionrecord r ON r.id = p.record_id
 WHERE p.rectification_id = %(pk)s OR r.inspection_id = %(inspection)s
"""


def shown(rectification: Any) -> Shown:
    """What was photographed before, and after it was put right (since it was last refused)."""
    refused = Seat.objects.filter(
        paper="Rectification", paper_id=rectification.pk, state=SeatState.REFUSED
    ).aggregate(at=Max("decided_at"))
    about = {
        "pk": rectification.pk,
        "inspection": rectification.inspection_id,
        "since": refused["at"],
    }
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, about)
        before, after = cursor.fetchone()
    return Shown(rectification.code, rectification.project.district, before, after)
