"""公示异议 stops the notice: the days while one is open do not count towards it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from flows.engine.deadlines import Calendar, Stretch, natural
from flows.engine.findings import Finding, Terms, judges

from .. import figures

BASIS = "实施意见三(四)；报酬公示期间有异议的，核实处理后再办理"


def notice_end(
    posted_on: dt.date, days: int, stops: Iterable[Stretch], today: dt.date
) -> dt.date | None:
    """The last day of a notice of ``days`` natural days that stood still during ``stops``.

    A stop is (registered, settled); the day of registering still counts, the day of settling does
    not, overlapping stops count once. None while one is open and the notice had not run out.
    """
    return Calendar(set(), {}).due_with_stops(posted_on, natural(days), stops, today)


@judges(figures.notice)
def nothing_objected(found: figures.Notice, terms: Terms) -> Iterator[Finding]:
    """公示期间有异议的停止计算公示期，办结后余下的天数接着公示。"""
    if found.objections:
        numbers = "、".join(found.objections)
        yield Finding(
            "OBJECTION_OPEN",
            f"公示异议 {numbers} 尚未办结，公示期停止计算。",
            BASIS,
            "先办结该异议；异议成立的退回编制更正，不成立的办结后公示期顺延。",
            rows=len(found.objections),
        )
