"""Numbers of policy: by funding source, by effective date, each with its basis (domain.md 2.13).

Rules never compare with a literal; they ask ``terms.parameters``. The defaults stand in
policy.py and are loaded into the table by migration 0002; administrators add newer rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

Strength = str  # "block" | "warn" | "record"


@dataclass(frozen=True)
class Value:
    """One parameter in force. ``text`` as stored; numbers and lists are read from it."""

    key: str
    text: str
    strength: Strength
    basis: str

    @property
    def number(self) -> Decimal:
        return Decimal(self.text)

    @property
    def days(self) -> int:
        return int(self.text)

    @property
    def yes(self) -> bool:
        return self.text in ("1", "true", "是")

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(part for part in self.text.replace("，", ",").split(",") if part)


@dataclass(frozen=True)
class Row:
    """One line of the table: ``fund`` and ``district`` are empty when they do not matter."""

    value: Value
    fund: str
    district: str
    effective_from: dt.date


class UnknownParameter(KeyError):
    """参数表中没有这一项，或在该日尚未生效。"""


class Parameters:
    """All parameters, asked as of a day. Immutable; one query loads it."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, list[Row]] = {}
        for row in rows:
            self._rows.setdefault(row.value.key, []).append(row)
        self._found: dict[tuple[str, dt.date, str, str], Value | None] = {}

    def __iter__(self) -> Iterator[str]:
        """The keys there are."""
        return iter(self._rows)

    def find(self, key: str, *, on: dt.date, fund: str = "", district: str = "") -> Value | None:
        """The most specific row in force on ``on``: district before fund before general."""
        asked = (key, on, fund, district)
        if asked not in self._found:  # rules ask the same for line after line
            self._found[asked] = self._best(*asked)
        return self._found[asked]

    def _best(self, key: str, on: dt.date, fund: str, district: str) -> Value | None:
        fitting = [
            row
            for row in self._rows.get(key, ())
            if row.effective_from <= on
            and row.fund in ("", fund)
            and row.district in ("", district)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda r: (r.district != "", r.fund != "", r.effective_from))
        return best.value

    def get(self, key: str, *, on: dt.date, fund: str = "", district: str = "") -> Value:
        value = self.find(key, on=on, fund=fund, district=district)
        if value is None:
            raise UnknownParameter(key)
        return value
