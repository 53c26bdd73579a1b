"""What the reader behind does not tell: how far sheets reach, what is broken, what is hidden.

calamine hands back "" for `#REF!` and for a formula nobody computed, and reserves memory for the
whole rectangle of a far cell. So every sheet is walked once here (expat, no DTD) before it is read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from flows.sheets.glance import COLUMNS, glance
from flows.sheets.problems import UnreadableFile

MAX_ROWS = 200_000
MAX_COLUMNS = COLUMNS
MAX_AREA = 5_000_000
MAX_TEXT = 32_767
MAX_ALL_TEXT = 20_000_000

Attributes = dict[str, str]
Range = tuple[int, int, int, int]
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass
class SheetScan:
    """One worksheet. Positions are 0-based (row, column), a range is two of them in one tuple."""

    name: str
    hidden: bool
    path: str
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    last_row: int = -1
    last_column: int = -1


def scan(parts: dict[str, bytes]) -> list[SheetScan]:
    """Every worksheet of the workbook in its order. Raises UnreadableFile."""
    by_name = {name.lower(): content for name, content in parts.items()}
    sheets = _worksheets(by_name)
    lengths = _string_lengths(by_name.get("xl/sharedstrings.xml", b""))
    budget = [MAX_ALL_TEXT]
    spare = MAX_ALL_TEXT  # of its own: what is only estimated must not refuse what is counted
    for sheet in sheets:
        content = by_name[sheet.path]
        plain = glance(content, lengths, MAX_TEXT)
        if plain and plain.text <= spare and within(plain.rows, COLUMNS):
            spare -= plain.text
            content = plain.frame
        walker = _Walker(sheet, lengths, budget)
        walk(content, walker.start, walker.end, walker.text)
    return sheets


def walk(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Stream one XML part; names come without their prefix. A DTD or broken XML is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, OverflowError, LookupError) as error:
        raise damaged() from error


def damaged() -> UnreadableFile:
    """The refusal for a file that is broken or cut off."""
    return UnreadableFile("FILE_DAMAGED", "文件不完整或已损坏，请用 Excel 或 WPS 打开后另存为 xlsx")


def _refuse_dtd(*_: object) -> None:
    raise UnreadableFile("FILE_DTD", "文件含外部定义（DTD），不像普通表格，已拒收")


def _worksheets(parts: dict[str, bytes]) -> list[SheetScan]:
    targets = _targets(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    sheets: list[SheetScan] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            message = "工作簿用的是 1904 日期系统，请在 Excel 选项中取消后重新保存，并核对日期"
            raise UnreadableFile("FILE_1904", message)
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            path = targets.get(key, "")
            if "worksheets/" in path and path in parts:
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetScan(attributes.get("name", ""), hidden, path))

    walk(parts["xl/workbook.xml"], start)
    if not sheets or len({sheet.name for sheet in sheets}) < len(sheets):
        raise damaged()
    return sheets


def _targets(content: bytes) -> dict[str, str]:
    """Relation id -> lower-case part name."""
    targets: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = path.lstrip("/").lower()

    walk(content, start)
    return targets


def _string_lengths(content: bytes) -> list[int]:
    """Length of every shared string: one long string named by a million cells is a bomb too."""
    lengths: list[int] = []
    if not content:
        return lengths

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(part: str) -> None:
        if lengths:
            lengths[-1] += len(part)

    walk(content, start, None, text)
    return lengths


class _Walker:
    """Walks one sheet; keeps only what is needed of the present cell."""

    def __init__(self, sheet: SheetScan, lengths: list[int], budget: list[int]) -> None:
        self.sheet, self.lengths, self.budget = sheet, lengths, budget
        self.row = self.column = -1
        self.kind = self.value = ""
        self.formula = self.inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "t"}:
            self.inside = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._row(attributes)
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.sheet.hidden_columns.update(range(max(first - 1, 0), min(last, MAX_COLUMNS)))
        elif name == "mergeCell":
            first_cell, _, last_cell = attributes.get("ref", "").partition(":")
            self.sheet.merged.append((*position(first_cell), *position(last_cell or first_cell)))

    def text(self, part: str) -> None:
        """Text of the present cell; the first hundred characters are enough to judge it."""
        if self.inside:
            self.budget[0] -= len(part)
            if len(self.value) < 100:
                self.value += part

    def end(self, name: str) -> None:
        """An element ends."""
        if name in {"v", "t"}:
            self.inside = False
        elif name == "c":
            self._close()

    def _row(self, attributes: Attributes) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1
        if attributes.get("hidden") in {"1", "true"}:
            self.sheet.hidden_rows.add(self.row)

    def _cell(self, attributes: Attributes) -> None:
        if "r" in attributes:
            self.row, self.column = position(attributes["r"])
        else:
            self.column += 1
        self.kind, self.value = attributes.get("t", "n"), ""
        self.formula = self.inside = False

    def _close(self) -> None:
        here = (self.row, self.column)
        if self.kind == "e":
            self.sheet.broken[here] = self.value or "#ERROR!"
        elif not self.value.strip():
            if not self.formula or self.kind == "str":
                return
            self.sheet.broken[here] = ""
        elif self.kind == "s":
            self._spend()
        self.sheet.last_row = max(self.sheet.last_row, self.row)
        self.sheet.last_column = max(self.sheet.last_column, self.column)
        self._limits()

    def _spend(self) -> None:
        index = int(self.value)
        if not 0 <= index < len(self.lengths):
            raise damaged()
        self.budget[0] -= self.lengths[index]
        if self.lengths[index] > MAX_TEXT:
            raise UnreadableFile("TEXT_TOO_LONG", "有单元格文字超过 32767 字，不像台账，已拒收")

    def _limits(self) -> None:
        rows, columns = self.sheet.last_row + 1, self.sheet.last_column + 1
        check_extent(rows, columns)
        if self.budget[0] < 0:
            raise UnreadableFile("TEXT_TOO_LONG", "表内文字总量过大，不像台账，已拒收")


def within(rows: int, columns: int) -> bool:
    """Whether a used rectangle is one we read."""
    return rows <= MAX_ROWS and columns <= MAX_COLUMNS and rows * columns <= MAX_AREA


def check_extent(rows: int, columns: int) -> None:
    """Refuse a table whose used rectangle is too far, too wide, or too large."""
    if rows > MAX_ROWS:
        message = f"表格超过 {MAX_ROWS} 行（或很远处有内容），请删去多余行后重新保存"
        raise UnreadableFile("TOO_MANY_ROWS", message)
    if columns > MAX_COLUMNS:
        message = f"表格超过 {MAX_COLUMNS} 列（或很远处有内容），请删去多余列后重新保存"
        raise UnreadableFile("TOO_MANY_COLUMNS", message)
    if rows * columns > MAX_AREA:
        raise UnreadableFile("TOO_LARGE", "表格区域过大，请删去多余行列，或按月分开上传")


def position(reference: str) -> tuple[int, int]:
    """`C7` -> (6, 2)."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise damaged()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
