"""Working days by the State Council's yearly notice. An unpublished year is never guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .models import CalendarDay, CalendarYear

UNPUBLISHED = "待国务院公布放假安排"


@dataclass(frozen=True)
class Due:
    """How long a step may take: ``days`` working (or natural) days; ``parameter`` overrides."""

    days: int
    working: bool = True
    parameter: str = ""


def workdays(days: int, parameter: str = "") -> Due:
    return Due(days, True, parameter)


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
        day, left = start, due.days
        while left:
            day += dt.timedelta(days=1)
            if day.year not in self.years and due.working:
                return None
            if not due.working or self.is_working(day):
                left -= 1
        return day

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 when not later."""
        span = range((end - start).days)
        return sum(self.is_working(start + dt.timedelta(days=1 + offset)) for offset in span)
