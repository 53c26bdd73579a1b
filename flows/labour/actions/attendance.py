"""A month's attendance is taken in. Whether a person was on duty is judged elsewhere."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flows.documents.actions import shown_name
from flows.sheets.differences import TOLD, Difference, Differences
from flows.sheets.problems import CellError
from flows.sheets.rows import AttendanceRow

from ..models import Engagement, HandIn
from . import marks
from .filing import Filed, FileRefused, Taken
from .leaving import after_the_last
from .marks import ABSENT, Day


@dataclass
class _Read:
    """What a sheet would change, and where it is unlike what was settled on site."""

    wanted: dict[Day, Decimal] = field(default_factory=dict)
    changed: list[AttendanceRow] = field(default_factory=list)
    differs: list[Difference] = field(default_factory=list)
    unlike: set[int] = field(default_factory=set)
    against: list[list[Any]] = field(default_factory=list)


def take_attendance(filed: Filed, *, locked: str = "") -> Taken:
    """Record the marks; a day replaces what an earlier sheet said of it, one counted or corrected
    on site stands (点名为准) and is told as a difference.

    ``locked`` says why nothing may change any more. Raises FileRefused.
    """
    month = filed.month
    assert month is not None
    if wrong := [*filed.strangers(), *_future(filed, month), *_frozen(filed, month)]:
        raise FileRefused(wrong)
    known = marks.live(filed.project, month)
    read = _read(filed, month, known)
    if read.changed and locked:
        raise FileRefused([filed.error("LOCKED", locked, row=row) for row in read.changed])
    told = _told_before(filed, month, read)
    taken = Taken(
        len(read.changed), len(filed.ledger.rows) - len(read.changed),
        noted=not told, differs=Differences(tuple(read.differs), len(read.unlike)),
    )  # fmt: skip
    if taken.is_news:
        hand_in = filed.write(taken, against=read.against)
        reason = f"退回编制后重新交表：{shown_name(filed.name)}"
        marks.put(filed.unit, known, read.wanted, marks.Source(hand_in=hand_in, reason=reason))
    return taken


def _read(filed: Filed, month: dt.date, known: dict[Day, Any]) -> _Read:
    fixed = marks.settled_on_site(filed.project, month)
    days_of: dict[int, set[dt.date]] = defaultdict(set)
    for person, day in (*known, *fixed):
        days_of[person].add(day)
    read = _Read()
    for row, index in zip(filed.ledger.rows, filed.ledger.id_indexes, strict=True):
        person = filed.people[index]
        said = {month.replace(day=day): portion for day, portion in row.marks}
        before = len(read.wanted)
        for day in sorted(days_of[person.pk] | set(said)):
            key = (person.pk, day)
            stands = known[key].portion if key in known else ABSENT
            if said.get(day, ABSENT) == stands:
                continue
            if key in fixed:
                _differ(read, row, person, day, said.get(day, ABSENT), stands)
            else:
                read.wanted[key] = said.get(day, ABSENT)
        # The first time, an empty row is news too.
        if len(read.wanted) > before or not (said or days_of[person.pk] or filed.is_known):
            read.changed.append(row)
    return read


def _differ(
    read: _Read,
    row: AttendanceRow,
    person: Engagement,
    day: dt.date,
    said: Decimal,
    stands: Decimal,
) -> None:
    read.against.append([person.pk, day.isoformat(), str(said), str(stands)])
    read.unlike.add(person.pk)
    if len(read.unlike) > TOLD:
        return
    column = f"{day:%-m月%-d日}（点名）"
    read.differs.append(Difference.of(person.worker, column, said, stands, row=row.row))


def _told_before(filed: Filed, month: dt.date, read: _Read) -> bool:
    """The last sheet of the month was unlike the site in the same cells; False for the first."""
    last = HandIn.objects.filter(project=filed.project, kind=HandIn.Kind.ATTENDANCE, month=month)
    told = last.order_by("-at", "-id").values_list("against", flat=True).first()
    return told is not None and told == read.against


def _frozen(filed: Filed, month: dt.date) -> list[CellError]:
    """Days after an early end was decided: nobody works any more."""
    days = {day for row in filed.ledger.rows for day, _ in row.marks}
    wrong = after_the_last(filed.project, *(month.replace(day=day) for day in days))
    return [filed.error(wrong.code, wrong.message)] if wrong else []


def _future(filed: Filed, month: dt.date) -> list[CellError]:
    today = filed.unit.today
    return [
        filed.error(
            "DAY_FUTURE", f"{month:%Y-%m}-{day:02d} 还没有到，不能有考勤", row=row, column=str(day)
        )
        for row in filed.ledger.rows
        for day, _ in row.marks
        if month.replace(day=day) > today
    ]
