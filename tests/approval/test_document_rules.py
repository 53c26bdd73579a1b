"""Judgements on elements, without a database."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents.elements import ELEMENTS as TABLE
from flows.documents.elements import DocumentKind, number_of, wanted
from flows.documents.rules import (
    Stated,
    elements_agree,
    elements_stated,
    figures_possible,
    share_possible,
)
from flows.engine.findings import Terms
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import DEFAULTS
from tests.dossier import CENTRAL, CITY, ELEMENTS

TERMS = Terms(
    dt.date(2025, 9, 1),
    Parameters(
        Row(Value(d.key, d.value, d.strength, d.basis), d.fund, "", dt.date.fromisoformat(d.effective_from))
        for d in DEFAULTS
    ),
)  # fmt: skip
PLAN = Stated(
    kind="plan",
    elements=ELEMENTS,
    others={},
    total_investment=Decimal(1980000),
    funds={CITY: Decimal(1500000), "区级财政": Decimal(480000)},
    fund_source=CITY,
    approved=False,
)


def codes(rule, stated):
    found = list(rule(stated, TERMS))
    assert all(f.basis and f.cure for f in found)
    assert not any("domain.md" in f.basis + f.message + f.cure for f in found)
    return [f.code for f in found]


def changed(key, **parts):
    return replace(PLAN, elements=ELEMENTS | {key: ELEMENTS[key] | parts})


def test_the_table_of_domain_md_4_4():
    """要素 × 文书，逐格."""
    marks = {
        "r1": "plan approval contract",
        "r2": "plan approval funding contract",
        "r3": "plan approval funding contract",
        "r4": "plan approval contract",
        "r5": "plan approval contract",
        "r6": "plan approval funding contract",
        "r7": "plan approval funding contract",
        "r8": "plan approval",
        "r9": "plan approval",
        "r10": "approval funding",
        "r11": "plan approval",
        "r12": "plan approval funding contract",
    }
    assert {key: set(e.wanted_in) for key, e in TABLE.items()} == {
        key: set(kinds.split()) for key, kinds in marks.items()
    }


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_complete_says_nothing_and_each_gap_is_said_by_its_key(kind):
    assert codes(elements_stated, replace(PLAN, kind=kind)) == []
    for element in wanted(kind):
        gap = {k: v for k, v in ELEMENTS.items() if k != element.key}
        assert codes(elements_stated, replace(PLAN, kind=kind, elements=gap)) == [element.key]
        for part in element.parts:
            blank = changed(element.key, **{part.name: [] if part.kind == "list" else "  "})
            assert codes(elements_stated, replace(blank, kind=kind)) == [element.key]


def test_zero_is_said_and_no_is_said_but_not_where_yes_has_to_be_written():
    zero = changed("r8", public_welfare_posts=0, asset_shares="0")
    assert codes(elements_stated, zero) == []
    assert codes(elements_stated, changed("r7", project_board=False)) == []
    assert codes(elements_stated, changed("r12", no_management_pay=False)) == ["r12"]


@pytest.mark.parametrize(
    "key, parts",
    [
        ("r2", {"headcount": "四十二"}),
        ("r2", {"headcount": -1}),
        ("r2", {"headcount": "4.5"}),
        ("r2", {"headcount": True}),
        ("r3", {"labour_pay": "1.005"}),
        ("r3", {"labour_pay": "NaN"}),
        ("r3", {"labour_pay": "1e40"}),
        ("r3", {"labour_pay": ["336000"]}),
        ("r1", {"trades": "普工"}),
        ("r7", {"project_board": "也许"}),
        ("r9", {"mode": 3}),
    ],
)
def test_what_cannot_be_meant_is_named_and_no_other_rule_trips_over_it(key, parts):
    stated = changed(key, **parts)
    assert codes(elements_stated, stated) == [f"{key}_INVALID"]
    for rule in (elements_agree, figures_possible, share_possible):
        codes(rule, replace(stated, others={"plan": ELEMENTS}, kind="approval"))


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@given(
    st.sampled_from([(e.key, p.name) for e in TABLE.values() for p in e.parts]),
    anything,
    st.sampled_from(DocumentKind.values),
)
def test_no_value_makes_a_rule_fail(where, value, kind):
    key, name = where
    stated = replace(changed(key, **{name: value}), kind=kind, others={"plan": ELEMENTS})
    for rule in (elements_stated, elements_agree, figures_possible, share_possible):
        codes(rule, stated)


@pytest.mark.parametrize(
    "key, parts, code",
    [
        ("r2", {"headcount": 43}, "r2_DIFFERS"),
        ("r2", {"priority_headcount": 11}, "r2_DIFFERS"),
        ("r3", {"labour_pay": "336000.01"}, "r3_DIFFERS"),
        ("r3", {"denominator": "总投资"}, "r3_DIFFERS"),
        ("r3", {"denominator_amount": "1980000"}, "r3_DIFFERS"),
    ],
)
@pytest.mark.parametrize("kind, anchor", [("approval", "plan"), ("funding", "approval"), ("contract", "approval")])  # fmt: skip
def test_documents_agree_with_their_anchor(kind, anchor, key, parts, code):
    stated = replace(
        changed(key, **parts), kind=kind, others={anchor: ELEMENTS}, approved=anchor == "approval"
    )
    assert codes(elements_agree, stated) == [code]
    same = replace(PLAN, kind=kind, others={anchor: ELEMENTS}, approved=anchor == "approval")
    assert codes(elements_agree, same) == []


def test_the_same_amount_written_differently_is_the_same():
    stated = replace(
        changed("r3", labour_pay=336000, denominator_amount="1500000.00"),
        kind="approval",
        others={"plan": ELEMENTS},
    )
    assert codes(elements_agree, stated) == []


@pytest.mark.parametrize(
    "key, parts, code",
    [
        ("r2", {"priority_headcount": 43}, "r2_IMPOSSIBLE"),
        ("r3", {"denominator": "中央预算内投资"}, "r3_DENOMINATOR"),
        ("r3", {"denominator_amount": "1"}, "r3_DENOMINATOR"),
        ("r3", {"denominator": "总投资"}, "r3_DENOMINATOR"),
        ("r3", {"labour_pay": "1980000.01"}, "r3_IMPOSSIBLE"),
    ],
)
def test_figures_that_cannot_be(key, parts, code):
    assert codes(figures_possible, changed(key, **parts)) == [code]


def central(pay, *, denominator=CENTRAL, amount="4000000", total="4500000"):
    said = {"labour_pay": pay, "denominator": denominator, "denominator_amount": amount}
    return replace(
        PLAN,
        kind="approval",
        elements=ELEMENTS | {"r3": said},
        total_investment=Decimal(total),
        funds={CENTRAL: Decimal(4000000), "其他资金": Decimal(500000)},
        fund_source=CENTRAL,
    )


def test_the_floor_is_measured_on_the_central_money_whatever_r3_divides_by():
    assert codes(share_possible, central("1200000")) == []
    assert codes(share_possible, central("1199999.99")) == ["SHARE_BELOW_FLOOR"]
    for name, amount in (("其他资金", "500000"), ("其他资金", "0"), ("总投资", "4500000")):
        dodge = central("300000", denominator=name, amount=amount)
        assert codes(share_possible, dodge) == ["SHARE_BELOW_FLOOR"]
    wide = central("1250000", denominator="总投资", amount="4500000")
    assert codes(share_possible, wide) == []


def test_a_share_just_below_is_not_shown_as_reaching_it():
    (finding,) = share_possible(central("1199999.99"), TERMS)
    assert "29.99%，低于 30%" in finding.message and finding.level == "block"


def test_other_money_is_only_told():
    (finding,) = share_possible(replace(PLAN, kind="approval"), TERMS)
    assert (finding.code, finding.level, finding.blocks) == ("SHARE_BELOW_FLOOR", "inform", False)
    assert "22.4%" in finding.message


@given(st.decimals(0, 10**9, places=2))
def test_numbers_are_read_back_as_written(amount):
    assert number_of(str(amount)) == amount
