"""From bytes to grids of cells. What cannot be read safely and whole is refused with a cure."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook

from flows.sheets.archive import MAX_FILE, pack, unpack
from flows.sheets.problems import UnreadableFile
from flows.sheets.scan import Range, SheetScan, check_extent, damaged, scan


@dataclass(frozen=True)
class Broken:
    """A cell without a value: an Excel error such as `#REF!`, or "" for a formula never run."""

    sign: str


Cell = (
    str
    | int
    | float
    | bool
    | datetime.datetime
    | datetime.date
    | datetime.time
    | datetime.timedelta
    | Broken
)
Row = list[Cell]

_NOT_XLSX = {
    b"\xd0\xcf\x11\xe0": ("FILE_OLD_XLS", "这是旧版 .xls 或加密的工作簿，请取消密码并另存为 xlsx"),
    b"%PDF": ("FILE_MISMATCH", "这是 PDF，请交 xlsx 原表"),
    b"\xff\xd8\xff": ("FILE_MISMATCH", "这是图片，请交 xlsx 原表"),
    b"\x89PNG": ("FILE_MISMATCH", "这是图片，请交 xlsx 原表"),
}
_ALWAYS_KEPT = {
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedstrings.xml",
    "xl/styles.xml",
}


@dataclass(frozen=True)
class Sheet:
    """A grid from A1 on: `rows[0]` is row 1. Empty cells are "". `text_only` is true for csv."""

    title: str
    hidden: bool
    rows: list[Row]
    merged: list[Range] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    text_only: bool = False


def read_grid(name: str, data: bytes) -> list[Sheet]:
    """Every sheet of an xlsx, or the one of a csv. Raises UnreadableFile, memory stays bounded."""
    if not data:
        raise UnreadableFile("FILE_EMPTY", "文件是空的，请重新导出后上传")
    if len(data) > MAX_FILE:
        raise UnreadableFile("FILE_TOO_BIG", "文件超过 20 MB，请按月分开上传")
    extension = _extension(name)
    _refuse_foreign(data)
    if data.startswith(b"PK"):
        if extension == "csv":
            raise UnreadableFile("FILE_MISMATCH", "文件名是 csv，内容却是工作簿，请另存为 xlsx")
        return _read_workbook(data)
    if extension == "xlsx":
        raise UnreadableFile("FILE_MISMATCH", "文件名是 xlsx，内容却不是，请另存为 xlsx")
    return [_read_csv(name, data)]


def rows_about(name: str, data: bytes) -> int:
    """Roughly how many rows a file has, without reading it; 0 where it cannot be read at all."""
    if not data.startswith(b"PK"):
        return data.count(b"\n")
    try:
        parts = unpack(data)
    except UnreadableFile:
        return 0
    sheets = (content for part, content in parts.items() if "worksheets/" in part.lower())
    return sum(content.count(b"<row") for content in sheets)


def _extension(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in {"xlsx", "csv"}:
        return extension
    cures = {
        "xls": ("FILE_OLD_XLS", "不收旧版 .xls，请用 Excel 或 WPS 另存为 xlsx 再上传"),
        "xlsm": ("FILE_MACRO", "不收带宏的 .xlsm，请另存为不带宏的 xlsx 再上传"),
        "ods": ("FILE_ODS", "不收 .ods，请另存为 xlsx 再上传"),
        "et": ("FILE_FORMAT", "不收 WPS 的 .et，请另存为 xlsx 再上传"),
    }
    raise UnreadableFile(*cures.get(extension, ("FILE_FORMAT", "只收 xlsx 和 csv，请另存后上传")))


def _refuse_foreign(data: bytes) -> None:
    for magic, (code, message) in _NOT_XLSX.items():
        if data.startswith(magic):
            raise UnreadableFile(code, message)
    opening = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")):
        raise UnreadableFile("FILE_HTML", "这是网页格式的表格，请用 Excel 或 WPS 打开后另存为 xlsx")


def _read_workbook(data: bytes) -> list[Sheet]:
    parts = unpack(data)
    scans = scan(parts)
    walked = _ALWAYS_KEPT | {found.path for found in scans}
    kept = {part: content for part, content in parts.items() if part.lower() in walked}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(pack(kept))) as workbook:
            return [_sheet(workbook, found) for found in scans]
    except (CalamineError, ValueError, OverflowError) as error:
        raise damaged() from error


def _sheet(workbook: CalamineWorkbook, found: SheetScan) -> Sheet:
    grid = workbook.get_sheet_by_name(found.name).to_python(skip_empty_area=False)
    rows: list[Row] = [list(row) for row in grid]
    for (row, column), sign in found.broken.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = Broken(sign)
    return Sheet(
        title=found.name,
        hidden=found.hidden,
        rows=rows,
        merged=found.merged,
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
    )


def _read_csv(name: str, data: bytes) -> Sheet:
    text = _decode(data)
    if "\0" in text:
        raise UnreadableFile("FILE_MISMATCH", "文件名是 csv，内容却不是文本，请重新导出")
    head = text[:4096]
    delimiter = max(",\t;|", key=lambda sign: (head.count(sign), sign == ","))
    rows: list[Row] = []
    widest = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(list(row))
            widest = max(widest, len(row))
            check_extent(len(rows), widest)
    except csv.Error as error:
        message = f"csv 第 {len(rows) + 1} 行附近引号不成对或内容过长，请重新导出"
        raise UnreadableFile("CSV_BROKEN", message) from error
    title = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return Sheet(title=title, hidden=False, rows=rows, text_only=True)


def _decode(data: bytes) -> str:
    """A byte order mark first, then strict UTF-8, then GB18030; UTF-16 only with its mark."""
    encodings = ["utf-8", "gb18030"]
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("CSV_ENCODING", "csv 的编码读不出，请另存为 UTF-8 或 GBK 编码后上传")
