"""Which rows under the headings are people, and which are totals, signatures or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flows.sheets.cells import is_blank
from flows.sheets.cleaning import heading_key
from flows.sheets.headings import Column, Headings
from flows.sheets.reader import Broken, Cell, Row, Sheet

_TOTAL = re.compile(r"(?:本页|本月|本表|全部|累计)?(?:合计|小计|总计|共计|累计|总笔数|总金额).*")
_SIGNING = re.compile(
    r"(?:导出|制表|审核|复核|填表|填报|编制|审批|批准|负责人|经办|劳资|班组长|施工单位|监理|业主|项目负责人|单位负责人|"
    r"财务|出纳|会计|村委会|村务|村级|乡镇|公示|注|备注|说明|填写说明|监督|日期|盖章|签字|联系人|以下空白|以下无正文|此页).*"
)


@dataclass(frozen=True)
class Layout:
    """0-based rows: people, and rows of grand totals (not sub-totals)."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)


def split(sheet: Sheet, headings: Headings) -> Layout:
    """Sort the rows below the headings."""
    layout = Layout()
    columns = headings.all_columns()
    key = headings.columns.get(headings.key)
    heading = [heading_key(str(cell)) for cell in sheet.rows[headings.row]]
    finished = False
    for index in range(headings.first, len(sheet.rows)):
        row = sheet.rows[index]
        if _has_number(_at(row, key)):
            layout.data.append(index)
            continue
        if _is_empty(row, columns) or [heading_key(str(cell)) for cell in row] == heading:
            continue
        words = [_word(cell) for cell in row if not is_blank(cell)]
        if any(_TOTAL.fullmatch(word) for word in words[:3]):
            finished = True
            if not any("小计" in word for word in words[:3]):
                layout.totals.append(index)
        elif _is_signing(words) or _is_numbering(row):
            finished = finished or not _is_numbering(row)
        elif not finished:
            layout.data.append(index)
    return layout


def _is_empty(row: Row, columns: list[Column]) -> bool:
    return all(is_blank(_at(row, column)) for column in columns)


def _has_number(cell: Cell) -> bool:
    """Six digits and more in the key column: somebody is meant, whatever else the row says."""
    if isinstance(cell, str) and len(cell) >= 6 and cell[:6].isdecimal():
        return True
    return (isinstance(cell, float) and cell >= 1e6) or len(re.findall(r"\d", str(cell))) >= 6


def _is_signing(words: list[str]) -> bool:
    return bool(words) and (
        bool(_SIGNING.fullmatch(words[0])) or any(word.endswith(":") for word in words)
    )


def _is_numbering(row: Row) -> bool:
    """A row 1 2 3 4 … under the headings, as official forms have it."""
    words = [_word(cell) for cell in row]
    return len(words) >= 4 and words == [str(place) for place in range(1, len(words) + 1)]


def _word(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if isinstance(cell, Broken) else re.sub(r"\s", "", str(cell)).replace("：", ":")


def _at(row: Row, column: Column | None) -> Cell:
    return row[column.index] if column is not None and column.index < len(row) else ""
