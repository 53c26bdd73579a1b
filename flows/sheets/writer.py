"""Sheets we hand out: blank templates, exports, and the user's own sheet with its errors marked.

No text of ours ever becomes a formula, IDs and cards are text cells, the same input gives the
same bytes.
"""

from __future__ import annotations

import calendar
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as OutCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from flows.sheets.problems import CellError, UnreadableFile, harmless
from flows.sheets.reader import read_grid
from flows.sheets.vocabulary import LABELS, MONTHLESS, TITLES, Kind

Value = str | int | Decimal | datetime.date | None

_EPOCH = (2000, 1, 1, 0, 0, 0)
_SPARE_ROWS = 60
_MARKED_CELLS = 200_000
_TEXT = "@"
_TEXT_FIELDS = {"id_number", "card_number", "phone", "serial", "agreement_number", "months"}
_WIDE_FIELDS = {
    "id_number": 22,
    "card_number": 24,
    "agreement_number": 24,
    "bank": 16,
    "serial": 22,
}
_CHOICES = {
    "sex": "男,女",
    "priority_tag": "因灾需救助,增收能力有限,因不可抗力无法外出务工",
    "category": "务工人员,管理人员",
    "agreement_kind": "劳动合同,用工书面协议,劳务协议",
    "confirmed": "已确认",
    "succeeded": "成功,退汇",
}
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class Person(Protocol):
    """Whoever can be prefilled; other attributes named like our fields are used where present."""

    @property
    def name(self) -> str: ...

    @property
    def id_number(self) -> str: ...


def template(
    kind: Kind,
    *,
    project_name: str,
    month: str | None = None,
    people: Sequence[Person] = (),
    watermark: str = "",
) -> bytes:
    """A blank xlsx for one project, which `ledgers.parse` takes back. `month` is "2025-06";
    `watermark` stands below the people, where there are any, and on every page that is printed."""
    fields = _fields(kind, month)
    book = Workbook()
    sheet = _first_sheet(book)
    sheet.title = TITLES[kind]
    put(sheet.cell(1, 1), _title(kind, project_name, month))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(fields))
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for column, (_, label) in enumerate(fields, 1):
        put(sheet.cell(2, column), label)
        sheet.cell(2, column).font = Font(bold=True)
        sheet.cell(2, column).fill = PatternFill("solid", fgColor="DDEBF7")
    for number, person in enumerate(people, 1):
        for column, (name, _) in enumerate(fields, 1):
            put(sheet.cell(2 + number, column), number if name == "" else _known(person, name))
    _dress(sheet, fields, rows=len(people) + _SPARE_ROWS)
    if watermark:
        _mark(sheet, watermark, row=3 + len(people) if people else 0)
    return _save(book)


def _mark(sheet: Worksheet, text: str, *, row: int) -> None:
    """Say in `row` (0: nowhere) and at the foot of each printed page who took this sheet away."""
    sheet.oddFooter.left.text = text.replace("&", "＆")  # & begins a code there
    sheet.oddFooter.left.size = 8
    if row:
        put(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = Font(size=8, color="808080")


@dataclass(frozen=True)
class FormSheet:
    """A blank sheet to be filled in: headings with the choices of each, and rows as examples."""

    title: str
    headings: Sequence[str]
    examples: Sequence[Sequence[Value]] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def forms(sheets: Sequence[FormSheet], notes: Sequence[tuple[str, str]]) -> bytes:
    """A workbook of blank sheets; the last one, 填写说明, has ``notes`` as (heading, explanation)."""
    book = Workbook()
    for number, form in enumerate(sheets):
        sheet = _first_sheet(book) if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = form.title
        for row, values in enumerate([form.headings, *form.examples], 1):
            for column, value in enumerate(values, 1):
                put(sheet.cell(row, column), value)
        _dress_form(sheet, form)
    explained = book.create_sheet("填写说明")
    for row, values in enumerate([("栏目", "怎么填"), *notes], 1):
        for column, value in enumerate(values, 1):
            put(explained.cell(row, column), value)
            explained.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    explained.column_dimensions["A"].width, explained.column_dimensions["B"].width = 24, 90
    return _save(book)


def _dress_form(sheet: Worksheet, form: FormSheet) -> None:
    """Widths, bold headings, grey examples, drop-downs that advise and do not forbid."""
    for column, label in enumerate(form.headings, 1):
        letter = get_column_letter(column)
        told = [label, *(str(row[column - 1] or "") for row in form.examples)]
        sheet.column_dimensions[letter].width = min(48, max(10, 2 * max(map(len, told)) + 2))
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).fill = PatternFill("solid", fgColor="DDEBF7")
        for row in range(2, 2 + len(form.examples)):
            sheet.cell(row, column).font = Font(italic=True, color="808080")
        chosen = f'"{",".join(form.choices.get(column - 1, ()))}"'
        if 2 < len(chosen) < 255:  # Excel refuses longer lists
            rule = DataValidation(type="list", formula1=chosen, allow_blank=True)
            rule.showErrorMessage = False
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}2000")
    sheet.freeze_panes = "A2"


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """An export: a heading row and rows; text stays text, money stays a number."""
    book = Workbook()
    sheet = _first_sheet(book)
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "导出"
    for row, values in enumerate([headings, *rows], 1):
        for column, value in enumerate(values, 1):
            put(sheet.cell(row, column), value)
    return _save(book)


