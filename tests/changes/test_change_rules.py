"""The rules of a change, judged on figures alone."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from flows.changes.figures.change import Proposal, Side, changed, compared, written
from flows.changes.rules.change import ANEW, WHOLE
from flows.engine.findings import Terms
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import DEFAULTS

TODAY = dt.date(2025, 6, 20)
CENTRAL, CITY, DISTRICT = "中央预算内投资", "市级财政", "区级财政"
ROWS = [
    Row(Value(d.key, d.value, d.strength, d.basis), d.fund, "", dt.date.fromisoformat(d.effective_from))
    for d in DEFAULTS
    if d.key in ("ratio.central_budget.min", "estimate.overrun")
]  # fmt: skip
TERMS = Terms(TODAY, Parameters(ROWS))
NOW = Side(
    "示例村", "路面硬化", dt.date(2025, 6, 3), dt.date(2025, 8, 29), 7, "合作社", Decimal(1980000),
    {CITY: Decimal(1500000), DISTRICT: Decimal(480000)}, 42, 12, Decimal(336000), CITY,
    Decimal(1500000), 82, 42, 2,
)  # fmt: skip


def a_change(kinds, given, before=NOW, **more):
    facts = {
        "kinds": tuple(kinds), "reason": "有变", "given": given, "before": before,
        "after": changed(before, given), "stage": "CONSTRUCTION", "body": "区发展和改革委员会",
        "source": next(iter(before.funds)), "district": "110118", "estimate": Decimal(1980000),
        "approved_on": dt.date(2025, 3, 25), "contractor_kind": "contractor", "supervisor": 9,
        "worked_from": dt.date(2025, 6, 5), "worked_to": dt.date(2025, 6, 19),
    }  # fmt: skip
    return Proposal(**(facts | more))


def judged(found, rules=WHOLE, level="block"):
    """The codes of what ``rules`` find at ``level``."""
    every = [finding for rule in rules for finding in rule(found, TERMS)]
    return [finding.code for finding in every if finding.level == level]


MONEY = {
    "new_total": Decimal(2000000), "new_funds": {CITY: Decimal(1500000), DISTRICT: Decimal(500000)},
    "money_source": "区级追加",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "given", "wrong"),
    [
        (["LABOUR"], {"new_headcount": 40}, []),
        (["LABOUR"], {"new_headcount": 42}, ["CHANGE_SAME"]),
        (["LABOUR"], {}, ["CHANGE_UNSAID"]),
        (["LABOUR"], {"new_headcount": 10}, ["r2_IMPOSSIBLE"]),
        (["LABOUR"], {"new_training": 30}, ["TRAINING_IMPOSSIBLE"]),
        (["SCALE"], {"new_content": "1 公里", "new_headcount": 30}, ["LABOUR_UNSAID"]),
        (["SCALE"], {"new_content": "1 公里", "new_posts": 1}, ["LABOUR_UNSAID"]),
        (["SCALE"], {"new_content": "3 公里", "new_headcount": 50}, []),
        (["SCALE", "LABOUR"], {"new_content": "1 公里", "new_headcount": 30}, []),
        (["PLACE"], {"new_village_name": "示例村"}, ["CHANGE_SAME"]),
        (["TERM"], {"new_end": dt.date(2025, 9, 30)}, []),
        (["TERM"], {"new_end": dt.date(2025, 6, 18)}, ["TERM_BEFORE_WORKS"]),
        (["TERM"], {"new_start": dt.date(2025, 6, 10)}, ["TERM_AFTER_WORKS"]),
        (["ESTIMATE"], MONEY, []),
        (["ESTIMATE"], MONEY | {"money_source": " "}, ["MONEY_SOURCE_MISSING"]),
        (["ESTIMATE"], MONEY | {"new_funds": NOW.funds}, ["FUNDS_UNDIVIDED"]),
        (["BODY"], {"new_contractor": SimpleNamespace(pk=8, name="乙")}, []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_change(kinds, given, wrong):
    assert judged(a_change(kinds, given)) == wrong


def test_money_that_goes_down_needs_no_source_and_the_report_no_repeating():
    less = {"new_total": Decimal(1500000), "new_funds": {CITY: Decimal(1500000)}}
    assert judged(a_change(["ESTIMATE"], less)) == []
    assert judged(a_change(["ESTIMATE"], less), ANEW) == ["ESTIMATE_WITHIN"]


def test_more_than_a_tenth_is_told_and_a_new_report_may_be_asked_for():
    much = {**MONEY, "new_total": Decimal(2200000), "new_funds": {CITY: Decimal(2200000)}}
    told = judged(a_change(["ESTIMATE"], much), level="inform")
    assert told == ["SHARE_BELOW_FLOOR", "ESTIMATE_OVER", "BUDGET_BODY"]
    assert judged(a_change(["ESTIMATE"], much), ANEW) == []


def test_another_contractor_means_another_contract():
    other = a_change(["BODY"], {"new_contractor": SimpleNamespace(pk=8, name="乙")})
    assert judged(other, level="inform") == ["CONTRACT_ANEW"]


def test_central_money_keeps_the_floor_of_the_day_it_was_approved():
    before = replace(
        NOW, funds={CENTRAL: Decimal(1000000), DISTRICT: Decimal(980000)}, denominator=CENTRAL,
        denominator_amount=Decimal(1000000),
    )  # fmt: skip
    given = {"new_labour_pay": Decimal(250000)}
    assert judged(a_change(["LABOUR"], given, before)) == ["SHARE_BELOW_FLOOR"]
    early = a_change(["LABOUR"], given, before, approved_on=dt.date(2022, 9, 1))
    assert judged(early) == []
    moved = {**MONEY, "new_funds": {DISTRICT: Decimal(2000000)}}
    shed = a_change(["ESTIMATE"], moved, before, source=CENTRAL)
    assert "SHARE_BELOW_FLOOR" in judged(shed) or "r3_DENOMINATOR" in judged(shed)


@pytest.mark.parametrize("stage", ["COMPLETED", "TERMINATED", "IN_APPROVAL"])
def test_after_the_works_it_is_too_late(stage):
    found = a_change(["LABOUR"], {"new_headcount": 40}, stage=stage)
    assert judged(found) == ["CHANGE_TOO_LATE"]


def test_both_sides_are_shown_with_their_difference():
    after = changed(NOW, {"new_labour_pay": Decimal(300000), "new_safety_training": 30})
    rows = {row.label: row for row in compared(written(NOW, after), written(after, NOW))}
    pay = rows["劳务报酬总额（元）"]
    assert (pay.before, pay.after, pay.gap) == ("336,000.00", "300,000.00", "-36,000.00")
    assert pay.part == "-10.7%" and pay.of_labour
    share = rows["劳务报酬占市级财政"]
    assert (share.before, share.after, share.gap) == ("22.40%", "20.00%", "-2.40 个百分点")
    assert rows["劳务报酬占中央预算内投资"].before == "" and not rows["建设地点"].differs
    assert rows["劳务报酬占总投资"].after == "15.15%"
