"""The checklist's rules without a database: figures in, items out."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from flows.acceptance.figures.counting import Offenders
from flows.acceptance.figures.dossier import Dossier, Promise
from flows.acceptance.figures.pay import Pay
from flows.acceptance.figures.people import People
from flows.acceptance.figures.works import Report, Works
from flows.acceptance.rules.checklist import checklist, proposed
from flows.acceptance.rules.conclusion import items_pass
from flows.acceptance.rules.items import CHECKS
from flows.engine.findings import Terms, WorkerRef
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import DEFAULTS
from flows.payroll.actions.flags import Flag
from flows.payroll.figures import Pay as Ledger

WANG = WorkerRef("王一", "0001")
ONE = Offenders(1, (WANG,))
NONE = Offenders()
CENTRAL, TRANSFER, CITY = "中央预算内投资", "中央衔接资金", "市级财政"
TERMS = Terms(
    dt.date(2025, 12, 1),
    Parameters(
        Row(
            Value(d.key, d.value, d.strength, d.basis),
            d.fund,
            "",
            dt.date.fromisoformat(d.effective_from),
        )
        for d in DEFAULTS
    ),
)
PEOPLE = People(10, NONE, 10, 10, 10, 3, 10, NONE, 10, (("本村", 10),))
PAY = Pay(
    paid_relief=Decimal(1860000),
    paid_relief_rows=90,
    paid=Decimal(1900000),
    paid_to_own_card=Decimal(1900000),
    not_own_card=NONE,
    longest_wait=18,
    late=NONE,
    lines=95,
    confirmed=95,
    unconfirmed=NONE,
    shortfall=Decimal(0),
    day_gap=Decimal("0.0"),
    mismatched=NONE,
    receipt_gap=Decimal(0),
    unanswered=NONE,
    stray_receipts=0,
    months=9,
    months_posted=9,
    arrears=Decimal(0),
    owed=NONE,
)
WORKS = Works(
    Report(True, True, True, True, True, True, Decimal(3582000)),
    2,
    2,
    (("管护主体", True), ("管护经费", True), ("公益性岗位", True)),
    (),
    10,
    (),
)
PROMISE = Promise(dt.date(2024, 11, 11), 10, Decimal(1860000), CENTRAL, Decimal(3700000), 3)
CLEAN = Dossier(
    "CONSTRUCTION",
    CENTRAL,
    "110114",
    {CENTRAL: Decimal(3700000), "区级财政": Decimal(280000)},
    Decimal(3980000),
    PROMISE,
    PEOPLE,
    PAY,
    Ledger(CENTRAL, ()),
    WORKS,
    (),
)


def weighed(**changes):
    """The items after ``changes``."""
    return {item.code: item for item in checklist(dossier_of(**changes), TERMS)}


def dossier_of(**changes):
    """The clean dossier after ``changes``; ``pay__x=`` and the like reach into the parts."""
    found = CLEAN
    for name, value in changes.items():
        part, _, field = name.partition("__")
        value = replace(getattr(found, part), **{field: value}) if field else value
        found = replace(found, **{part: value})
    return found


def test_every_item_once_in_order_and_all_pass():
    items = weighed()
    assert list(items) == list(CHECKS)
    assert {item.verdict for item in items.values()} == {"pass", "na"}
    assert proposed(items.values()) == "pass"
    assert (items["L5"].value, items["L5"].target) == ("0.5027", "0.3000")


def test_strengths_are_the_parameters():
    items = weighed()
    blocking = {code for code, item in items.items() if item.strength == "block"}
    assert blocking == {
        "E1",
        "E2",
        "E3",
        "E4",
        "E5",
        "E6",
        "E7",
        "L1",
        "L4",
        "L5",
        "L6",
        "L8",
        "L10",
        "L12",
        "L13",
        "L14",
        "L15",
        "L16",
    }
    assert {c for c, item in items.items() if item.strength == "record"} == {"L3", "L9", "L18"}


@pytest.mark.parametrize(
    ("fund", "approved", "paid", "verdict", "target", "strength"),
    [
        (CENTRAL, "2024-11-11", "1110000", "pass", "0.3000", "block"),
        (CENTRAL, "2024-11-11", "1109999", "fail", "0.3000", "block"),  # below 30 % by a yuan
        (CENTRAL, "2023-02-28", "555000", "pass", "0.1500", "block"),  # 15 % until then
        (CENTRAL, "2023-03-01", "555000", "fail", "0.3000", "block"),
        (TRANSFER, "2022-09-01", "925000", "pass", "0.2500", "record"),  # C6: 25 % and no 30 %
        (TRANSFER, "2024-09-01", "924999", "fail", "0.2500", "record"),
    ],
)
def test_share(fund, approved, paid, verdict, target, strength):
    committed = Decimal("925000") if fund == TRANSFER else Decimal(555000)
    promise = replace(
        PROMISE, approved_on=dt.date.fromisoformat(approved), denominator=fund, labour_pay=committed
    )
    item = weighed(
        fund=fund, funds={fund: Decimal(3700000)}, promise=promise, pay__paid_relief=Decimal(paid)
    )["L5"]
    assert (item.verdict, item.target, item.strength) == (verdict, target, strength)


def test_a_share_of_the_total_is_not_held_against_the_central_floor():
    promise = replace(PROMISE, denominator="总投资", denominator_amount=Decimal(3980000))
    item = weighed(promise=promise)["L5"]
    assert (item.verdict, item.value, item.target) == ("pass", "0.4673", "0.4673")
    low = weighed(
        promise=replace(promise, labour_pay=Decimal(1000000)), pay__paid_relief=Decimal(1000000)
    )["L5"]
    assert (low.verdict, low.value, low.target) == ("fail", "0.2513", "0.2513")
    assert "占中央预算内投资 27.03%" in low.message


@pytest.mark.parametrize(
    ("local", "verdict"), [(11, "pass"), (10, "pass"), (9, "explain"), (8, "fail")]
)
def test_local_people(local, verdict):
    assert weighed(people__local=local)["L2"].verdict == verdict


@pytest.mark.parametrize(
    ("changes", "code", "named"),
    [
        ({"people__incomplete": ONE}, "L1", True),
        ({"pay__paid_relief": Decimal("1859999.99")}, "L4", False),
        ({"pay__longest_wait": 32, "pay__late": ONE}, "L7", True),
        ({"people__trained_in_time": 9, "people__untrained": ONE}, "L8", True),
        ({"people__trained": 9}, "L9", False),
        ({"pay__day_gap": Decimal("0.5"), "pay__mismatched": ONE}, "L10", True),
        ({"pay__paid_to_own_card": Decimal(1800000), "pay__not_own_card": ONE}, "L11", True),
        ({"pay__confirmed": 94, "pay__unconfirmed": ONE}, "L12", True),
        ({"pay__receipt_gap": Decimal(3000), "pay__unanswered": ONE}, "L13", True),
        ({"pay__months_posted": 8}, "L14", False),
        ({"pay__arrears": Decimal(3000), "pay__owed": ONE}, "L15", True),
        ({"pay__complaints": ("TS-2025-0003",)}, "L15", False),
        ({"works__promised": (("管护主体", False), ("管护经费", True))}, "L17", False),
        ({"works__checkpoints_passed": 1, "stage": "COMPLETED"}, "E6", False),
        ({"works__report": replace(WORKS.report, warranty=False)}, "E5", False),
        ({"works__report": replace(WORKS.report, settlement=Decimal(3980001))}, "E7", False),
    ],
)
def test_one_fault_fails_one_item(changes, code, named):
    items = weighed(**changes)
    assert {c for c, item in items.items() if item.verdict == "fail"} == {code}
    assert items[code].workers == ((WANG,) if named else ())
    assert not any(item.workers for c, item in items.items() if c != code)
    barred = [finding.code for finding in items_pass(dossier_of(**changes), TERMS)]
    assert barred == ([code] if items[code].strength == "block" else [])  # by its own item


def test_few_cards_of_others_are_within_the_tolerance_and_name_nobody():
    item = weighed(pay__paid_to_own_card=Decimal(1899000), pay__not_own_card=ONE)["L11"]
    assert item.verdict == "pass" and item.workers == ()


@pytest.mark.parametrize(
    ("level", "status", "verdict"),
    [
        ("block", "open", "fail"),
        ("block", "reviewed", "fail"),
        ("review", "open", "fail"),
        ("review", "reviewed", "pass"),
        ("inform", "open", "pass"),
    ],
)
def test_flags(level, status, verdict):
    flag = Flag("F02", level, "", "", "", (WANG,), ("2025-05",), 2, "x", status)
    assert weighed(flags=(flag,))["L16"].verdict == verdict


@pytest.mark.parametrize(
    ("report", "stage", "verdict"),
    [
        (Report(False), "CONSTRUCTION", "na"),
        (Report(False), "COMPLETED", "fail"),
        (WORKS.report, "COMPLETED", "pass"),
    ],
)
def test_engineering_items_wait_for_the_report(report, stage, verdict):
    items = weighed(works__report=report, stage=stage)
    assert {items[f"E{n}"].verdict for n in (1, 2, 3, 4, 5, 7)} == {verdict}


def test_without_a_baseline_nothing_is_compared():
    items = weighed(promise=None)
    assert {items[code].verdict for code in ("L2", "L4", "L5")} == {"na"}


@pytest.mark.parametrize(("stage", "verdict"), [("CONSTRUCTION", "na"), ("COMPLETED", "fail")])
def test_nothing_recorded_is_a_failure_only_once_the_works_are_done(stage, verdict):
    empty = replace(PAY, lines=0, confirmed=0, paid=Decimal(0), longest_wait=None, months=0)
    people = replace(PEOPLE, roster=0, present=0)
    items = weighed(stage=stage, pay=empty, people=people)
    codes = ("L1", "L6", "L7", "L8", "L10", "L11", "L12", "L13", "L14")
    assert {items[code].verdict for code in codes} == {verdict}


@pytest.mark.parametrize(
    ("changes", "conclusion"),
    [
        ({}, "pass"),
        ({"people__trained": 9}, "pass"),  # 提示
        ({"people__local": 9}, "pass"),  # explained or not: a warning
        ({"people__local": 8}, "rectify"),
        ({"works__report": replace(WORKS.report, warranty=False)}, "rectify"),
        ({"works__report": replace(WORKS.report, quantity_done=False)}, "fail"),
        ({"pay__confirmed": 94}, "fail"),
        ({"pay__paid_relief": Decimal(1800000)}, "fail"),
        (
            {"pay__paid_relief": Decimal(1800000), "works__explanations": (("L4", "雨天停工"),)},
            "pass",
        ),
    ],
)
def test_proposed(changes, conclusion):
    assert proposed(weighed(**changes).values()) == conclusion


def test_public_form():
    item = weighed(pay__confirmed=94, pay__unconfirmed=ONE)["L12"].as_json()
    assert list(item) == [
        "code",
        "title",
        "value",
        "target",
        "unit",
        "verdict",
        "strength",
        "basis",
        "message",
        "rows",
        "workers",
    ]
    assert item["workers"] == [{"name": "王一", "id_last4": "0001"}] and item["rows"] == 1
    assert item["value"] == "0.9895"