def csv_table(
    headings: Sequence[str], rows: Iterable[Sequence[Value]], *, encoding: str = "utf-8-sig"
) -> bytes:
    """An export as csv (UTF-8 with mark, so that Excel reads it); formula signs are disarmed."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    for values in [headings, *rows]:
        out.writerow([_disarmed(value) if isinstance(value, str) else value for value in values])
    return text.getvalue().encode(encoding)


def error_copy(data: bytes, errors: Sequence[CellError]) -> bytes:
    """The user's own xlsx with a comment at every bad cell, for him alone: it holds his data.

    Raises UnreadableFile where the sheet cannot be read or is too large to be marked.
    """
    sheets = read_grid("原表.xlsx", data)
    if (
        sum(len(sheet.rows) * max(map(len, sheet.rows), default=0) for sheet in sheets)
        > _MARKED_CELLS
    ):
        raise UnreadableFile("TOO_LARGE", "表格过大，不再生成批注版，请按错误清单修改")
    book = load_workbook(io.BytesIO(data))
    # Errors name a sheet as messages do: normalised and shortened.
    named = {harmless(name): name for name in reversed(book.sheetnames)}
    for error in errors:
        if error.sheet not in named:
            continue
        cell = book[named[error.sheet]].cell(max(error.row, 1), max(error.position, 1))
        if isinstance(cell, OutCell):
            said = f"{cell.comment.text}\n" if cell.comment else ""
            cell.comment = Comment(f"{said}{error.code} {error.message}", "系统")
            cell.fill = PatternFill("solid", fgColor="FFC7CE")
    return _save(book)


def put(cell: OutCell, value: Value) -> None:
    """Write a value; text is always text, even when it begins like a formula."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)
        cell.data_type = "s"
        if _is_risky(value):
            cell.quotePrefix = True
        if value.isascii() and len(value) > 10:
            cell.number_format = _TEXT
        return
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = "0.00"
    elif isinstance(value, datetime.date):
        cell.number_format = "yyyy-mm-dd"


def _is_risky(value: str) -> bool:
    return value.lstrip(" \u3000\u00a0")[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"} or (
        value[:1] in {"\t", "\r", "\n"}
    )


def _disarmed(value: str) -> str:
    return f"'{value}" if _is_risky(value) else value


def _fields(kind: Kind, month: str | None) -> list[tuple[str, str]]:
    """(field, heading) in order; a day of month is a field named by its number."""
    fields = [("", "序号"), *LABELS[kind].items()]
    if kind == "receipts":
        return fields[1:]
    if kind == "attendance":
        last = calendar.monthrange(int(month[:4]), int(month[5:]))[1] if month else 31
        days = [(str(day), str(day)) for day in range(1, last + 1)]
        return [*fields[:3], *days, *fields[3:], ("signature", "本人签字")]
    return fields


def _known(person: Person, name: str) -> Value:
    known: Value = getattr(person, "daily_rate" if name == "rate" else name, None)
    return known


def _title(kind: Kind, project_name: str, month: str | None) -> str:
    title = f"{project_name}{TITLES[kind]}"
    if month and kind not in MONTHLESS:
        title += f"（{int(month[:4])}年{int(month[5:])}月）"
    return title


def _dress(sheet: Worksheet, fields: list[tuple[str, str]], *, rows: int) -> None:
    """Widths, text format for codes, drop-downs, frozen headings."""
    for column, (name, label) in enumerate(fields, 1):
        letter = get_column_letter(column)
        width = 5 if label.isdigit() else max(10, 2 * len(label) + 2)
        sheet.column_dimensions[letter].width = _WIDE_FIELDS.get(name, width)
        for row in range(3, 3 + rows if name in _TEXT_FIELDS else 3):
            sheet.cell(row, column).number_format = _TEXT
        choices = "√,半" if label.isdigit() else _CHOICES.get(name)
        if choices:
            rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            rule.showErrorMessage = False
            sheet.add_data_validation(rule)
            rule.add(f"{letter}3:{letter}{2 + rows}")
    sheet.freeze_panes = "A3"


def _first_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def _save(book: Workbook) -> bytes:
    """The workbook's bytes without the hour they were written at."""
    written = io.BytesIO()
    book.save(written)
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in sorted(source.infolist(), key=lambda entry: entry.filename):
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return steady.getvalue()
