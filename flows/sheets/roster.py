"""The facts of one row of a roster: who works, on which agreement, for how much."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flows.sheets import cells
from flows.sheets.problems import CellProblem, harmless
from flows.sheets.reader import Cell

if TYPE_CHECKING:
    from flows.sheets.rows import Taker

RELIEF, MANAGEMENT = "务工人员", "管理人员"
_CATEGORIES = dict.fromkeys(
    ("", "务工人员", "务工", "工人", "农民工", "以工代赈务工人员", "普通工人"), RELIEF
)
_CATEGORIES |= dict.fromkeys(("管理人员", "管理", "管理员", "项目管理人员", "管理岗"), MANAGEMENT)

# 建市〔2022〕59号 第8条; what a sheet may write for each.
_AGREEMENTS = {
    "劳动合同": "劳动合同", "合同": "劳动合同", "劳动合同书": "劳动合同",
    "用工书面协议": "用工书面协议", "书面协议": "用工书面协议", "用工协议": "用工书面协议",
    "劳务协议": "劳务协议", "劳务协议书": "劳务协议",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One person of the roster. `row` is 1-based as Excel shows it."""

    row: int
    name: str
    sex: str
    id_number: str
    town: str
    village: str
    priority_tag: str
    phone: str
    trade: str
    training_date: datetime.date | None
    training_score: Decimal | None
    agreement_number: str
    daily_rate: Decimal | None
    piece_rate: Decimal | None = None
    piece_unit: str = ""
    card_number: str
    card_holder: str
    bank: str
    entry_date: datetime.date | None
    exit_date: datetime.date | None
    category: str
    note: str
    skill_level: str = ""
    agreement_kind: str = ""
    agreement_from: datetime.date | None = None
    agreement_until: datetime.date | None = None
    insurance: str = ""
    support_basis: str = ""


def roster_row(taker: Taker) -> RosterRow:
    """The present row; columns a sheet does not have are empty."""
    row = RosterRow(
        row=taker.row,
        name=taker.word("name", cells.name, need="NAME_MISSING"),
        sex=taker.word("sex"),
        id_number=taker.word("id_number", cells.id_number, need="ID_MISSING"),
        town=taker.word("town"),
        village=taker.word("village"),
        priority_tag=taker.word("priority_tag", _optional),
        phone=taker.word("phone", cells.phone),
        trade=taker.word("trade"),
        training_date=taker.take("training_date", cells.date),
        training_score=taker.take("training_score", cells.score),
        card_number=taker.word("card_number", cells.card_number),
        card_holder=taker.word("card_holder", cells.name),
        bank=taker.word("bank"),
        entry_date=taker.take("entry_date", cells.date),
        exit_date=taker.take("exit_date", cells.date),
        category=taker.word("category", _category) or RELIEF,
        note=taker.word("note"),
        **_agreed(taker),
    )
    _require_order(taker, row)
    return row


def _require_order(taker: Taker, row: RosterRow) -> None:
    if row.agreement_from and row.agreement_until and row.agreement_until < row.agreement_from:
        column = taker.headings.columns.get("agreement_until")
        said = f"协议结束 {row.agreement_until} 早于协议开始 {row.agreement_from}，请核对"
        taker.fault(column, "AGREEMENT_DATES", said)


def _agreed(taker: Taker) -> dict[str, Any]:
    """Agreement and pay, and what a sheet may say besides: skill, insurance, 兜底."""
    return {
        "agreement_number": taker.word("agreement_number", _optional),
        "daily_rate": taker.take("daily_rate", cells.money),
        "piece_rate": taker.take("piece_rate", cells.money),
        "piece_unit": taker.word("piece_unit", _optional),
        "skill_level": taker.word("skill_level", _optional),
        "agreement_kind": taker.word("agreement_kind", _agreement),
        "agreement_from": taker.take("agreement_from", cells.date),
        "agreement_until": taker.take("agreement_until", cells.date),
        "insurance": taker.word("insurance", _optional),
        "support_basis": taker.word("support_basis", _optional),
    }


def _category(cell: Cell) -> str:
    plain = cells.text(cell).replace(" ", "")
    if plain not in _CATEGORIES:
        message = f"人员类别“{harmless(plain)}”读不懂，请填“{RELIEF}”或“{MANAGEMENT}”"
        raise CellProblem("CATEGORY_UNKNOWN", message)
    return _CATEGORIES[plain]


def _optional(cell: Cell) -> str:
    """Text where a dash, a slash or 无 means empty."""
    plain = cells.text(cell)
    return "" if cells.says_nothing(plain) else plain


def _agreement(cell: Cell) -> str:
    plain = _optional(cell).replace(" ", "")
    if plain and plain not in _AGREEMENTS:
        kinds = "”、“".join(dict.fromkeys(_AGREEMENTS.values()))
        message = f"协议类型“{harmless(plain)}”读不懂，请填“{kinds}”"
        raise CellProblem("AGREEMENT_UNKNOWN", message)
    return _AGREEMENTS.get(plain, "")
