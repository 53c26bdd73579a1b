"""Days worked and what is due for them: pay is always days × rate, never the other way round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from .people import Crew, Person
from .spec import LEAST_RATE, Spec, month_end

ONE, HALF = Decimal(1), Decimal("0.5")
PAY_DAY, AGAIN_AFTER = 18, 5
ADVANCE = Decimal(100)


@dataclass
class Line:
    """One person's month: the marks, what is paid for them, and what the bank answered."""

    person: Person
    month: dt.date
    marks: dict[dt.date, Decimal]
    rate: Decimal
    pay_date: dt.date
    days: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    adjustment: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    confirmed: bool = True
    note: str = ""
    bounced: bool = False
    paid_again: bool = True

    def __post_init__(self) -> None:
        self.reckon(sum(self.marks.values(), Decimal(0)))

    def reckon(self, days: Decimal) -> None:
        """Pay for ``days`` at the line's rate."""
        self.days = days
        self.gross = days * self.rate
        self.net = self.gross + self.adjustment

    def adjust(self, amount: Decimal, why: str) -> None:
        self.adjustment, self.note = amount, why
        self.net = self.gross + amount

    def halve(self, count: int) -> None:
        for day in list(self.marks)[:count]:
            self.marks[day] = HALF
        self.reckon(sum(self.marks.values(), Decimal(0)))


@dataclass
class Site:
    """The whole project as it was worked. ``spare``: ordinary people with nothing special yet."""

    spec: Spec
    crew: Crew
    lines: list[Line]
    spare: list[Person] = field(default_factory=list)

    def of_month(self, month: dt.date) -> list[Line]:
        return [line for line in self.lines if line.month == month]

    def of(self, person: Person) -> list[Line]:
        return [line for line in self.lines if line.person is person]

    def relief_pay(self) -> Decimal:
        return sum((line.net for line in self.lines if line.person.is_relief), Decimal(0))


def work(rng: Random, spec: Spec, crew: Crew, keep: int) -> Site:
    """Everybody's months, with what happens on any site: half days, an advance, a bounce.

    ``keep`` ordinary people are left alone: something is to be planted on them.
    """
    lines = [
        line
        for month in spec.calendar
        for person in crew.people
        if (line := _month(rng, spec, person, month)) is not None
    ]
    site = Site(spec, crew, lines, rng.sample(crew.ordinary, len(crew.ordinary)))
    for happen, takes in ((_bounce, 1), (_adjust, 2), (_halve_twice, 1), (_halve_each, 2)):
        if len(site.spare) - takes >= max(keep, 1):
            happen(rng, site)
    return site


def _month(rng: Random, spec: Spec, person: Person, month: dt.date) -> Line | None:
    there = spec.workdays(max(person.entry, month), min(person.exit, month_end(month)))
    away = rng.random() < 0.06 and person.is_relief and month > spec.calendar[0]
    if not there or (away and month > person.entry and person.exit == spec.end):
        return None
    most = rng.randint(9, 20) if person.is_relief else rng.randint(10, 14)
    days = sorted(rng.sample(there, min(most, len(there))))
    return Line(
        person=person,
        month=month,
        marks=dict.fromkeys(days, ONE),
        rate=person.rate,
        pay_date=pay_date(month),
        note="" if person.is_relief else person.category,
    )


def pay_date(month: dt.date) -> dt.date:
    """About eighteen days after the month, on a working day."""
    day = month_end(month) + dt.timedelta(days=PAY_DAY)
    return day - dt.timedelta(days=max(day.weekday() - 4, 0))


def _bounce(rng: Random, site: Site) -> None:
    rng.choice(site.of(site.spare.pop())).bounced = True


def _adjust(rng: Random, site: Site) -> None:
    """One deduction with its reason and one bonus of the same amount."""
    if site.spec.rate < LEAST_RATE:
        return
    for amount, why in ((-ADVANCE, "扣除上月预支{}元，本人签字"), (ADVANCE, "安全奖励{}元")):
        line = max(site.of(site.spare.pop()), key=lambda each: each.days)
        line.adjust(amount, why.format(ADVANCE))


def _halve_twice(rng: Random, site: Site) -> None:
    rng.choice(site.of(site.spare.pop())).halve(2)


def _halve_each(rng: Random, site: Site) -> None:
    """Two people with one half day each; together they are a whole day again (r1)."""
    if site.spec.rate * 100 % 2:  # half a day's pay would not be whole cents
        return
    for _ in range(2):
        rng.choice(site.of(site.spare.pop())).halve(1)
