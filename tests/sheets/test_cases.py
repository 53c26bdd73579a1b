"""The three bundled cases parse without a single error and count to the figure."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from flows.sheets.ledgers import Ledger, parse

CASES = Path(__file__).parents[2] / "flows" / "demo" / "cases"


def ledgers(case: str) -> list[Ledger]:
    return [
        parse(path.name, path.read_bytes(), minimum_age=16)
        for path in sorted((CASES / case).iterdir())
        if path.suffix in {".xlsx", ".csv"}
    ]


@pytest.mark.parametrize("case", ["miyun-road", "central-village", "flawed-canal"])
def test_case_counts_as_expected(case):
    expected = json.loads((CASES / case / "expected.json").read_text())
    facts = json.loads((CASES / case / "case.json").read_text())
    read = ledgers(case)
    assert [ledger.errors for ledger in read] == [[] for _ in read]
    assert [ledger.notes for ledger in read] == [[] for _ in read]
    by_kind = {
        kind: [ledger for ledger in read if ledger.kind == kind]
        for kind in Counter(i.kind for i in read)
    }
    roster = by_kind["roster"][0]
    payroll = [row for ledger in by_kind["payroll"] for row in ledger.rows]
    assert roster.project_name_in_title == facts["name"]
    assert len(roster.rows) == expected["people_on_roster"]
    assert len(payroll) == expected["payroll_rows"]
    assert (
        sum(len(row.marks) for ledger in by_kind["attendance"] for row in ledger.rows)
        == expected["attendance_marks"]
    )
    assert sum(row.net for row in payroll) == Decimal(expected["all_pay"])
    relief = {row.id_number for row in roster.rows if row.category == "务工人员"}
    assert sum(row.net for row in payroll if row.id_number in relief) == Decimal(
        expected["relief_pay"]
    )
    assert sum(row.days for row in payroll if row.id_number in relief) == Decimal(
        expected["relief_days_paid"]
    )
    for kind in ("attendance", "payroll", "receipts"):
        assert {ledger.month for ledger in by_kind[kind]} == {
            ledger.month for ledger in by_kind["payroll"]
        }
    assert all(ledger.rows_total == len(ledger.rows) for ledger in read)


def test_faults_are_facts():
    read = ledgers("flawed-canal")
    payroll = [row for ledger in read if ledger.kind == "payroll" for row in ledger.rows]
    receipts = [row for ledger in read if ledger.kind == "receipts" for row in ledger.rows]
    roster = next(ledger for ledger in read if ledger.kind == "roster").rows
    assert [row.days for row in payroll if row.days > 31] == [Decimal(33)]
    assert sum(not row.confirmed for row in payroll) == 1
    assert len({row.id_number for row in payroll if row.card_holder != row.name}) == 1
    assert sum(not row.succeeded for row in receipts) == 1
    assert sum(row.training_date is None for row in roster) == 1


def test_month_comes_from_the_file_name_where_there_is_no_title():
    receipts = [ledger for ledger in ledgers("miyun-road") if ledger.kind == "receipts"]
    assert [ledger.month for ledger in receipts] == ["2025-06", "2025-07", "2025-08"]
    assert {ledger.month_in_title for ledger in receipts} == {None}
