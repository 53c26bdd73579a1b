"""The usual row of a pay ledger: a plain name, a sound ID, a card of digits, and for the rest what
stood in the same column before. Reading it again cell by cell would say the same.

:func:`usual` is sure or says nothing (None): whatever is not usual is left to rows.read_row, which
alone finds fault and tidies. Both say the same of every row (tests/sheets/test_usual.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from flows.sheets.identity import is_sound
from flows.sheets.reader import Cell, Row
from flows.sheets.rows import LedgerRow, PayrollRow, Taker, read_row

# Nothing to tidy in it (cleaning.is_plain) and nothing to hide (problems.harmless).
_NAME = re.compile("[\u4e00-\u9fff]{2,8}")
_CARD = re.compile(r"\d{6,32}", re.ASCII)
_SAID = (
    "trade", "days", "rate", "gross", "adjustment", "net", "pay_date", "confirmed", "note", "pieces",
)  # fmt: skip
_KNOWN = 2000  # values remembered of a column

# By raw cell: its class (1, 1.0 and True are one key) and the fact it was read as.
Known = dict[Cell, tuple[type, Any]]


class Usual:
    """Reads one row after another, and remembers what a column says again and again."""

    def __init__(self, taker: Taker) -> None:
        columns = taker.headings.columns
        self.taker = taker
        self.name, self.number = columns["name"].index, columns["id_number"].index
        self.card = self._at("card_number")
        self.holder = self._at("card_holder")
        self.said = [(self._at(name), name, Known()) for name in _SAID]
        there = [at for at, _, _ in self.said if at >= 0]
        self.pick = itemgetter(*there, there[0])  # twice, so that one column is a tuple too
        self.whole: dict[tuple[Cell, ...], tuple[tuple[type, ...], list[Any]]] = {}
        self.width = 1 + max(column.index for column in columns.values())

    def _at(self, name: str) -> int:
        """Where the field stands, -1 where it has no column."""
        column = self.taker.headings.columns.get(name)
        return -1 if column is None else column.index

    def row(self, index: int, line: Row) -> LedgerRow | None:
        """The row with this 0-based index, None where one of its cells is refused."""
        if (row := self._again(index + 1, line)) is not None:
            self.taker.seen.setdefault(row.id_number, []).append((row.row, row.name))
            return row
        self.taker.move_to(index, line)
        read = read_row(self.taker)
        if isinstance(read, PayrollRow) and len(line) >= self.width:
            self._remember(line, read)
        return read

    def _again(self, number: int, line: Row) -> PayrollRow | None:
        if len(line) < self.width:
            return None
        name, identity = line[self.name], line[self.number]
        card = line[self.card] if self.card >= 0 else ""
        holder = line[self.holder] if self.holder >= 0 else ""
        if not (isinstance(name, str) and isinstance(identity, str) and isinstance(card, str)):
            return None
        same = holder == name or holder == ""
        if not (same and _NAME.fullmatch(name) and is_sound(identity)):
            return None
        if card and not _CARD.fullmatch(card):
            return None
        if (said := self._said(line)) is None:
            return None
        return PayrollRow(number, name, identity, *said[:6], card, holder, *said[6:])

    def _said(self, line: Row) -> list[Any] | None:
        """The facts of the columns that repeat themselves: as the same cells together were read
        before, else each as it was."""
        raw = self.pick(line)
        classes = tuple(map(type, raw))
        before = self.whole.get(raw)
        if before is not None and before[0] == classes:
            return before[1]
        found = self._each(line)
        if found is not None and len(self.whole) < _KNOWN:
            self.whole[raw] = (classes, found)
        return found

    def _each(self, line: Row) -> list[Any] | None:
        found = []
        for at, _, known in self.said:
            raw = line[at] if at >= 0 else ""
            before = known.get(raw)
            if before is None or before[0] is not raw.__class__:
                return None
            found.append(before[1])
        return found

    def _remember(self, line: Row, row: PayrollRow) -> None:
        """What was taken as it stands; what had to be tidied is told row by row."""
        for at, name, known in self.said:
            raw, value = line[at] if at >= 0 else "", getattr(row, name)
            tidied = isinstance(raw, str) and isinstance(value, str) and raw != value
            if not tidied and len(known) < _KNOWN:
                known[raw] = (raw.__class__, value)


def rows(taker: Taker, lines: Iterator[tuple[int, Row]]) -> Iterator[LedgerRow]:
    """Every row of a table without fault; ``lines`` are (0-based index, cells)."""
    headings = taker.headings
    if headings.kind == "payroll" and not headings.spare:
        read = Usual(taker).row
    else:
        read = _one_by_one(taker)
    for index, line in lines:
        if (row := read(index, line)) is not None:
            yield row


def _one_by_one(taker: Taker) -> Any:
    def read(index: int, line: Row) -> LedgerRow | None:
        taker.move_to(index, line)
        return read_row(taker)

    return read
