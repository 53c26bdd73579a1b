"""报酬: each month is handed in, checked, confirmed, posted, reviewed, paid and reconciled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flows.engine import clock
from flows.payroll.models import PayrollBatch

from ..story import Act, Moment, Story
from ..timetable import last_day

COMPILING = (("DRAFT", "compile"), ("CHECKING", "check"), ("CHECKED", "confirm"))
REVIEWING = (
    ("PUBLICIZING", "close_notice"),
    ("PUBLICIZED", "review"),
    ("REVIEWED", "town"),
    ("TOWN_OK", "file"),
)


def months(story: Story) -> Iterator[Moment]:
    for month in story.case.months:
        yield from _month(story, month)


def _month(story: Story, month: dt.date) -> Iterator[Moment]:
    times = story.times

    def sign(state: str, **inputs: object) -> Act:
        return lambda: story.sign(PayrollBatch, state, which={"month": month}, **inputs)

    end = clock.at(last_day(month), 17)
    yield from _hand_in(story, month, ("attendance", "payroll"), end)
    for state, name in COMPILING:
        yield times.in_month(month, name), sign(state)
    place = f"{story.case['project_village']}村务公开栏"
    yield times.in_month(month, "post_notice"), sign("CONFIRMED", place=place, photos=2)
    for state, name in REVIEWING:
        yield times.in_month(month, name), sign(state)
    yield times.pay(month), sign("FILED")
    yield from _hand_in(story, month, ("receipts",), times.receipts(month))
    yield times.receipts(month) + dt.timedelta(hours=1), sign("PAYING")


def _hand_in(
    story: Story, month: dt.date, kinds: tuple[str, ...], when: dt.datetime
) -> Iterator[Moment]:
    for kind in kinds:
        for file in story.case.of_kind(kind):
            if file.month == month:
                yield when, lambda file=file: story.hand_in(file)
