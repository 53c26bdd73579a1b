"""When the works stood still, and since when a project takes nobody on. Told by the later room that
orders stops and ends (flows/changes); every room may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple


class Stretch(NamedTuple):
    """Days without work: from ``begun_on`` up to, not with, ``ended_on`` (None: it goes on)."""

    begun_on: dt.date
    ended_on: dt.date | None = None

    def days(self, until: dt.date) -> Iterator[dt.date]:
        """Its days up to and with ``until``."""
        last = until if self.ended_on is None else self.ended_on - dt.timedelta(days=1)
        for number in range((min(last, until) - self.begun_on).days + 1):
            yield self.begun_on + dt.timedelta(days=number)


Stops = Callable[[Any], Iterable[Stretch]]
Freeze = Callable[[Any], dt.date | None]
STOPS: list[Stops] = []
FREEZES: list[Freeze] = []


def tells_of_stops(tell: Stops) -> Stops:
    """Say that ``tell(project)`` knows when the works stood still."""
    STOPS.append(tell)
    return tell


def tells_of_freeze(tell: Freeze) -> Freeze:
    """Say that ``tell(project)`` knows the last day on which somebody may have worked."""
    FREEZES.append(tell)
    return tell


def stretches(project: Any) -> list[Stretch]:
    """Every stop of the works, in order; they may overlap."""
    return sorted((each for tell in STOPS for each in tell(project)), key=lambda s: s.begun_on)


def stopped_days(project: Any, until: dt.date) -> set[dt.date]:
    """The days up to and with ``until`` on which the works were stopped."""
    return {day for each in stretches(project) for day in each.days(until)}


def days_stopped(project: Any, until: dt.date) -> int:
    """How many they are. The day on which work goes on again does not count."""
    return len(stopped_days(project, until))


def frozen_on(project: Any) -> dt.date | None:
    """The last day of the roster: nobody is added, nobody works after it; None while it is open."""
    return min((day for tell in FREEZES if (day := tell(project)) is not None), default=None)
