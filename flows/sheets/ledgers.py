"""A file handed in, read as a ledger: facts row by row, and every cell that cannot be a fact.

A file with errors is refused whole by its caller. Judgement (sums, shared cards, missing
training) is not ours: that is what rules and gates are for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from flows.engine.privacy import blind_all
from flows.sheets import checks, footers, usual
from flows.sheets.headings import Headings, recognise
from flows.sheets.problems import CellError, UnreadableFile, harmless
from flows.sheets.reader import Sheet, read_grid
from flows.sheets.rows import LedgerRow, Taker
from flows.sheets.titles import month_in, month_in_title, project_in_title
from flows.sheets.vocabulary import LABELS, MONTHLESS, Kind, Learned, ledgers_with

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What a file says. `month` is "2025-06", None for a roster or a survey; `rows` are the rows without fault.

    `id_indexes` and `card_indexes` are the blind indexes of each row's ID and card, "" where it has
    none. `rows_total` counts data rows (no title, blank, total or signature row). `notes` tell what was
    tidied or looks odd; they refuse nothing. `unknown` are headings nobody reads, `missing` the
    fields of this kind that have no column.
    """

    kind: Kind | Literal["unknown"]
    sha256: str
    month: str | None = None
    month_in_title: str | None = None
    project_name_in_title: str | None = None
    sheet: str = ""
    rows: list[LedgerRow] = field(default_factory=list)
    id_indexes: list[str] = field(default_factory=list)
    card_indexes: list[str] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    rows_total: int = 0
    notes: list[str] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the file cannot be taken."""
        return bool(self.errors)


Watch = Callable[[int, int], None]
_AT_ONCE = 500  # rows


def parse(
    name: str,
    data: bytes,
    *,
    month: str | None = None,
    minimum_age: int | None = None,
    words: Learned | None = None,
    watch: Watch | None = None,
) -> Ledger:
    """Read one file. Never raises for what is in it: the answer is in `errors`.

    `month` ("2025-06") wins over the file's name, which wins over the title; `minimum_age` is
    judged in a roster on the day of entry; `words` are headings learned from people. `watch` is
    told (rows read, rows in all) now and then, and may raise. Raises ValueError for a malformed
    `month`.
    """
    if month is not None and not _MONTH.fullmatch(month):
        raise ValueError(f"month must look like 2025-06, not {month!r}")
    digest = hashlib.sha256(data).hexdigest()
    file_name = name.replace("\\", "/").rpartition("/")[2]
    try:
        sheet, headings = _choose(file_name, read_grid(file_name, data), words or {})
    except UnreadableFile as problem:
        return Ledger(kind="unknown", sha256=digest, errors=[_whole(problem)])
    found = _read(sheet, headings, digest, month or month_in(file_name), minimum_age, watch)
    missing = tuple(name for name in LABELS[headings.kind] if name not in headings.columns)
    unknown = tuple(dict.fromkeys(column.heading for column in headings.unknown))
    return replace(found, missing=missing, unknown=unknown)


def _whole(problem: UnreadableFile) -> CellError:
    """What is said of the file and of no cell."""
    return CellError(
        sheet="", row=0, column="", person="", code=problem.code, message=problem.message
    )


def _choose(file_name: str, sheets: list[Sheet], words: Learned) -> tuple[Sheet, Headings]:
    """The one sheet that is a ledger. Other visible sheets are left unread."""
    known: list[tuple[Sheet, Headings]] = []
    tables = ledgers_with(words)
    for sheet in sheets:
        if headings := recognise(sheet.rows, hint=file_name + sheet.title, tables=tables):
            known.append((sheet, headings))
    if not known:
        message = "认不出是哪种表：没有找到姓名、身份证号等表头，请用系统的空白模板，或核对表头文字"
        raise UnreadableFile("KIND_UNKNOWN", message)
    hidden = [sheet for sheet, _ in known if sheet.hidden]
    if hidden:
        message = f"工作表“{harmless(hidden[0].title)}”是隐藏的，请取消隐藏或删去后重新上传"
        raise UnreadableFile("HIDDEN_SHEET", message)
    if len(known) > 1:
        titles = "、".join(f"“{harmless(sheet.title)}”" for sheet, _ in known)
        message = f"一个文件里有 {len(known)} 张台账（{titles}），请每个文件只留一张"
        raise UnreadableFile("SHEETS_DOUBLE", message)
    return known[0]


def _read(
    sheet: Sheet, headings: Headings, digest: str, month: str | None, minimum_age: int | None,
    watch: Watch | None,
) -> Ledger:  # fmt: skip
    above = sheet.rows[: headings.row]
    settled, titled = _months(sheet, headings, month)
    taker = Taker(sheet=sheet.title, headings=headings, month=settled)
    checks.heading_faults(taker)
    checks.month(taker, settled=settled, titled=titled)
    layout = footers.split(sheet, headings)
    rows: list[LedgerRow] = []
    if not any(error.code == "HEADING_MISSING" for error in taker.errors):
        checks.hidden_and_merged(taker, sheet, layout.data)
        rows = list(_rows(taker, sheet, layout.data, watch))
        checks.same_person_twice(taker)
        checks.age(taker, rows, minimum_age)
    return Ledger(
        kind=headings.kind,
        sha256=digest,
        month=settled,
        month_in_title=titled,
        project_name_in_title=project_in_title(above),
        sheet=harmless(sheet.title),
        rows=rows,
        id_indexes=blind_all(getattr(row, "id_number", "") for row in rows),
        card_indexes=blind_all(getattr(row, "card_number", "") for row in rows),
        errors=sorted(taker.errors, key=lambda error: (error.row, error.position)),
        rows_total=len(layout.data),
        notes=checks.notes(taker, rows, sheet, layout),
    )


def _months(sheet: Sheet, headings: Headings, month: str | None) -> tuple[str | None, str | None]:
    """The month the table is taken for, and the one its titles name; a table of people has none."""
    if headings.kind in MONTHLESS:
        return None, None
    above = sheet.rows[: headings.row]
    titled = month_in_title(above if sheet.text_only else [[sheet.title], *above])
    return month or titled, titled


def _rows(taker: Taker, sheet: Sheet, data: list[int], watch: Watch | None) -> Iterator[LedgerRow]:
    read = usual.reader(taker)
    for done in range(0, len(data), _AT_ONCE):
        if watch is not None:
            watch(done, len(data))
        yield from read([(index, sheet.rows[index]) for index in data[done : done + _AT_ONCE]])
