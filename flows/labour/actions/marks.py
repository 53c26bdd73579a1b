"""The marks of a month: what stands, what was settled on site, and how one takes another's place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from flows.engine.unit import Unit

from ..models import Attendance, Engagement, HandIn, RollCall

Day = tuple[int, dt.date]  # key of an engagement, a day
ABSENT = Decimal(0)
PORTIONS = (ABSENT, Decimal("0.5"), Decimal(1))


@dataclass(frozen=True)
class Source:
    """Where marks come from: a sheet, a count on site, or a correction (only a reason).

    ``reverse_all``: also what is not locked is reversed, so that the correction can be seen.
    """

    hand_in: HandIn | None = None
    roll_call: RollCall | None = None
    reason: str = ""
    reverse_all: bool = False


def of_month(project: Any, day: dt.date) -> QuerySet[Attendance]:
    """Every row of the project in the month of ``day``: live, taken away, reversing."""
    month = day.replace(day=1)
    after = (month + dt.timedelta(days=31)).replace(day=1)
    # Not engagement__project: an UPDATE through a join looks for itself again, which a database
    # that has not yet counted its rows may do once for each of them.
    people = Engagement.objects.filter(project=project).values("pk")
    return Attendance.objects.filter(engagement__in=people, day__gte=month, day__lt=after)


def live(project: Any, day: dt.date) -> dict[Day, Attendance]:
    """What stands in the month of ``day``."""
    return {(row.engagement_id, row.day): row for row in of_month(project, day).filter(live=True)}


def settled_on_site(project: Any, day: dt.date) -> set[Day]:
    """Days that were counted or corrected on site: no sheet changes them, absence included."""
    mine = Q(roll_call__isnull=False) | Q(hand_in=None)
    found = set(of_month(project, day).filter(mine).values_list("engagement", "day"))
    month = day.replace(day=1)
    after = (month + dt.timedelta(days=31)).replace(day=1)
    calls = RollCall.objects.filter(project=project, day__gte=month, day__lt=after)
    for called_on, absent in calls.values_list("day", "absent"):
        found |= {(key, called_on) for key in absent}
    return found


def put(
    unit: Unit, known: Mapping[Day, Attendance], wanted: Mapping[Day, Decimal], source: Source
) -> int:
    """Make ``wanted`` stand (0: was not there) in place of ``known``; returns how many days changed.

    A locked row is reversed with ``source.reason``, another is replaced.
    """
    changed = {
        key: portion
        for key, portion in wanted.items()
        if portion != (known[key].portion if key in known else ABSENT)
    }
    gone = [known[key] for key in changed if key in known]
    loose = [row.pk for row in gone if not (row.locked or source.reverse_all)]
    Attendance.objects.filter(pk__in=loose).delete()
    _reverse(unit, [row for row in gone if row.locked or source.reverse_all], source)
    Attendance.objects.bulk_create(
        [
            Attendance(
                engagement_id=person, day=day, portion=portion, hand_in=source.hand_in,
                roll_call=source.roll_call, by=unit.by, at=unit.now,
                reason=source.reason if source.reverse_all else "",
            )
            for (person, day), portion in changed.items() if portion
        ]
    )  # fmt: skip
    return len(changed)


def _reverse(unit: Unit, rows: list[Attendance], source: Source) -> None:
    """Take ``live`` from ``rows``, then write the negative of each beside it."""
    if not rows:
        return
    Attendance.objects.filter(pk__in=[row.pk for row in rows if row.locked]).update(live=False)
    loose = [row.pk for row in rows if not row.locked]
    Attendance.objects.filter(pk__in=loose).update(live=False, locked=True)
    Attendance.objects.bulk_create(
        [
            Attendance(
                engagement_id=row.engagement_id, day=row.day, portion=-row.portion, reverses=row,
                live=False, locked=True, reason=source.reason, hand_in=source.hand_in,
                roll_call=source.roll_call, by=unit.by, at=unit.now,
            )
            for row in rows
        ]
    )  # fmt: skip


def lock_month(project: Any, month: dt.date) -> int:
    """Pay is computed from the month's marks: from now on they are only reversed. One statement."""
    return of_month(project, month).filter(live=True, locked=False).update(locked=True)
