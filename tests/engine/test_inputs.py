"""What a move asks for: typed, or named with what is wrong and how to say it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.inputs import Input, clean

CHOICES = (("a", "甲"), ("b", "乙"))


def one(kind, raw, **more):
    values, wrong = clean([Input("x", "某项", kind, choices=CHOICES, **more)], {"x": raw})
    return values["x"] if not wrong else wrong[0].code


@pytest.mark.parametrize(
    "kind, raw, typed",
    [
        ("text", " 字 ", "字"),
        ("text", 7, "7"),
        ("long", "两\n行", "两\n行"),
        ("date", "2025-06-03", dt.date(2025, 6, 3)),
        ("date", dt.date(2025, 6, 3), dt.date(2025, 6, 3)),
        ("date", dt.datetime(2025, 6, 3, 9, 30), dt.date(2025, 6, 3)),
        ("money", "336000", Decimal("336000.00")),
        ("money", " 0.10 ", Decimal("0.10")),
        ("money", 0, Decimal("0.00")),
        ("money", Decimal("1.5"), Decimal("1.50")),
        ("int", "42", 42),
        ("int", 0, 0),
        ("bool", "on", True),
        ("bool", True, True),
        ("bool", "是", True),
        ("choice", "a", "a"),
    ],
)
def test_typed(kind, raw, typed):
    value = one(kind, raw)
    assert value == typed and type(value) is type(typed)


@pytest.mark.parametrize(
    "kind, raw",
    [
        ("date", "2025-02-30"),
        ("date", "六月三日"),
        ("money", "-1"),
        ("money", "1.005"),
        ("money", "NaN"),
        ("money", "Infinity"),
        ("money", "1e30"),
        ("money", "1,000"),
        ("int", "-5"),
        ("int", "3.7"),
        ("int", 3.7),
        ("int", "99999999999"),
        ("int", "许多"),
        ("bool", "也许"),
        ("choice", "c"),
        ("text", "\0"),
    ],
)
def test_what_cannot_be_meant(kind, raw):
    assert one(kind, raw) == "INPUT_INVALID"


@pytest.mark.parametrize("kind", ["text", "long", "date", "money", "int", "choice"])
@pytest.mark.parametrize("raw", [None, "", "   ", "　"])
def test_blank_is_missing_when_required_and_none_when_not(kind, raw):
    assert one(kind, raw) == "INPUT_MISSING"
    assert one(kind, raw, required=False) is None


@pytest.mark.parametrize("raw", [None, "", False, "0", "false", "否"])
def test_a_tick_that_is_wanted_is_missing_unless_set(raw):
    assert one("bool", raw) == "INPUT_MISSING"
    assert one("bool", raw, required=False) is False


def test_absent_counts_as_blank_and_unknown_is_a_mistake_of_ours():
    wanted = [Input("x", "某项"), Input("y", "另一项", required=False)]
    values, wrong = clean(wanted, {})
    assert values == {"x": None, "y": None} and [f.code for f in wrong] == ["INPUT_MISSING"]
    with pytest.raises(TypeError, match="z"):
        clean(wanted, {"x": "1", "z": 2})


@given(
    st.sampled_from(["text", "date", "money", "int", "bool", "choice"]),
    st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.decimals()),
)
def test_nothing_a_browser_sends_is_an_error_of_ours(kind, raw):
    values, wrong = clean([Input("x", "某项", kind, choices=CHOICES)], {"x": raw})
    for finding in wrong:
        assert finding.cure and "某项" in finding.message
    if not wrong and kind == "money":
        assert values["x"] >= 0 and values["x"] == values["x"].quantize(Decimal("0.01"))
