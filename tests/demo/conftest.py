"""Fabricated cases, read back with the ledgers' own reader."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from flows.demo.fabricate import Spec, fabricate
from flows.sheets.ledgers import Ledger, parse


@dataclass
class Read:
    """A fabricated case and what its sheets say; ``months`` are "2025-06"."""

    facts: dict
    files: list[tuple[str, bytes]]
    expected: dict
    ledgers: dict[tuple[str, str | None], Ledger] = field(default_factory=dict)

    @property
    def months(self) -> list[str]:
        return sorted(month for kind, month in self.ledgers if kind == "payroll")

    @property
    def roster(self) -> dict:
        return {row.id_number: row for row in self.ledgers["roster", None].rows}

    def pay(self, *, relief_only: bool = False) -> list[tuple[str, object]]:
        """(month, line) of every pay line."""
        roster = self.roster
        return [
            (month, row)
            for month in self.months
            for row in self.ledgers["payroll", month].rows
            if not relief_only or roster[row.id_number].category == "务工人员"
        ]

    def present(self, month: str) -> dict[str, dict[int, Decimal]]:
        """Marks by day, by ID."""
        return {row.id_number: dict(row.marks) for row in self.ledgers["attendance", month].rows}

    def received(self, month: str) -> dict[str, Decimal]:
        """Yuan that arrived, by card."""
        arrived: dict[str, Decimal] = {}
        for row in self.ledgers["receipts", month].rows:
            if row.succeeded:
                arrived[row.card_number] = arrived.get(row.card_number, Decimal(0)) + row.amount
        return arrived


def read(spec: Spec, seed: int | str = 1) -> Read:
    facts, files, expected = fabricate(spec, seed)
    found = Read(facts, files, expected)
    for name, data in files:
        ledger = parse(name, data, minimum_age=16)
        assert not ledger.errors and not ledger.notes, (name, ledger.errors[:3], ledger.notes)
        found.ledgers[ledger.kind, ledger.month] = ledger
    return found


@pytest.fixture
def reading():
    return read
