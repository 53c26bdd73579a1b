"""What is wrong with a table as a whole, and what is worth a note. No fact is judged here."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from flows.sheets import cells
from flows.sheets.footers import Layout
from flows.sheets.identity import birth_date
from flows.sheets.problems import CellProblem, tail
from flows.sheets.reader import Sheet
from flows.sheets.rows import LedgerRow, PayrollRow, ReceiptRow, RosterRow, Taker
from flows.sheets.vocabulary import MONTHLESS

_NAMED_ROWS = 8
_DOUBLED = str.maketrans("0123456789", "0246813579")  # the digit sum of the double


def heading_faults(taker: Taker) -> None:
    """Key columns missing or double, at the heading row."""
    taker.row = taker.headings.row + 1
    for fault in taker.headings.faults:
        taker.fault(fault.column, fault.code, fault.message)


def month(taker: Taker, *, settled: str | None, titled: str | None) -> None:
    """A monthly table needs its month, and its title must not name another."""
    taker.row = 0
    if taker.headings.kind in MONTHLESS:
        return
    if settled is None:
        message = "看不出是哪个月：请在文件名中写明月份（如 2025-06），或选定月份后上传"
        taker.fault(None, "MONTH_MISSING", message)
    elif titled is not None and titled != settled:
        message = f"标题写的是 {titled}，而本次按 {settled} 交来；请核对文件或月份"
        taker.fault(None, "MONTH_CONFLICT", message)


def hidden_and_merged(taker: Taker, sheet: Sheet, data: list[int]) -> None:
    """Hidden people, hidden columns that are read, and merged cells among the people."""
    taker.person = ""
    for index in data:
        if index in sheet.hidden_rows:
            taker.row = index + 1
            taker.fault(None, "HIDDEN_ROW", "该行被隐藏（或被筛选），请取消隐藏或删去后重新上传")
    taker.row = taker.headings.row + 1
    for column in taker.headings.all_columns():
        if column.index in sheet.hidden_columns:
            taker.fault(
                column, "HIDDEN_COLUMN", f"“{column.heading}”列被隐藏，请取消隐藏后重新上传"
            )
    for top, left, bottom, right in sheet.merged:
        at = bisect_left(data, top)
        if at < len(data) and data[at] <= bottom:
            corner = f"{get_column_letter(left + 1)}{top + 1}"
            area = f"{corner}:{get_column_letter(right + 1)}{bottom + 1}"
            taker.row = data[at] + 1
            taker.fault(None, "MERGED_CELLS", f"数据区有合并单元格 {area}，请取消合并后逐格填写")


def same_person_twice(taker: Taker) -> None:
    """One person has one row in a roster, an attendance sheet, a pay ledger; all rows are named."""
    column = taker.headings.columns.get("id_number")
    places: dict[str, list[int]] = {}
    often = Counter(number for number, _, _ in taker.seen)
    doubled = [found for found in taker.seen if often[found[0]] > 1]
    for number, row, _ in doubled:
        places.setdefault(number, []).append(row)
    for number, row, person in doubled:
        others = [other for other in places[number][: _NAMED_ROWS + 1] if other != row]
        shown = _list(others, len(places[number]) - 1)
        taker.row, taker.person = row, person
        message = f"与第 {shown} 行是同一身份证号（{tail(number)}），同一人只能有一行"
        taker.fault(column, "ID_DOUBLE", message)


def age(taker: Taker, rows: Sequence[LedgerRow], minimum: int | None) -> None:
    """Nobody enters the site before the minimum age, judged on the day of entry."""
    for row in rows if minimum is not None else []:
        if not isinstance(row, RosterRow) or row.entry_date is None:
            continue
        birth = birth_date(row.id_number)
        if birth is None or minimum is None:
            continue
        day = row.entry_date
        years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
        if years < minimum:
            taker.row, taker.person = row.row, row.name
            message = f"进场日期 {day} 时未满 {minimum} 周岁，不得用工"
            taker.fault(taker.headings.columns.get("id_number"), "UNDER_AGE", message)


def notes(taker: Taker, rows: Sequence[LedgerRow], sheet: Sheet, layout: Layout) -> list[str]:
    """Sentences for the person who hands in; they refuse nothing."""
    said = [
        f"“{heading}”列第 {_list(places)} 行已规范书写（去掉空格、全角转半角、x 改 X 等）"
        for heading, places in taker.tidied.items()
    ]
    odd = [row.row for row in rows if _odd_card(getattr(row, "card_number", ""))]
    if odd:
        said.append(f"第 {_list(odd)} 行银行卡号不是 16 至 19 位或校验位不符，请核对")
    if taker.headings.kind == "payroll" and "confirmed" not in taker.headings.columns:
        said.append("没有“本人确认”列，全部按未确认记录")
    if repeated := _repeated_serials(rows):
        said.append(f"第 {_list(repeated)} 行流水号与前面的行相同，请核对")
    return said + _total_note(taker, rows, sheet, layout)


def _total_note(taker: Taker, rows: Sequence[LedgerRow], sheet: Sheet, layout: Layout) -> list[str]:
    column = taker.headings.columns.get("net") or taker.headings.columns.get("amount")
    total = sum(map(_paid, rows), Decimal("0.00")) if layout.totals else Decimal(0)
    said: list[str] = []
    for index in layout.totals if column and len(rows) == len(layout.data) else []:
        taker.line = sheet.rows[index]
        try:
            stated = cells.money(taker.cell(column))
        except CellProblem:
            continue
        if stated is not None and stated != total:
            said.append(f"第 {index + 1} 行合计写 {stated}，各行相加为 {total}，请核对")
    return said


def _paid(row: LedgerRow) -> Decimal:
    if isinstance(row, PayrollRow):
        return row.net
    return row.amount if isinstance(row, ReceiptRow) else Decimal(0)


def _odd_card(number: str) -> bool:
    return bool(number) and not (16 <= len(number) <= 19 and _luhn(number))


def _luhn(number: str) -> bool:
    """Whether the last of the digits proves the others (ISO/IEC 7812-1)."""
    each, other = number[-1::-2], number[-2::-2].translate(_DOUBLED)
    return (sum(each.encode()) + sum(other.encode()) - len(number) * ord("0")) % 10 == 0


def _repeated_serials(rows: Sequence[LedgerRow]) -> list[int]:
    seen: set[str] = set()
    repeated: list[int] = []
    for row in rows:
        if isinstance(row, ReceiptRow) and row.serial:
            if row.serial in seen:
                repeated.append(row.row)
            seen.add(row.serial)
    return repeated


def _list(places: Sequence[int], of: int = 0) -> str:
    """The first of ``places`` and how many there are: ``of`` where not all of them were given."""
    shown, many = "、".join(map(str, places[:_NAMED_ROWS])), of or len(places)
    return shown if many <= _NAMED_ROWS else f"{shown} 等 {many}"
