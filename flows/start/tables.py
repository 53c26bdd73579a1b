"""Tables declared field by field, read with the ledgers' own reader, headings and cells."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.sheets import cells, checks
from flows.sheets.cleaning import heading_key
from flows.sheets.headings import Headings, recognise
from flows.sheets.problems import CellError, UnreadableFile, harmless
from flows.sheets.reader import Cell, Row, Sheet, read_grid
from flows.sheets.rows import Taker
from flows.sheets.vocabulary import Table

EXAMPLE = "示例"
EXPLAINED = "填写说明"


@dataclass(frozen=True)
class Field:
    """A column: the first of ``words`` is our own heading; ``help`` stands in the template."""

    name: str
    words: str
    read: Callable[[Cell], Any] = cells.text
    need: bool = False
    telling: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.words.split()[0]


@dataclass(frozen=True)
class Form:
    """One kind of sheet. ``hints`` in its title say so; ``examples`` are rows of the template."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    hints: tuple[str, ...]
    examples: tuple[tuple[Any, ...], ...] = ()

    @property
    def table(self) -> Table:
        return Table(
            self.kind,
            {f.name: dict.fromkeys(map(heading_key, f.words.split())) for f in self.fields},
            {f.name: f.label for f in self.fields},
            tuple(f.name for f in self.fields if f.need),
            frozenset(f.name for f in self.fields if f.telling),
            self.hints,
        )


@dataclass
class Line:
    """One row: ``values`` by field name; ``None`` where a cell was refused or the column is missing."""

    taker: Taker
    row: int
    person: str
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def sheet(self) -> str:
        return harmless(self.taker.sheet)

    def fault(self, name: str, code: str, message: str) -> None:
        """Refuse the cell ``name`` ("" for the row): what is wrong and how to cure it."""
        self.taker.row, self.taker.person = self.row, self.person
        self.taker.fault(self.taker.headings.columns.get(name), code, message)


@dataclass
class Reading:
    """A file as read: ``lines`` by kind of form (rows without a fault), and what was refused."""

    sha256: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    takers: list[Taker] = field(default_factory=list)
    refused: list[CellError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def errors(self) -> list[CellError]:
        found = [error for taker in self.takers for error in taker.errors]
        return [*self.refused, *sorted(found, key=lambda e: (e.sheet, e.row, e.position))]


def read(name: str, data: bytes, forms: Sequence[Form]) -> Reading:
    """Read one file by ``forms``. Never raises for what is in it: the answer is in ``errors``."""
    reading = Reading(hashlib.sha256(data).hexdigest())
    file_name = name.replace("\\", "/").rpartition("/")[2]
    try:
        for sheet, form, headings in _chosen(read_grid(file_name, data), forms, reading):
            _take(reading, sheet, form, headings)
        if not reading.rows and not reading.errors:
            raise UnreadableFile("NO_ROWS", "表里没有数据行（示例行不读），请填写后重新上传")
    except UnreadableFile as problem:
        reading.refused.append(
            CellError(
                sheet="", row=0, column="", person="", code=problem.code, message=problem.message
            )
        )
    return reading


def _chosen(
    sheets: list[Sheet], forms: Sequence[Form], reading: Reading
) -> list[tuple[Sheet, Form, Headings]]:
    """Sheets that are one of ``forms``, each form once. The others are named and left unread."""
    tables, by_kind = [form.table for form in forms], {form.kind: form for form in forms}
    found: dict[str, tuple[Sheet, Form, Headings]] = {}
    for sheet in sheets:
        headings = recognise(sheet.rows, hint=sheet.title, tables=tables)
        title = harmless(sheet.title)
        if headings is None:
            if sheet.rows and sheet.title != EXPLAINED:
                reading.notes.append(f"工作表“{title}”认不出，没有读")
            continue
        if sheet.hidden:
            message = f"工作表“{title}”是隐藏的，请取消隐藏或删去后重新上传"
            raise UnreadableFile("HIDDEN_SHEET", message)
        if headings.kind in found:
            other = harmless(found[headings.kind][0].title)
            message = f"“{other}”和“{title}”是同一种表，请并成一张后重新上传"
            raise UnreadableFile("SHEETS_DOUBLE", message)
        found[headings.kind] = (sheet, by_kind[headings.kind], headings)
    if not found:
        wanted = "；".join(
            f"{form.title}（{'、'.join(f.label for f in form.fields if f.need)}）" for form in forms
        )
        raise UnreadableFile("KIND_UNKNOWN", f"认不出表头，需要：{wanted}。请用系统的空白模板")
    return list(found.values())


def _take(reading: Reading, sheet: Sheet, form: Form, headings: Headings) -> None:
    taker = Taker(sheet=sheet.title, headings=headings, month=None)
    reading.takers.append(taker)
    checks.heading_faults(taker)
    if taker.errors:
        return
    data = list(_data(sheet, headings))
    checks.hidden_and_merged(taker, sheet, data)
    reading.rows += len(data)
    reading.lines[form.kind] = [line for i in data if (line := _line(taker, form, i, sheet))]


def _data(sheet: Sheet, headings: Headings) -> Iterator[int]:
    """0-based rows that say something: no blank row, no example, no remark, no repeated heading."""
    columns = headings.all_columns()
    heading = [heading_key(str(cell)) for cell in sheet.rows[headings.row]]
    for index in range(headings.first, len(sheet.rows)):
        row = sheet.rows[index]
        first = next((str(cell).strip() for cell in row if not cells.is_blank(cell)), "")
        if first.startswith((EXAMPLE, "说明：", "说明:", "注：", "注:")):
            continue
        if [heading_key(str(cell)) for cell in row] == heading:
            continue
        if any(c.index < len(row) and not cells.is_blank(row[c.index]) for c in columns):
            yield index


def _line(taker: Taker, form: Form, index: int, sheet: Sheet) -> Line | None:
    row: Row = sheet.rows[index]
    before = len(taker.errors)
    taker.move_to(index, row)
    values = {
        each.name: taker.take(each.name, each.read, need="CELL_MISSING" if each.need else "")
        for each in form.fields
    }
    if len(taker.errors) > before:
        return None
    return Line(taker, index + 1, taker.person, values)
