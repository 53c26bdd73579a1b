"""One reading per meaning: what is taken, what is refused and under which code."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sheets import cells
from flows.sheets.problems import CellProblem, harmless, tail
from flows.sheets.reader import Broken

GOOD = "11010519491231002X"


def code(read, cell, **options):
    with pytest.raises(CellProblem) as refused:
        read(cell, **options)
    return refused.value.code


@pytest.mark.parametrize(
    "written",
    [
        GOOD,
        "11010519491231002x",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105\u00a019491231\u3000002X\u200b",
        "\t11010519491231002X",
        '="11010519491231002X"',
        "\ufeff11010519491231002X",
    ],
)
def test_id_is_normalised(written):
    assert cells.id_number(written) == GOOD


def test_id_of_a_county_that_is_no_more():
    assert cells.id_number("110221198306128870") == "110221198306128870"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (1.1010519491231e17, "ID_PRECISION"),
        (110105194912310.0, "ID_PRECISION"),
        ("1.10101E+17", "ID_PRECISION"),
        ("110105194912310021", "ID_CHECK"),
        ("110105194902310022", "ID_BIRTH"),
        ("110105491231002", "ID_FORMAT"),
        ("1101051949123100", "ID_FORMAT"),
        ("1101051949123100２甲", "ID_FORMAT"),
        ("X10105194912310021", "ID_FORMAT"),
        ("110105194912310021\u202e", "TEXT_CONTROL"),
        ("1101051949123\x00", "TEXT_CONTROL"),
        (Broken("#REF!"), "CELL_ERROR"),
        (Broken(""), "FORMULA_EMPTY"),
        (True, "ID_FORMAT"),
        (datetime.date(2025, 1, 1), "ID_FORMAT"),
    ],
)
def test_id_refused(written, expected):
    assert code(cells.id_number, written) == expected


def test_one_wrong_place_is_always_seen():
    for place in range(18):
        for digit in "0123456789X":
            changed = GOOD[:place] + digit + GOOD[place + 1 :]
            if changed != GOOD:
                with pytest.raises(CellProblem):
                    cells.id_number(changed)


def test_card():
    assert (
        cells.card_number("6222 0202-0011 2233 450") == "6222020200112233450"
    )  # Luhn is not judged
    assert cells.card_number("0123456789012") == "0123456789012"
    assert cells.card_number(123456789012.0) == "123456789012"
    assert cells.card_number("") == cells.card_number("无") == ""
    assert code(cells.card_number, 6.2220202001122335e18) == "CARD_PRECISION"
    assert code(cells.card_number, "6.22202E+18") == "CARD_PRECISION"
    assert code(cells.card_number, "6222****2445") == "CARD_FORMAT"
    assert code(cells.card_number, "领现金") == "CARD_FORMAT"


def test_phone():
    assert cells.phone(13100339075.0) == cells.phone("+86 131-0033-9075") == "13100339075"
    assert cells.phone("010-69001234") == "01069001234"
    assert code(cells.phone, "1.31E+10") == "PHONE_PRECISION"
    assert code(cells.phone, "见名册") == "PHONE_FORMAT"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("5,000.00", "5000.00"),
        ("￥5000", "5000.00"),
        ("¥ 5,000元", "5000.00"),
        ("５０００", "5000.00"),
        (5000.0, "5000.00"),
        (0.1 + 0.2, "0.30"),
        ("100.100", "100.10"),
        ("0", "0.00"),
        ("  12.5 ", "12.50"),
    ],
)
def test_money(written, amount):
    value = cells.money(written)
    assert value == Decimal(amount)
    assert value.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("五千", "MONEY_FORMAT"),
        ("5,00", "MONEY_FORMAT"),
        ("1e3", "MONEY_FORMAT"),
        ("NaN", "MONEY_FORMAT"),
        ("٥٠", "MONEY_FORMAT"),
        (float("nan"), "MONEY_FORMAT"),
        (float("inf"), "MONEY_FORMAT"),
        (True, "MONEY_FORMAT"),
        (-1.0, "MONEY_NEGATIVE"),
        ("-200", "MONEY_NEGATIVE"),
        (100.005, "MONEY_PLACES"),
        ("100.005", "MONEY_PLACES"),
        ("99999999999", "MONEY_RANGE"),
        (1e300, "MONEY_RANGE"),
        (Broken("#N/A"), "CELL_ERROR"),
        (datetime.date(2025, 1, 1), "MONEY_FORMAT"),
    ],
)
def test_money_refused(written, expected):
    assert code(cells.money, written) == expected


def test_deduction():
    assert (
        cells.money("-200", negative=True)
        == cells.money("−200", negative=True)
        == Decimal("-200.00")
    )
    assert cells.money("", negative=True) is cells.money("-", negative=True) is None
    assert str(cells.money(-0.0, negative=True)) == "0.00"


@given(st.decimals(0, 9_999_999, places=2))
def test_money_survives_a_float(amount):
    assert cells.money(float(amount)) == amount
    assert cells.money(f"{amount:,}") == amount


def test_days():
    assert [str(cells.days(c)) for c in (12.0, "12.5", "√", "半", 33.0, "0", "12天")] == [
        "12", "12.5", "1", "0.5", "33", "0", "12",
    ]  # fmt: skip
    assert cells.days("") is None
    assert code(cells.days, 12.3) == "DAYS_STEP"
    assert code(cells.days, -1.0) == "DAYS_RANGE"
    assert code(cells.days, 367.0) == "DAYS_RANGE"
    assert code(cells.days, "十二") == "NUMBER_FORMAT"


def test_portion():
    assert {cells.portion(c) for c in ("√", "✓", "1", 1.0, True, "全天", " √ ")} == {Decimal(1)}
    assert {cells.portion(c) for c in ("半", "0.5", 0.5, "½")} == {Decimal("0.5")}
    assert {cells.portion(c) for c in ("", " ", 0.0, "×", "休", "-", "x")} == {Decimal(0)}
    assert code(cells.portion, 2.0) == "MARK_UNKNOWN"
    assert code(cells.portion, "？") == "MARK_UNKNOWN"
    assert code(cells.portion, Broken("")) == "FORMULA_EMPTY"


@pytest.mark.parametrize(
    "written",
    ["2025-06-03", "2025/6/3", "2025.6.3", "20250603", "2025年6月3日", "２０２５-06-03", 45811.0, 20250603.0,
     datetime.date(2025, 6, 3), datetime.datetime(2025, 6, 3, 9, 30), "2025-06-03 10:20:31", " 2025年 6月 3日 "],
)  # fmt: skip
def test_date(written):
    assert cells.date(written) == datetime.date(2025, 6, 3)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-02-30", "DATE_IMPOSSIBLE"),
        ("2025-13-01", "DATE_IMPOSSIBLE"),
        ("20250230", "DATE_IMPOSSIBLE"),
        ("6月3日", "DATE_FORMAT"),
        ("25-06-03", "DATE_FORMAT"),
        ("2025-6/3", "DATE_FORMAT"),
        ("03/06/2025", "DATE_FORMAT"),
        ("去年", "DATE_FORMAT"),
        ("1925-06-03", "DATE_RANGE"),
        (12.0, "DATE_FORMAT"),
        (45811.5, "DATE_FORMAT"),
        (True, "DATE_FORMAT"),
        (Broken("#VALUE!"), "CELL_ERROR"),
    ],
)
def test_date_refused(written, expected):
    assert code(cells.date, written) == expected


def test_text_and_names():
    assert cells.name(" 张　三 ") == cells.name("'张 三") == "张三"
    assert cells.name("阿卜杜•买买提") == cells.name("阿卜杜 · 买买提") == "阿卜杜·买买提"
    assert cells.name("John  Smith") == "John Smith"
    assert cells.text("ＸＹ－１２　３，好") == "XY－12 3，好"
    assert cells.text(98.0) == "98"
    assert code(cells.name, 12.0) == "NAME_FORMAT"
    assert code(cells.text, "a\u202eb") == code(cells.text, "a\x07b") == "TEXT_CONTROL"


def test_yes_and_status():
    assert all(map(cells.confirmed, ["已确认", "是", "√", True, " 已签字 "]))
    assert not any(map(cells.confirmed, ["", "未确认", "否", False, "/"]))
    assert cells.succeeded("交易成功")
    assert not cells.succeeded("退汇")
    assert code(cells.succeeded, "处理中") == "STATUS_UNKNOWN"
    assert code(cells.succeeded, "") == "STATUS_MISSING"
    assert code(cells.confirmed, "代签") == "CONFIRM_UNKNOWN"


@pytest.mark.parametrize(
    "secret", [GOOD, "6222020200112233453", "13100339075", "１３１００３３９０７５"]
)
@pytest.mark.parametrize("between", ["", " ", "-", "*", "\u200b", "　"])
def test_masks(secret, between):
    written = between.join(secret)
    said = harmless(f"甲{written}乙")
    assert "****" in said
    assert sum(sign.isdigit() for sign in said) <= 4
    assert sum(sign.isdigit() for sign in tail(written)) <= 4
    assert tail("12345") == "****"


@given(
    st.one_of(
        st.text(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.timedeltas(),
        st.times(),
    )
)
def test_every_reader_answers_or_refuses(cell):
    for read in (cells.text, cells.name, cells.id_number, cells.card_number, cells.phone, cells.money,
                 cells.days, cells.portion, cells.date, cells.score, cells.confirmed, cells.succeeded, cells.serial):  # fmt: skip
        try:
            read(cell)
        except CellProblem as problem:
            assert problem.code
            assert problem.message
