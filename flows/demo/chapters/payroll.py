"""报酬: each month is handed in, checked, confirmed, posted, reviewed, paid and reconciled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flows.engine import clock
from flows.payroll.models import PayrollBatch

from ..story import Moment, Story
from ..timetable import last_day

REVIEWS = (("PUBLICIZED", "review"), ("REVIEWED", "town"), ("TOWN_OK", "file"))


def months(story: Story) -> Iterator[Moment]:
    for month in story.case.months:
        yield from _month(story, month)


def _month(story: Story, month: dt.date) -> Iterator[Moment]:
    times, which = story.times, {"month": month}
    end = clock.at(last_day(month), 17)
    for kind in ("attendance", "payroll"):
        for file in story.case.of_kind(kind):
            if file.month == month:
                yield end, lambda file=file: story.hand_in(file)
    for state, name in (("DRAFT", "compile"), ("CHECKING", "check"), ("CHECKED", "confirm")):
        yield (
            times.in_month(month, name),
            lambda at=state: story.sign(PayrollBatch, at, which=which),
        )
    yield (
        times.in_month(month, "post_notice"),
        lambda: story.sign(
            PayrollBatch,
            "CONFIRMED",
            which=which,
            place=f"{story.case['project_village']}村务公开栏",
            photos=2,
        ),
    )
    yield (
        times.in_month(month, "close_notice"),
        lambda: story.sign(PayrollBatch, "PUBLICIZING", which=which),
    )
    for state, name in REVIEWS:
        yield (
            times.in_month(month, name),
            lambda at=state: story.sign(PayrollBatch, at, which=which),
        )
    yield times.pay(month), lambda: story.sign(PayrollBatch, "FILED", which=which)
    for file in story.case.of_kind("receipts"):
        if file.month == month:
            yield times.receipts(month), lambda file=file: story.hand_in(file)
    yield (
        times.receipts(month) + dt.timedelta(hours=1),
        lambda: story.sign(PayrollBatch, "PAYING", which=which),
    )
