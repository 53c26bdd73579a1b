"""What a rule says against one pay line, and the small words the rules of pay share. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from flows.engine.findings import Finding, Level, Terms
from flows.engine.parameters import Value

from ..figures import Line, Pay

CENT = Decimal("0.01")
LEVELS: dict[str, Level] = {"block": "block", "warn": "review", "record": "inform"}
RANK: dict[Level, int] = {"block": 0, "review": 1, "inform": 2}


@dataclass(frozen=True)
class Fault:
    """One line, and what a rule says against it."""

    line: Line
    code: str
    message: str
    basis: str
    cure: str
    level: Level = "block"

    @property
    def finding(self) -> Finding:
        return Finding(
            self.code, self.message, self.basis, self.cure, (self.line.worker,), 1, self.level
        )


Judgement = Callable[[Pay, Terms], Iterator[Fault]]


def asked(key: str, found: Pay, terms: Terms) -> Value | None:
    """The parameter ``key`` as it binds this project today; None where there is none."""
    return terms.parameters.find(key, on=terms.today, fund=found.fund, district=found.district)


def limit(key: str, found: Pay, terms: Terms) -> Decimal:
    """A threshold of a flag. Raises UnknownParameter."""
    given = terms.parameters.get(key, on=terms.today, fund=found.fund, district=found.district)
    return given.number


def levelled(fault: Fault, found: Pay, terms: Terms) -> Fault | None:
    """``fault`` at the level its flag has here (parameter ``flag.<code>``); None where it is off."""
    row = asked(f"flag.{fault.code}", found, terms)
    if row is None:
        return fault
    if not row.yes:
        return None
    level = LEVELS[row.strength]
    return fault if fault.level == level else replace(fault, level=level)


def weaker(one: Level, other: Level) -> Level:
    return max(one, other, key=RANK.__getitem__)


def plain(days: Decimal) -> str:
    """Working days without idle zeros: 22, 7.5."""
    return f"{days.normalize():f}"


def plain_name(name: str) -> str:
    """A name for comparing: one width, no spaces, no middle dots."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", name) if sign.isalnum())


@lru_cache(maxsize=500)
def last_of(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
