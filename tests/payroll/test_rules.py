"""What is wrong with a line, judged on figures alone: no database."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.findings import Terms, WorkerRef
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import CENTRAL, DEFAULTS
from flows.payroll.figures import Line, Notice, Pay, Standing, Unpaid
from flows.payroll.rules import batch, lines, strike

PARAMETERS = Parameters(
    Row(
        Value(row.key, row.value, row.strength, row.basis),
        row.fund,
        "",
        dt.date.fromisoformat(row.effective_from),
    )
    for row in DEFAULTS
)
TERMS = Terms(dt.date(2025, 7, 1), PARAMETERS)
JUNE = dt.date(2025, 6, 1)


def a_line(number=1, **changes) -> Line:
    """A line with nothing wrong: 10 days at 200, own card, confirmed, as attended."""
    said = {
        "id": number,
        "batch": 1,
        "month": JUNE,
        "engagement": number,
        "worker": WorkerRef(f"工人{number}", f"000{number}"),
        "trade": "普工",
        "days": Decimal(10),
        "rate": Decimal(200),
        "gross": Decimal(2000),
        "adjustment": Decimal(0),
        "net": Decimal(2000),
        "card": f"card{number}",
        "card_last4": "1234",
        "holder": f"工人{number}",
        "confirmed": True,
        "relief": True,
        "status": "RECORDED",
        "attended": Decimal(10),
        "last_day": dt.date(2025, 6, 30),
    }
    return Line(**(said | changes))


def judged(*found, fund="市级财政", only=None):
    said = lines.faults(Pay(fund, tuple(found), (), only), TERMS)
    return {key: [(fault.code, fault.level) for fault in faults] for key, faults in said.items()}


def codes(*found, **more):
    return {key: [code for code, _ in said] for key, said in judged(*found, **more).items()}


def test_a_good_line_has_no_fault():
    assert judged(a_line()) == {}


def test_f04_pay_without_attendance_is_not_said_twice():
    assert codes(a_line(attended=Decimal(0), last_day=None)) == {1: ["F04"]}
    nothing = {"days": Decimal(0), "gross": Decimal(0), "net": Decimal(0), "attended": Decimal(0)}
    assert codes(a_line(**nothing)) == {}


def test_f02_names_the_months_in_which_the_card_paid_two():
    july = {"month": dt.date(2025, 7, 1), "batch": 2}
    shared = [
        a_line(1),
        a_line(2, card="card1"),
        a_line(3),
        a_line(4, engagement=1, card="card1", **july),
    ]
    assert codes(*shared) == {1: ["F02"], 2: ["F02"]}
    handed_on = [a_line(1), a_line(2, card="card1", **july)]
    assert codes(*handed_on) == {1: ["F02"], 2: ["F02"]}
    assert codes(*handed_on, only=2) == {2: ["F02"]}
    assert codes(a_line(1, card=""), a_line(2, card="")) == {}


@pytest.mark.parametrize(
    "month, days, code",
    [
        (dt.date(2025, 6, 1), 31, "F06"),
        (dt.date(2025, 2, 1), 29, "F06"),
        (dt.date(2024, 2, 1), 29, None),
    ],
)
def test_f06_days_beyond_the_calendar(month, days, code):
    said = codes(
        a_line(
            month=month,
            days=Decimal(days),
            attended=Decimal(days),
            gross=Decimal(days * 200),
            net=Decimal(days * 200),
        )
    )
    assert said.get(1, []) == ([code] if code else [])


@pytest.mark.parametrize(
    "holder, wrong",
    [
        ("工人1", False),
        ("工 人 1", False),
        ("工人１", False),
        ("工人2", True),
        ("", False),
    ],
)
def test_f10_holder_is_the_person(holder, wrong):
    assert codes(a_line(holder=holder)).get(1, []) == (["F10"] if wrong else [])


@pytest.mark.parametrize(
    "holder, name, wrong", [("阿里木江·买买提", "阿里木江买买提", False), ("张三丰", "张三", True)]
)
def test_f10_minds_dots_and_not_parts(holder, name, wrong):
    said = codes(a_line(holder=holder, worker=WorkerRef(name, "0001")))
    assert said.get(1, []) == (["F10"] if wrong else [])


@pytest.mark.parametrize("trade", ["项目管理", "技术员", "机械操作", "机械操作工"])
def test_f12_managers_claimed_block_central_money_only(trade):
    assert judged(a_line(trade=trade), fund=CENTRAL) == {1: [("F12", "block")]}
    assert judged(a_line(trade=trade)) == {1: [("F12", "review")]}
    assert judged(a_line(trade=trade, relief=False), fund=CENTRAL) == {}


@pytest.mark.parametrize(
    "day, rate, wrong",
    [
        (dt.date(2025, 8, 31), "111.26", True),
        (dt.date(2025, 8, 31), "111.27", False),
        (dt.date(2025, 9, 1), "116.78", True),
        (dt.date(2025, 9, 1), "116.79", False),
        (dt.date(2021, 7, 31), "50", False),
    ],
)
def test_f17_minimum_wage_of_the_day_of_attendance(day, rate, wrong):
    amount = Decimal(rate) * 10
    said = judged(
        a_line(month=day.replace(day=1), last_day=day, rate=Decimal(rate), gross=amount, net=amount)
    )
    assert said.get(1, []) == ([("F17", "review")] if wrong else [])


def test_l6_sums():
    assert codes(a_line(net=Decimal(1900))) == {1: ["L6"]}
    assert codes(a_line(gross=Decimal(2100), net=Decimal(2100))) == {1: ["L6"]}
    assert codes(a_line(adjustment=Decimal(-100), net=Decimal(1900))) == {}
    thirds = a_line(
        days=Decimal("7.5"),
        rate=Decimal("133.33"),
        gross=Decimal("999.98"),
        net=Decimal("999.98"),
        attended=Decimal("7.5"),
    )
    assert codes(thirds) == {}


def test_l10_both_directions_and_l12():
    assert codes(a_line(attended=Decimal(9))) == {1: ["L10"]}
    assert codes(a_line(attended=Decimal("10.5"))) == {1: ["L10"]}
    assert codes(a_line(confirmed=False)) == {1: ["L12"]}


AMISS = st.sampled_from([
    {}, {"card": "card1"}, {"engagement": 1}, {"confirmed": False}, {"days": Decimal(40)},
    {"attended": Decimal(0)}, {"trade": "技术员"}, {"net": Decimal(300)}, {"holder": "别人"},
])  # fmt: skip
MONTHS = st.integers(5, 8)


@given(st.lists(st.tuples(MONTHS, AMISS, AMISS), max_size=15), MONTHS)
def test_of_one_month_the_same_is_said_as_of_all(made, only):
    """A card is shared across months all the same; of other months nothing is said."""
    found = [
        a_line(number, month=dt.date(2025, month, 1), batch=month, **(one | other))
        for number, (month, one, other) in enumerate(made, 1)
    ]
    months = {line.id: line.batch for line in found}
    everything = judged(*found)
    assert judged(*found, only=only) == {
        key: said for key, said in everything.items() if months[key] == only
    }


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()), max_size=12))
def test_a_fault_of_one_line_never_touches_another(wishes):
    found = []
    for number, (absent, other, unsigned, wrong) in enumerate(wishes, 1):
        found.append(
            a_line(
                number,
                attended=Decimal(0 if absent else 10),
                holder="别人" if other else f"工人{number}",
                confirmed=not unsigned,
                net=Decimal(1999 if wrong else 2000),
            )
        )
    said = codes(*found)
    for number, wish in enumerate(wishes, 1):
        names = ("F04", "F10", "L12", "L6")
        assert set(said.get(number, [])) == {
            name for name, is_so in zip(names, wish, strict=True) if is_so
        }


def test_findings_at_the_steps_name_people_and_hold_back_lines_only():
    wrong = a_line(2, net=Decimal(1))
    found = list(batch.lines_judged(Pay("", (a_line(), wrong), (), 1), TERMS))
    assert [(f.code, f.rows, f.level) for f in found] == [("F17", 1, "review"), ("L6", 1, "review")]
    assert all(f.workers == (WorkerRef("工人2", "0002"),) and not f.blocks for f in found)
    left = Unpaid(1, JUNE, WorkerRef("漏了", "9999"), Decimal(3))
    said = list(batch.everybody_paid(Pay("", (), (left,), 1), TERMS))
    assert said[0].workers == (left.worker,) and not said[0].blocks


def test_batch_rules():
    def blocked(rule, facts):
        return [f.code for f in rule(facts, TERMS) if f.blocks]

    empty, some = Standing({}, 0), Standing({"PAID": 3}, 5)
    assert blocked(batch.lines_there, empty) == ["LINES_MISSING"] and not blocked(
        batch.lines_there, some
    )
    assert blocked(batch.nothing_there, some) == ["MONTH_NOT_EMPTY"]
    assert blocked(batch.nothing_there, Standing({}, 1)) == ["MONTH_NOT_EMPTY"]
    assert not blocked(batch.nothing_there, empty)
    assert blocked(batch.all_answered, Standing({"SENT": 1, "BOUNCED": 1, "PAID": 1}, 0)) == [
        "RECEIPT_MISSING",
        "PAYMENT_BOUNCED",
    ]
    assert not blocked(batch.all_answered, Standing({"HELD": 2, "PAID": 1, "STRUCK": 1}, 0))
    assert blocked(batch.all_settled, Standing({"HELD": 2, "PAID": 1}, 0)) == ["LINES_OPEN"]
    assert not blocked(batch.all_settled, Standing({"STRUCK": 2, "PAID": 1}, 0))
    assert blocked(batch.something_to_pay, Standing({"HELD": 1}, 0)) == ["NOTHING_TO_PAY"]
    assert blocked(batch.something_open, some) == ["NOTHING_TO_CORRECT"]
    assert not blocked(batch.held_stay_back, Standing({"HELD": 1}, 0))
    assert [f.code for f in strike.line_unpaid("PAID", TERMS)] == ["LINE_NOT_HELD"]


def test_notice_binds_central_money():
    running = Notice(CENTRAL, dt.date(2025, 6, 24), dt.date(2025, 7, 1), 2)  # its last day
    assert [f.blocks for f in batch.notice_over(running, TERMS)] == [True]
    over = Notice(CENTRAL, dt.date(2025, 6, 23), dt.date(2025, 6, 30), 2)
    assert list(batch.notice_over(over, TERMS)) == []
    other = Notice("市级财政", dt.date(2025, 6, 25), dt.date(2025, 7, 2), 2)
    assert [f.level for f in batch.notice_over(other, TERMS)] == ["inform"]
