"""The usual rows of a pay ledger: a plain name, a sound ID, a card of digits, and for the rest what
stood in the same column before. Reading them again cell by cell would say the same.

Taken column by column, and sure or left alone: whatever is not usual goes to rows.read_row, which
alone finds fault and tidies. Both say the same of every row (tests/sheets/test_usual.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any

from flows.sheets.identity import is_sound
from flows.sheets.reader import Cell, Row
from flows.sheets.rows import LedgerRow, PayrollRow, Taker, read_row

# Nothing to tidy in it (cleaning.is_plain) and nothing to hide (problems.harmless).
_NAME = re.compile("[\u4e00-\u9fff]{2,8}")
_CARD = re.compile(r"(?:\d{6,32})?", re.ASCII)
_SAID = (
    "trade", "days", "rate", "gross", "adjustment", "net", "pay_date", "confirmed", "note", "pieces",
)  # fmt: skip
_KNOWN = 2000  # values remembered of a column
_UNKNOWN = object()

Lines = Sequence[tuple[int, Row]]  # (0-based index, cells)
Reader = Callable[[Lines], Iterator[LedgerRow]]
# By class and raw cell (1, 1.0 and True are one key): the fact it was read as.
Known = dict[tuple[type, Cell], Any]


class Usual:
    """Reads rows, some hundred at a time, and remembers what a column says again and again."""

    def __init__(self, taker: Taker) -> None:
        columns = taker.headings.columns
        self.taker = taker
        self.said: dict[str, Known] = {name: {} for name in _SAID}
        self.width = 1 + max(column.index for column in columns.values())
        self.size = 1

    def rows(self, lines: Lines) -> Iterator[LedgerRow]:
        """Every row of ``lines`` none of whose cells is refused, in their order."""
        while lines:
            yield from self._some(lines[: self.size])
            lines = lines[self.size :]
            self.size *= 2  # what the first row says for the first time, the next may say again

    def _some(self, lines: Lines) -> Iterator[LedgerRow]:
        padded = [line + [""] * (self.width - len(line)) for _, line in lines]
        for (index, _), line, row in zip(lines, padded, self._usual(lines, padded), strict=True):
            if row is not None:
                self.taker.seen.append((row.id_number, row.row, row.name))
            elif (row := self._read(index, line)) is None:
                continue
            yield row

    def _usual(self, lines: Lines, padded: list[Row]) -> list[PayrollRow | None]:
        """The rows that are usual in all their cells, None for each of the others."""
        columns = list(zip(*padded, strict=False))
        nothing = [""] * len(padded)

        def column(name: str) -> Sequence[Cell]:
            found = self.taker.headings.columns.get(name)
            return columns[found.index] if found else nothing

        names, numbers, cards = column("name"), column("id_number"), column("card_number")
        holders = column("card_holder")
        said = [_facts(column(name), known) for name, known in self.said.items()]
        sure = list(map(_is_usual, names, numbers, cards, holders))
        for facts in said:
            if any(fact is _UNKNOWN for fact in facts):
                sure = [yes and fact is not _UNKNOWN for yes, fact in zip(sure, facts, strict=True)]
        places = [index + 1 for index, _ in lines]
        read = map(PayrollRow, places, names, numbers, *said[:6], cards, holders, *said[6:])
        return [row if yes else None for yes, row in zip(sure, read, strict=True)]

    def _read(self, index: int, line: Row) -> LedgerRow | None:
        self.taker.move_to(index, line)
        row = read_row(self.taker)
        if isinstance(row, PayrollRow):
            self._remember(line, row)
        return row

    def _remember(self, line: Row, row: PayrollRow) -> None:
        """What was taken as it stands; what had to be tidied is told row by row."""
        for name, known in self.said.items():
            column, value = self.taker.headings.columns.get(name), getattr(row, name)
            raw = line[column.index] if column else ""
            tidied = isinstance(raw, str) and isinstance(value, str) and raw != value
            if not tidied and len(known) < _KNOWN:
                known[raw.__class__, raw] = value


def _facts(column: Sequence[Cell], known: Known) -> list[Any]:
    """What each cell was read as before, _UNKNOWN where it was not."""
    return list(map(known.get, zip(map(type, column), column, strict=True), repeat(_UNKNOWN)))


def _is_usual(name: Cell, number: Cell, card: Cell, holder: Cell) -> bool:
    """Whether these are written as they are kept."""
    return (
        isinstance(name, str)
        and isinstance(number, str)
        and isinstance(card, str)
        and (holder == name or holder == "")
        and _NAME.fullmatch(name) is not None
        and is_sound(number)
        and _CARD.fullmatch(card) is not None
    )


def reader(taker: Taker) -> Reader:
    """What reads the rows of a table, some hundred at a time: those without fault."""
    headings = taker.headings
    if headings.kind == "payroll" and not headings.spare:
        return Usual(taker).rows
    return one_by_one(taker)


def one_by_one(taker: Taker) -> Reader:
    """Reads every row cell by cell."""

    def read(lines: Lines) -> Iterator[LedgerRow]:
        for index, line in lines:
            taker.move_to(index, line)
            if (row := read_row(taker)) is not None:
                yield row

    return read
