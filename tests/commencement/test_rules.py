"""The judgements of this room on plain figures: no database."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from flows.commencement.figures import Agreement, Funding, Preparation
from flows.commencement.rules import contract, funding, start
from flows.engine.findings import Terms
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import DEFAULTS

TODAY = dt.date(2025, 5, 20)


def rows(*more):
    return [
        Row(
            Value(each.key, each.value, each.strength, each.basis),
            each.fund,
            "",
            dt.date.fromisoformat(each.effective_from),
        )
        for each in DEFAULTS
    ] + list(more)


TERMS = Terms(TODAY, Parameters(rows()))
MONEY = Funding(Decimal(1980000), Decimal(1980000), Decimal(1980000))
AGREEMENT = Agreement(
    procurement="村民自建",
    procurement_basis="村民代表会议议定",
    approved_procurement="村民自建",
    approved_body="合作社",
    contractor="合作社",
    supervisor="监理公司",
    has_firm=True,
    price=Decimal(1782000),
    total_investment=Decimal(1980000),
    signed_on=TODAY,
    labour_fee_cycle_days=31,
    labour_clause=True,
    fund="市级财政",
    district="110118",
)
READY = Preparation(
    funded=True,
    regulated=True,
    price=Decimal(1782000),
    signed_on=dt.date(2025, 5, 1),
    wage_account=True,
    wage_account_opened_on=dt.date(2025, 5, 10),
    wage_account_exemption="",
    deposit=True,
    deposit_exemption="",
    notice_board=True,
    labour_officer="某人",
    publicity_on=dt.date(2025, 5, 10),
    publicity_days=10,
    briefing_on=TODAY,
    insurance="工伤保险",
    fund="市级财政",
    district="110118",
)
FREE = {"wage_account": False, "wage_account_opened_on": None, "wage_account_exemption": "零星工程"}


def found(rules, facts, terms=TERMS):
    return [finding for rule in rules for finding in rule(facts, terms)]


def codes(rules, facts, terms=TERMS):
    return {finding.code: finding.level for finding in found(rules, facts, terms)}


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, {}),
        ({"amount": Decimal("1980000.01")}, {"AMOUNT_DIFFERS": "block"}),
        ({"total_investment": Decimal(1990000)}, {"FUNDS_DIFFER": "block"}),
    ],
)
def test_funding(changes, expected):
    rules = (funding.funds_cover, funding.amount_agrees)
    assert codes(rules, replace(MONEY, **changes)) == expected


CONTRACT = (
    contract.lawfully_given,
    contract.contractor_named,
    contract.supervisor_per_mode,
    contract.price_within,
    contract.signed_already,
    contract.labour_secured,
)


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, {}),
        ({"procurement": " "}, {"PROCUREMENT_MISSING": "block"}),
        ({"procurement_basis": ""}, {"PROCUREMENT_BASIS_MISSING": "block"}),
        ({"procurement": "公开招标"}, {"PROCUREMENT_CHANGED": "inform"}),
        ({"contractor": ""}, {"CONTRACTOR_MISSING": "block"}),
        ({"contractor": "另一家"}, {"CONTRACTOR_CHANGED": "inform"}),
        ({"supervisor": ""}, {"SUPERVISOR_MISSING": "block"}),
        ({"has_firm": False}, {"SUPERVISOR_UNEXPECTED": "block"}),
        ({"has_firm": False, "supervisor": ""}, {}),
        ({"price": None}, {"PRICE_MISSING": "block"}),
        ({"price": Decimal(1980000)}, {}),
        ({"price": Decimal("1980000.01")}, {"PRICE_ABOVE_INVESTMENT": "block"}),
        ({"signed_on": None}, {"SIGNED_ON_MISSING": "block"}),
        ({"signed_on": TODAY + dt.timedelta(days=1)}, {"SIGNED_ON_AHEAD": "block"}),
        ({"labour_clause": False}, {"LABOUR_CLAUSE_MISSING": "block"}),
        ({"labour_fee_cycle_days": None}, {"LABOUR_FEE_CYCLE_MISSING": "block"}),
        ({"labour_fee_cycle_days": 0}, {"LABOUR_FEE_CYCLE_MISSING": "block"}),
        ({"labour_fee_cycle_days": 32}, {"LABOUR_FEE_CYCLE_TOO_LONG": "block"}),
    ],
)
def test_contract(changes, expected):
    assert codes(CONTRACT, replace(AGREEMENT, **changes)) == expected


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, {}),
        ({"funded": False}, {"FUNDS_NOT_READY": "block"}),
        ({"wage_account": False}, {"WAGE_ACCOUNT_MISSING": "block"}),
        (FREE, {"WAGE_ACCOUNT_MISSING": "block"}),
        (FREE | {"regulated": False}, {}),
        (
            FREE | {"regulated": False, "wage_account_exemption": " "},
            {"WAGE_ACCOUNT_MISSING": "block"},
        ),
        ({"wage_account_opened_on": None}, {"WAGE_ACCOUNT_DATE": "block"}),
        ({"wage_account_opened_on": TODAY + dt.timedelta(days=1)}, {"WAGE_ACCOUNT_DATE": "block"}),
        ({"signed_on": dt.date(2025, 4, 10)}, {}),
        ({"signed_on": dt.date(2025, 4, 9)}, {"WAGE_ACCOUNT_LATE": "inform"}),
        ({"deposit": False}, {"DEPOSIT_MISSING": "block"}),
        ({"deposit": False, "deposit_exemption": "不足300万元"}, {}),
        (
            {"deposit": False, "deposit_exemption": "无拖欠", "price": Decimal(3000000)},
            {"DEPOSIT_EXEMPTION_DOUBTFUL": "inform"},
        ),
        ({"notice_board": False}, {"NOTICE_BOARD_MISSING": "block"}),
        ({"labour_officer": ""}, {"LABOUR_OFFICER_MISSING": "block"}),
        ({"publicity_on": None}, {"PUBLICITY_MISSING": "block"}),
        ({"publicity_on": TODAY + dt.timedelta(days=1)}, {"PUBLICITY_MISSING": "block"}),
        ({"publicity_on": dt.date(2025, 5, 11)}, {"PUBLICITY_SHORT": "inform"}),
        ({"publicity_days": 9}, {"PUBLICITY_SHORT": "inform"}),
        ({"publicity_days": None}, {"PUBLICITY_SHORT": "inform"}),
        ({"briefing_on": None}, {"BRIEFING_MISSING": "block"}),
        ({"briefing_on": TODAY + dt.timedelta(days=1)}, {"BRIEFING_MISSING": "block"}),
        ({"insurance": ""}, {"INSURANCE_MISSING": "block"}),
    ],
)
def test_start(changes, expected):
    assert codes(start.READY, replace(READY, **changes)) == expected


def test_a_district_decides_which_preparations_block():
    own = Row(
        Value("start.required", "wage_account,deposit", "block", "本区规定"),
        "",
        "110118",
        dt.date(2025, 1, 1),
    )
    terms = Terms(TODAY, Parameters(rows(own)))
    assert codes(start.READY, replace(READY, notice_board=False), terms) == {
        "NOTICE_BOARD_MISSING": "inform"
    }
    assert codes(start.READY, replace(READY, notice_board=False, district="110119"), terms) == {
        "NOTICE_BOARD_MISSING": "block"
    }


def test_a_shorter_cycle_may_be_asked_for_central_money():
    own = Row(Value("pay.cycle.max_days", "15", "warn", "另有规定"), "中央预算内投资", "", TODAY)
    terms = Terms(TODAY, Parameters(rows(own)))
    assert not codes((contract.labour_secured,), AGREEMENT, terms)
    assert codes((contract.labour_secured,), replace(AGREEMENT, fund="中央预算内投资"), terms) == {
        "LABOUR_FEE_CYCLE_TOO_LONG": "block"
    }


def test_every_finding_says_on_what_basis_and_what_to_do():
    nothing = replace(
        READY,
        funded=False,
        wage_account=False,
        deposit=False,
        notice_board=False,
        labour_officer="",
        publicity_on=None,
        briefing_on=None,
        insurance="",
    )
    bare = replace(
        AGREEMENT,
        procurement="",
        procurement_basis="",
        contractor="",
        supervisor="",
        price=None,
        signed_on=None,
        labour_fee_cycle_days=None,
        labour_clause=False,
    )
    said = found(start.READY, nothing) + found(CONTRACT, bare)
    assert len(said) == 16 and all(each.message and each.basis and each.cure for each in said)
    every = [*funding.PLAN, *funding.SIGN, *contract.GIVE_OUT, *contract.REGISTER, *start.READY]
    assert all(rule.__doc__ for rule in every)
