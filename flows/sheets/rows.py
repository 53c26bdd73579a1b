"""The facts of one row, per kind of table, and how they are taken out of its cells."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from flows.engine.privacy import scrub
from flows.sheets import cells
from flows.sheets.headings import Column, Headings
from flows.sheets.problems import CellError, CellProblem, harmless
from flows.sheets.reader import Cell, Row
from flows.sheets.roster import RosterRow, roster_row
from flows.sheets.survey import SurveyRow, survey_row

T = TypeVar("T")
_KNOWN = 2000  # values remembered of a file: what repeats comes early


@dataclass(frozen=True, kw_only=True)
class AttendanceRow:
    """A person's month. `marks` holds the days present, (day of month, 1 or 0.5)."""

    row: int
    name: str
    id_number: str
    marks: tuple[tuple[int, Decimal], ...]
    stated_days: Decimal | None


class PayrollRow(NamedTuple):
    """A pay line as handed in: sums are not recomputed."""

    row: int
    name: str
    id_number: str
    trade: str
    days: Decimal
    rate: Decimal
    gross: Decimal
    adjustment: Decimal
    net: Decimal
    card_number: str
    card_holder: str
    pay_date: datetime.date | None
    confirmed: bool
    note: str
    pieces: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """One line of the bank's answer."""

    row: int
    trade_date: datetime.date
    serial: str
    holder: str
    card_number: str
    amount: Decimal
    succeeded: bool
    remark: str


LedgerRow = RosterRow | AttendanceRow | PayrollRow | ReceiptRow | SurveyRow


@dataclass
class Taker:
    """Takes values out of one row after another and keeps what could not be taken."""

    sheet: str
    headings: Headings
    month: str | None
    errors: list[CellError] = field(default_factory=list)
    tidied: dict[str, list[int]] = field(default_factory=dict)
    seen: list[tuple[str, int, str]] = field(default_factory=list)  # ID, row, name of each
    known: dict[tuple, Any] = field(default_factory=dict)  # a trade, a rate, a day: as read before
    line: Row = field(default_factory=list)
    row: int = 0
    person: str = ""

    def move_to(self, index: int, row: Row) -> None:
        """Go to the row with this 0-based index."""
        self.line, self.row, self.person = row, index + 1, ""
        holder = "holder" if self.headings.kind == "receipts" else "name"
        try:
            self.person = harmless(cells.name(self.cell(self.headings.columns.get(holder))))
        except CellProblem:
            self.person = ""

    def cell(self, column: Column | None) -> Cell:
        """The raw cell, "" where the column or the cell is missing."""
        if column is None or column.index >= len(self.line):
            return ""
        return self.line[column.index]

    def fault(self, column: Column | None, code: str, message: str) -> None:
        """Record that this row's cell cannot be taken."""
        self.errors.append(
            CellError(
                sheet=harmless(self.sheet),
                row=self.row,
                column=column.heading if column else "",
                person=self.person,
                code=code,
                message=message,
                position=column.index + 1 if column else 0,
            )
        )

    def take(self, name: str, read: Callable[[Cell], T], *, need: str = "") -> T | None:
        """One value, None when the cell is refused; an empty one is refused with the code `need`."""
        column = self.headings.columns.get(name)
        raw = self.cell(column)
        said = (name, raw.__class__, raw)
        if said in self.known:
            return self.known[said]
        try:
            value = read(raw)
        except CellProblem as problem:
            self.fault(column, problem.code, problem.message)
            return None
        if need and value in (None, ""):
            label = self.headings.labels[name]
            self.fault(column, need, f"“{label}”是空的，请填写")
        rewritten = isinstance(raw, str) and isinstance(value, str) and value != raw
        if rewritten and column is not None and not cells.is_blank(raw):
            self.tidied.setdefault(column.heading, []).append(self.row)
        elif len(self.known) < _KNOWN and not (need and value in (None, "")):
            self.known[said] = value
        return value

    def word(self, name: str, read: Callable[[Cell], str] = cells.text, *, need: str = "") -> str:
        """Text, "" when empty or refused; columns that may repeat are joined."""
        value = self.take(name, read, need=need) or ""
        spare = self.headings.spare.get(name, [])
        if not spare:
            return value
        more = [cells.text(self.cell(column)) for column in spare]
        return "；".join(dict.fromkeys(part for part in [value, *more] if part))

    def amount(self, name: str, *, need: str = "", negative: bool = False) -> Decimal:
        """Yuan; 0.00 stands in for an empty optional cell, and where an error is recorded."""
        value = self.take(name, lambda cell: cells.money(cell, negative=negative), need=need)
        return Decimal("0.00") if value is None else value


