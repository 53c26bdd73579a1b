"""What is planted is there, on the people named, and everybody else's rows are clean."""

from decimal import Decimal

import pytest

from flows.demo.fabricate import FAULTS, Spec

from .conftest import Read, read

MINIMUM = Decimal("116.78")  # 最低工资折算日薪


def faults_in(case: Read) -> dict[str, set[str]]:
    """IDs by fault, counted from the sheets alone."""
    found: dict[str, set[str]] = {code: set() for code in FAULTS}
    cards: dict[str, set[str]] = {}
    roster = case.roster
    for row in roster.values():
        if row.training_date is None:
            found["L8"].add(row.id_number)
        if row.category == "务工人员" and row.trade == "项目管理":
            found["F12"].add(row.id_number)
    present = {number for month in case.months for number in case.present(month)}
    for month, row in case.pay():
        number, marks = row.id_number, sum(case.present(month).get(row.id_number, {}).values())
        cards.setdefault(row.card_number, set()).add(number)
        if number not in present:
            found["F04"].add(number)
        elif row.days > 31:
            found["F06"].add(number)
        elif row.days != marks:
            found["L10"].add(number)
        if row.card_holder != row.name:
            found["F10"].add(number)
        if row.rate < MINIMUM:
            found["F17"].add(number)
        if row.net != row.gross + row.adjustment:
            found["L6"].add(number)
            assert row.net / row.days > MINIMUM
        if not row.confirmed:
            found["L12"].add(number)
        if case.received(month).get(row.card_number, Decimal(0)) < row.net:
            found["L13"].add(number)
    found["F02"] = {number for people in cards.values() if len(people) > 1 for number in people}
    return {code: people for code, people in found.items() if people}


def named(case: Read) -> dict[str, set[str]]:
    """IDs of the people that expected.json names, by fault."""
    by_name = {(row.name, row.id_number[-4:]): row.id_number for row in case.roster.values()}
    return {
        fault["code"]: {by_name[w["name"], w["id_last4"]] for w in fault["workers"]}
        for fault in case.expected["planted"]
    }


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("seed", range(2))
def test_one_fault_is_there_alone(code, seed):
    case = read(Spec(headcount=14, managers=1, faults=(code,)), seed)
    assert faults_in(case) == named(case)
    assert [fault["code"] for fault in case.expected["planted"]] == [code]
    assert case.expected["planted"][0]["month"] in case.months
    assert case.expected["ends"] == "NOT_ARCHIVED"


@pytest.mark.parametrize("headings", ("plain", "bare"))
def test_all_faults_on_people_of_their_own(headings):
    case = read(Spec(headcount=40, managers=2, months=5, faults=FAULTS, headings=headings), 9)
    assert faults_in(case) == named(case)
    everybody = [number for people in named(case).values() for number in people]
    assert len(everybody) == len(set(everybody)) == len(FAULTS) + 1
    assert len({fault["month"] for fault in case.expected["planted"]}) > 1


def test_clean_is_clean_and_the_promise_does_not_follow_the_fault():
    clean = read(Spec(headcount=14), 5)
    assert faults_in(clean) == {}
    faulty = read(Spec(headcount=14, faults=("F17",)), 5)
    assert Decimal(faulty.expected["relief_pay"]) < Decimal(faulty.facts["labour_pay"])
