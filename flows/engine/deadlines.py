"""Working days by the State Council's yearly notice. An unpublished year is never guessed.

How days are counted, here and everywhere: the day on which something begins does not count, the
day after it is the first (民法典二百〇一条). So a step that begins on the 3rd has its first day on
the 4th, a clock that stops on the 10th has used the 10th, and one that resumes on the 15th runs
again from the 16th: of a stop ``(10th, 15th)`` the 11th to the 15th stand still.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .models import CalendarDay, CalendarYear

UNPUBLISHED = "待国务院公布放假安排"

# 停表: the day the clock stopped and the day it ran again; None while it still stands.
Stretch = tuple[dt.date, dt.date | None]


class Spent(NamedTuple):
    """How much of a time limit is gone, in its own days (working or natural).

    ``remaining`` is negative by as many days as it is overdue; None, like the other two, where
    the count reaches into a year that is not published.
    """

    used: int | None
    remaining: int | None
    stopped: int | None


@dataclass(frozen=True)
class Due:
    """How long a step may take: ``days`` working (or natural) days; ``parameter`` overrides."""

    days: int
    working: bool = True
    parameter: str = ""


def workdays(days: int, parameter: str = "") -> Due:
    return Due(days, True, parameter)


def natural(days: int, parameter: str = "") -> Due:
    """自然日: every day counts, so no calendar is needed and the last day is always known."""
    return Due(days, False, parameter)


class Calendar:
    """Published years and the days in them that differ from Monday to Friday."""

    def __init__(self, years: set[int], exceptions: dict[dt.date, bool]) -> None:
        self.years = years
        self.exceptions = exceptions

    @classmethod
    def load(cls) -> Calendar:
        return cls(
            set(CalendarYear.objects.values_list("year", flat=True)),
            dict(CalendarDay.objects.values_list("day", "working")),
        )

    def is_working(self, day: dt.date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def after(self, start: dt.date, due: Due) -> dt.date | None:
        """The last day in time when ``due`` runs from the day after ``start``.

        None when it reaches into a year that is not published: shown as 待国务院公布放假安排.
        """
        return self._last_day(start, due, [])

    def due_with_stops(
        self, start: dt.date, due: Due, stops: Iterable[Stretch], today: dt.date
    ) -> dt.date | None:
        """:meth:`after`, where the days of ``stops`` do not count; overlapping ones do so once.

        None in a year that is not published, and while a stop is open: the day is known again
        when the clock runs (what is left meanwhile: :meth:`spent`). A limit that had run out
        before the open stop began keeps its day. A stop that begins after ``today`` and has no
        end is not there yet.
        """
        return self._last_day(start, due, _begun(stops, today))

    def spent(self, start: dt.date, due: Due, stops: Iterable[Stretch], today: dt.date) -> Spent:
        """What of ``due`` is used and left at the end of ``today``, and how many days stood still.

        “5 个工作日，已用 3 日，停表 2 日” is ``Spent(3, 2, 2)``; nothing is used before ``start``.
        """
        still = _begun(stops, today)
        used = stopped = 0
        for day in _days(start, today):
            counts = self._counts(day, due)
            if counts is None:
                return Spent(None, None, None)
            if counts and _stands(day, still):
                stopped += 1
            elif counts:
                used += 1
        return Spent(used, due.days - used, stopped)

    def workdays_between(self, start: dt.date, end: dt.date) -> int | None:
        """Working days after ``start`` up to and including ``end``; 0 when not later.

        None when a day of them lies in a year that is not published.
        """
        if any(year not in self.years for year in _years(start, end)):
            return None
        return sum(self.is_working(day) for day in _days(start, end))

    def _last_day(self, start: dt.date, due: Due, still: list[Stretch]) -> dt.date | None:
        day, left = start, due.days
        while left > 0:
            day += dt.timedelta(days=1)
            if any(to is None and begun < day for begun, to in still):
                return None
            if _stands(day, still):
                continue
            counts = self._counts(day, due)
            if counts is None:
                return None
            left -= counts
        return day

    def _counts(self, day: dt.date, due: Due) -> bool | None:
        """Whether ``day`` uses up one of ``due``'s days; None when nobody can know yet."""
        if not due.working:
            return True
        return self.is_working(day) if day.year in self.years else None


def _begun(stops: Iterable[Stretch], today: dt.date) -> list[Stretch]:
    return [(begun, to) for begun, to in stops if to is not None or begun <= today]


def _stands(day: dt.date, still: list[Stretch]) -> bool:
    return any(begun < day and (to is None or day <= to) for begun, to in still)


def _days(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """The days after ``start`` up to and including ``end``."""
    for offset in range((end - start).days):
        yield start + dt.timedelta(days=1 + offset)


def _years(start: dt.date, end: dt.date) -> range:
    """The years of :func:`_days`."""
    first = start + dt.timedelta(days=1)
    return range(first.year, end.year + 1) if first <= end else range(0)
