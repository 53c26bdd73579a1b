"""Faults planted on purpose, each on people of its own, so that each can be found alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from .people import Person
from .spec import month_end
from .work import Line, Site

LOW_RATE = Decimal(60)  # 元/日，远低于最低工资折算
SHORT_BY = Decimal(100)
ENOUGH = 10  # 工日：少发 100 元摊到每天仍高于最低工资
BORROWED = "丁大有"
MANAGING = "项目管理"
PEOPLE = {"F02": 2}


class TooFew(ValueError):
    """这么少的人，植入不了这么多差错。"""


@dataclass(frozen=True)
class Planted:
    """What was planted: the code, the month it shows first, on whom."""

    code: str
    month: dt.date
    people: tuple[Person, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "month": f"{self.month:%Y-%m}",
            "workers": [person.as_worker for person in self.people],
        }


def people_needed(codes: tuple[str, ...]) -> int:
    return sum(PEOPLE.get(code, 1) for code in codes)


def plant(rng: Random, site: Site, codes: tuple[str, ...]) -> list[Planted]:
    """Plant ``codes`` one after another, in different months as far as there are any.

    Raises :class:`TooFew` where ordinary people run out.
    """
    if people_needed(codes) > len(site.spare):
        raise TooFew(f"植入 {len(codes)} 种差错需要更多务工人员：现有 {len(site.crew.relief)} 人")
    months = rng.sample(site.spec.calendar, len(site.spec.calendar))
    found = []
    for number, code in enumerate(codes):
        people = [site.spare.pop() for _ in range(PEOPLE.get(code, 1))]
        wanted = months[number % len(months)]
        line = _line(site, people[0], wanted)
        PLANTERS[code](site, line, people)
        found.append(Planted(code, line.month, tuple(people)))
    return found


def _line(site: Site, person: Person, wanted: dt.date) -> Line:
    """The person's line of the month wanted, or his longest where he hardly worked in it."""
    lines = {line.month: line for line in site.of(person)}
    longest = max(lines.values(), key=lambda each: each.days)
    return lines[wanted] if wanted in lines and lines[wanted].days >= ENOUGH else longest


def _shared_card(site: Site, line: Line, people: list[Person]) -> None:
    people[1].card = people[0].card


def _ghost(site: Site, line: Line, people: list[Person]) -> None:
    for each in site.of(people[0]):
        each.marks = {}


def _beyond_calendar(site: Site, line: Line, people: list[Person]) -> None:
    line.reckon(Decimal(month_end(line.month).day + 2))


def _other_holder(site: Site, line: Line, people: list[Person]) -> None:
    people[0].holder = BORROWED


def _manager_as_worker(site: Site, line: Line, people: list[Person]) -> None:
    people[0].trade = MANAGING


def _underpaid(site: Site, line: Line, people: list[Person]) -> None:
    line.rate = LOW_RATE
    line.reckon(line.days)


def _short(site: Site, line: Line, people: list[Person]) -> None:
    """Less than due without a word, yet above the minimum wage (that would be F17)."""
    line.net = line.gross - SHORT_BY


def _untrained(site: Site, line: Line, people: list[Person]) -> None:
    people[0].trained = people[0].score = None


def _one_day_more(site: Site, line: Line, people: list[Person]) -> None:
    line.reckon(line.days + 1)


def _unconfirmed(site: Site, line: Line, people: list[Person]) -> None:
    line.confirmed = False


def _lost_payment(site: Site, line: Line, people: list[Person]) -> None:
    line.bounced, line.paid_again = True, False


PLANTERS: dict[str, Callable[[Site, Line, list[Person]], None]] = {
    "F02": _shared_card,
    "F04": _ghost,
    "F06": _beyond_calendar,
    "F10": _other_holder,
    "F12": _manager_as_worker,
    "F17": _underpaid,
    "L6": _short,
    "L8": _untrained,
    "L10": _one_day_more,
    "L12": _unconfirmed,
    "L13": _lost_payment,
}
