"""The facts of one row of a labour survey: who would work, what he can, in which months.

A priority tag without what it rests on is no fact: 优先吸纳 needs 认定依据 (实施意见一(一)).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.sheets import cells
from flows.sheets.cleaning import compact
from flows.sheets.problems import CellProblem, harmless
from flows.sheets.reader import Cell

if TYPE_CHECKING:
    from flows.sheets.rows import Taker

ALL_YEAR = tuple(range(1, 13))
_ALWAYS = {"全年", "常年", "长期", "随时", "均可", "都可", "都可以", "不限"}
_RANGE = re.compile(r"(\d{1,2})(?:[-−–—~～至到](\d{1,2}))?")


@dataclass(frozen=True, kw_only=True)
class SurveyRow:
    """One person of a surveyed village. ``months`` are 1–12 in order, empty where unsaid."""

    row: int
    name: str
    id_number: str
    sex: str
    town: str
    village: str
    phone: str
    skills: str
    wish: str
    months: tuple[int, ...]
    priority_tag: str
    tag_basis: str
    tag_body: str
    note: str


def survey_row(taker: Taker) -> SurveyRow:
    """The present row; a tag whose basis is empty is refused at the basis."""
    row = SurveyRow(
        row=taker.row,
        name=taker.word("name", cells.name, need="NAME_MISSING"),
        id_number=taker.word("id_number", cells.id_number, need="ID_MISSING"),
        sex=taker.word("sex"),
        town=taker.word("town"),
        village=taker.word("village"),
        phone=taker.word("phone", cells.phone),
        skills=taker.word("skills", _said),
        wish=taker.word("wish", _said),
        months=taker.take("months", months) or (),
        priority_tag=taker.word("priority_tag", _said),
        tag_basis=taker.word("tag_basis", _said),
        tag_body=taker.word("tag_body", _said),
        note=taker.word("note"),
    )
    if row.priority_tag and not row.tag_basis:
        columns = taker.headings.columns
        message = (
            f"优先标签“{harmless(row.priority_tag)}”没有写认定依据（实施意见一(一)），"
            "请在“认定依据”列写明文件或证明，或删去该标签"
        )
        taker.fault(columns.get("tag_basis") or columns["priority_tag"], "TAG_NO_BASIS", message)
    return row


def months(cell: Cell) -> tuple[int, ...]:
    """Months out of 3-6,9-11 · 3月至6月、9月 · 11-2 (over the new year) · 全年; () when empty.

    A date is refused: Excel makes one out of 3-6, and of 2025-09 another that reads as 9-1.
    """
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        message = "月份被 Excel 变成了日期，请把该列设为文本后重新填写，如 3-6,9-11 或 全年"
        raise CellProblem("MONTHS_DATE", message)
    plain = compact(cells.text(cell))
    if cells.says_nothing(plain):
        return ()
    if plain in _ALWAYS:
        return ALL_YEAR
    found: set[int] = set()
    bare = plain.replace("月份", "").replace("月", "").strip(",、;")
    for part in re.split(r"[,、;和及]+", bare):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            message = f"可务工月份“{harmless(plain)}”读不懂，请写如 3-6,9-11 或 全年"
            raise CellProblem("MONTHS_FORMAT", message)
        found |= {(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)}
    return tuple(sorted(found))


def _said(cell: Cell) -> str:
    """Text where a dash, a slash or 无 means empty."""
    plain = cells.text(cell)
    return "" if cells.says_nothing(plain) else plain
