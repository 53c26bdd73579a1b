"""Which table is it, where is its heading row, which column means what."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.sheets.cells import is_blank
from flows.sheets.cleaning import heading_key
from flows.sheets.problems import harmless
from flows.sheets.reader import Broken, Cell, Row
from flows.sheets.vocabulary import (
    KEY_WORDS,
    LEDGERS,
    MAY_REPEAT,
    Table,
)

_SEARCHED = 30
_MANY_DAYS = 5
_DAY = re.compile(r"(?:(?:20\d\d[年/.-])?\d{1,2}[月/.-])?(\d{1,2})(?:\.0)?[日号]?")


@dataclass(frozen=True)
class Column:
    """A column: 0-based position and the heading as the file writes it."""

    index: int
    heading: str


@dataclass(frozen=True)
class HeadingFault:
    """HEADING_MISSING or HEADING_DOUBLE."""

    code: str
    column: Column
    message: str


@dataclass(frozen=True)
class Headings:
    """The map of one table. `row` is the 0-based heading row, data begin at `first`.

    `kind` is that of its Table; a ledger's is one of vocabulary.Kind.
    """

    kind: Any
    row: int
    first: int
    columns: dict[str, Column]
    labels: Mapping[str, str] = field(default_factory=dict)
    spare: dict[str, list[Column]] = field(default_factory=dict)
    days: dict[int, Column] = field(default_factory=dict)
    faults: list[HeadingFault] = field(default_factory=list)
    unknown: list[Column] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The field every data row has: the ID, in receipts the card."""
        return "card_number" if self.kind == "receipts" else "id_number"

    def all_columns(self) -> list[Column]:
        """Every column that is read."""
        spare = [column for columns in self.spare.values() for column in columns]
        return [*self.columns.values(), *spare, *self.days.values()]


def recognise(
    rows: Sequence[Row], *, hint: str = "", tables: Sequence[Table] = LEDGERS
) -> Headings | None:
    """The most likely reading of a sheet, None if it is none of our `tables`.

    `hint` is the file's and the sheet's name; titles above the heading row count as hints too.
    """
    best: tuple[int, Headings] | None = None
    for top, depth in _candidates(rows, tables):
        titles = hint + "".join(
            str(cell) for row in rows[:top] for cell in row if isinstance(cell, str)
        )
        words = _heading_words(rows[top : top + depth])
        for table in tables:
            found = _match(table, words, top, depth)
            hinted = any(word in titles for word in table.hints)
            score = _score(found, table.telling, hinted=hinted)
            if score and (best is None or score > best[0]):
                best = (score, found)
    return best[1] if best else None


def _candidates(rows: Sequence[Row], tables: Sequence[Table]) -> list[tuple[int, int]]:
    """Heading rows to try: (top row, how many rows deep). Rows without a known word are left out."""
    words = {key for table in tables for keys in table.synonyms.values() for key in keys}
    known = [
        top
        for top in range(min(len(rows), _SEARCHED))
        if any(heading_key(_word(cell)) in words for cell in rows[top] if not is_blank(cell))
    ]
    return [(top, 1) for top in known] + [(top, 2) for top in known if top + 1 < len(rows)]


def _heading_words(rows: Sequence[Row]) -> list[Cell]:
    """One word per column; in a heading of two rows the lower one counts where it has a word."""
    upper = rows[0]
    if len(rows) == 1:
        return list(upper)
    lower = rows[1]
    width = max(len(upper), len(lower))
    pairs = [(_get(upper, column), _get(lower, column)) for column in range(width)]
    if any(
        heading_key(_word(above)) in KEY_WORDS and not is_blank(below) for above, below in pairs
    ):
        return []
    return [above if is_blank(below) else below for above, below in pairs]


def _match(table: Table, words: list[Cell], top: int, depth: int) -> Headings:
    found: dict[str, list[Column]] = {}
    days: dict[int, list[Column]] = {}
    unknown: list[Column] = []
    for index, cell in enumerate(words):
        column = Column(index, harmless(_word(cell))) if not is_blank(cell) else Column(index, "")
        key = heading_key(_word(cell)) if column.heading else ""
        name = next((name for name, words in table.synonyms.items() if key and key in words), None)
        if name is not None:
            found.setdefault(name, []).append(column)
        elif table.kind == "attendance" and (day := day_of(cell)):
            days.setdefault(day, []).append(column)
        elif key:
            unknown.append(column)
    return Headings(
        kind=table.kind,
        labels=table.labels,
        row=top,
        first=top + depth,
        columns={name: columns[0] for name, columns in found.items()},
        spare={
            name: columns[1:]
            for name, columns in found.items()
            if name in MAY_REPEAT and columns[1:]
        },
        days={day: columns[0] for day, columns in sorted(days.items())},
        faults=_faults(table, found, days),
        unknown=unknown,
    )


def _faults(
    table: Table, found: dict[str, list[Column]], days: dict[int, list[Column]]
) -> list[HeadingFault]:
    faults: list[HeadingFault] = []
    for name in table.required:
        if name not in found:
            label = table.labels[name]
            faults.append(
                HeadingFault(
                    "HEADING_MISSING", Column(-1, label), f"缺少“{label}”列，请补上后重新上传"
                )
            )
    if table.kind == "attendance" and not days:
        faults.append(
            HeadingFault("HEADING_MISSING", Column(-1, "1–31"), "缺少按日的考勤列（1、2、3 … 31）")
        )
    repeated = [columns for name, columns in found.items() if name not in MAY_REPEAT]
    for columns in [*repeated, *days.values()]:
        if len(columns) > 1:
            words = "、".join(f"“{column.heading}”" for column in columns)
            message = f"有 {len(columns)} 列含义相同（{words}），请只保留一列"
            faults.append(HeadingFault("HEADING_DOUBLE", columns[1], message))
    return faults


def _score(found: Headings, telling_fields: frozenset[str], *, hinted: bool) -> int:
    telling = len(telling_fields & set(found.columns))
    many_days = len(found.days) >= _MANY_DAYS
    known = len(found.columns)
    enough = (
        known >= 3
        or (known >= 2 and (hinted or many_days))
        or (known >= 1 and hinted and many_days)
    )
    if not enough or not (telling or hinted or many_days):
        return 0
    return known + 2 * telling + 8 * many_days + 3 * hinted


def day_of(cell: Cell) -> int | None:
    """The day of month a heading names: 1, "1日", "6月1日", a date."""
    if isinstance(cell, datetime.date):
        return cell.day
    match = _DAY.fullmatch(re.sub(r"\s", "", _word(cell)))
    day = int(match[1]) if match else 0
    return day if 1 <= day <= 31 else None


def _word(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if isinstance(cell, Broken) else str(cell).strip()


def _get(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else ""