def read_row(taker: Taker) -> LedgerRow | None:
    """The present row as facts, None when one of its cells was refused."""
    before = len(taker.errors)
    row = _READERS[taker.headings.kind](taker)
    if not isinstance(row, ReceiptRow) and row.id_number:
        taker.seen.append((row.id_number, taker.row, taker.person))
    return row if len(taker.errors) == before else None


def _attendance(taker: Taker) -> AttendanceRow:
    return AttendanceRow(
        row=taker.row,
        name=taker.word("name", cells.name, need="NAME_MISSING"),
        id_number=taker.word("id_number", cells.id_number, need="ID_MISSING"),
        marks=tuple(_marks(taker)),
        stated_days=taker.take("stated_days", cells.days),
    )


def _payroll(taker: Taker) -> PayrollRow:
    return PayrollRow(
        row=taker.row,
        name=taker.word("name", cells.name, need="NAME_MISSING"),
        id_number=taker.word("id_number", cells.id_number, need="ID_MISSING"),
        trade=taker.word("trade"),
        days=taker.take("days", cells.days, need="DAYS_MISSING") or Decimal(0),
        rate=taker.amount("rate", need="MONEY_MISSING"),
        gross=taker.amount("gross", need="MONEY_MISSING"),
        adjustment=taker.amount("adjustment", negative=True),
        net=taker.amount("net", need="MONEY_MISSING"),
        card_number=taker.word("card_number", cells.card_number),
        card_holder=taker.word("card_holder", cells.name),
        pay_date=taker.take("pay_date", cells.date),
        confirmed=bool(taker.take("confirmed", cells.confirmed)),
        note=scrub(taker.word("note")),
        pieces=taker.take("pieces", cells.quantity),
    )


def _receipt(taker: Taker) -> ReceiptRow:
    trade_date = taker.take("trade_date", cells.date, need="DATE_MISSING")
    return ReceiptRow(
        row=taker.row,
        trade_date=trade_date or datetime.date.min,
        serial=taker.word("serial", cells.serial),
        holder=taker.word("holder", cells.name),
        card_number=taker.word("card_number", cells.card_number, need="CARD_MISSING"),
        amount=taker.amount("amount", need="MONEY_MISSING"),
        succeeded=bool(taker.take("succeeded", cells.succeeded)),
        remark=scrub(taker.word("remark")),
    )


_READERS: dict[str, Callable[[Taker], LedgerRow]] = {
    "roster": roster_row,
    "attendance": _attendance,
    "payroll": _payroll,
    "receipts": _receipt,
    "survey": survey_row,
}


def _marks(taker: Taker) -> Iterator[tuple[int, Decimal]]:
    last = calendar.monthrange(int(taker.month[:4]), int(taker.month[5:]))[1] if taker.month else 31
    for day, column in taker.headings.days.items():
        try:
            portion = cells.portion(taker.cell(column))
        except CellProblem as problem:
            taker.fault(column, problem.code, problem.message)
            continue
        if portion and day > last:
            taker.fault(
                column, "DAY_IMPOSSIBLE", f"{taker.month} 没有 {day} 日，请核对月份或考勤标记"
            )
        elif portion:
            yield day, portion
