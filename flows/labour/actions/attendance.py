"""A month's attendance is taken in. Whether a person was on duty is judged elsewhere."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from flows.engine.privacy import blind
from flows.sheets.rows import AttendanceRow

from ..models import Attendance, Engagement
from .filing import Filed, FileRefused, Taken

Marks = dict[dt.date, Decimal]


def take_attendance(filed: Filed, *, locked: str = "") -> Taken:
    """Record the marks; a row replaces what was recorded for its person and month.

    ``locked`` says why nothing may change any more. Raises FileRefused.
    """
    month = filed.month
    assert month is not None
    if wrong := [*filed.strangers(), *_future(filed, month)]:
        raise FileRefused(wrong)
    known = _recorded(filed, month)
    changed: list[tuple[Engagement, AttendanceRow, Marks]] = []
    for row in filed.ledger.rows:
        person = filed.people[blind(row.id_number)]
        marks = {month.replace(day=day): portion for day, portion in row.marks}
        blank = not marks and not filed.is_known  # the first time, an empty row is news too
        if marks != known.get(person.pk, {}) or blank:
            changed.append((person, row, marks))
    if changed and locked:
        raise FileRefused([filed.error("LOCKED", locked, row=row) for _, row, _ in changed])
    taken = Taken(len(changed), len(filed.ledger.rows) - len(changed))
    if changed:
        _write(filed, month, taken, [(person, marks) for person, _, marks in changed])
    return taken


def _future(filed: Filed, month: dt.date) -> list:
    today = filed.unit.today
    return [
        filed.error(
            "DAY_FUTURE", f"{month:%Y-%m}-{day:02d} 还没有到，不能有考勤", row=row, column=str(day)
        )
        for row in filed.ledger.rows
        for day, _ in row.marks
        if month.replace(day=day) > today
    ]


def _of_month(filed: Filed, month: dt.date):
    after = (month + dt.timedelta(days=31)).replace(day=1)
    return Attendance.objects.filter(
        engagement__project=filed.project, day__gte=month, day__lt=after
    )


def _recorded(filed: Filed, month: dt.date) -> dict[int, Marks]:
    found: dict[int, Marks] = defaultdict(dict)
    for person, day, portion in _of_month(filed, month).values_list("engagement", "day", "portion"):
        found[person][day] = portion
    return found


def _write(
    filed: Filed, month: dt.date, taken: Taken, changed: list[tuple[Engagement, Marks]]
) -> None:
    people = [person.pk for person, _ in changed]
    _of_month(filed, month).filter(engagement__in=people).delete()
    hand_in = filed.write(taken)
    Attendance.objects.bulk_create(
        [
            Attendance(engagement=person, day=day, portion=portion, hand_in=hand_in)
            for person, marks in changed
            for day, portion in marks.items()
        ]
    )
