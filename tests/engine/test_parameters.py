"""Numbers of policy: the most specific row in force on the day that is asked for."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.engine.models import Parameter
from flows.engine.parameters import Parameters, Row, UnknownParameter, Value
from flows.engine.policy import DEFAULTS

D = dt.date
CENTRAL, TRANSFER = "中央预算内投资", "中央衔接资金"


EARLY = D(2020, 1, 1)


def row(value, fund="", district="", since=EARLY, key="k"):
    return Row(Value(key, value, "block", "依据"), fund, district, since)


TABLE = Parameters(
    [
        row("1"),
        row("2", since=D(2024, 1, 1)),
        row("3", fund=CENTRAL, since=D(2022, 1, 1)),
        row("4", district="110118", since=D(2023, 1, 1)),
        row("5", district="110118", fund=CENTRAL, since=D(2025, 1, 1)),
        row("6", since=D(2030, 1, 1)),
    ]
)


@pytest.mark.parametrize(
    "on, fund, district, text",
    [
        (D(2020, 1, 1), "", "", "1"),
        (D(2023, 12, 31), "", "", "1"),
        (D(2024, 1, 1), "", "", "2"),
        (D(2024, 1, 1), CENTRAL, "", "3"),
        (D(2021, 12, 31), CENTRAL, "", "1"),
        (D(2024, 1, 1), "市级财政", "", "2"),
        (D(2024, 1, 1), CENTRAL, "110118", "4"),
        (D(2025, 1, 1), CENTRAL, "110118", "5"),
        (D(2025, 1, 1), "", "110119", "2"),
    ],
)
def test_the_most_specific_row_of_the_day(on, fund, district, text):
    assert TABLE.get("k", on=on, fund=fund, district=district).text == text


def test_unknown_raises_and_find_says_none():
    for key, on in (("nobody", D(2025, 1, 1)), ("k", D(2019, 12, 31))):
        assert TABLE.find(key, on=on) is None
        with pytest.raises(UnknownParameter):
            TABLE.get(key, on=on)


def test_values_are_read_as_they_are_meant():
    def value(text):
        return Value("k", text, "record", "")

    assert value("0.30").number == Decimal("0.30")
    assert value("7").days == 7
    assert value("a,b，c,").items == ("a", "b", "c")
    assert value("1").yes and value("是").yes and not value("0").yes


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fund, on, text, strength",
    [
        (CENTRAL, D(2023, 2, 28), "0.15", "block"),
        (CENTRAL, D(2023, 3, 1), "0.30", "block"),
        (TRANSFER, D(2023, 3, 1), "0.30", "record"),
    ],
)
def test_the_share_by_fund_and_day(fund, on, text, strength):
    """domain.md 2.13：占比按批复日取值，中央预算内阻断，其他资金只提示。"""
    found = Parameter.snapshot().get("ratio.central_budget.min", on=on, fund=fund)
    assert (found.text, found.strength) == (text, strength)


@pytest.mark.django_db
def test_other_money_in_2022_has_no_floor():
    found = Parameter.snapshot().find("ratio.central_budget.min", on=D(2022, 9, 1), fund=TRANSFER)
    assert found is None


@pytest.mark.django_db
def test_the_table_is_one_statement_and_a_part_of_it_too(django_assert_num_queries):
    with django_assert_num_queries(2):
        whole, part = Parameter.snapshot(), Parameter.snapshot("sector.of.")
    assert set(part) < set(whole) and all(key.startswith("sector.of.") for key in part)


def test_every_default_can_be_stored_and_names_its_basis():
    once = [(row.key, row.fund, row.effective_from) for row in DEFAULTS]
    assert len(once) == len(set(once))
    for default in DEFAULTS:
        assert default.basis.strip() and default.strength in ("block", "warn", "record")
        dt.date.fromisoformat(default.effective_from)
        assert default.as_of in (
            "approval",
            "attendance",
            "period_end",
            "notice_start",
            "today",
        )
        assert "本意见要求" not in default.basis  # domain.md 0.1：本意见没有任何量化门槛
