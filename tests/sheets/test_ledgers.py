"""Facts in: what refuses a table cell by cell, and what is none of our business."""

import json
from decimal import Decimal

import pytest

from flows.sheets.identity import check_digit
from flows.sheets.ledgers import parse

SECRET = "110105194912310021"  # wrong check digit


def test_good_roster(roster, make):
    ledger = roster(make.roster_row(0), make.roster_row(1, 备注="组长"))
    assert ledger.errors == []
    assert ledger.kind == "roster"
    assert ledger.month is None
    assert [row.row for row in ledger.rows] == [2, 3]
    row = ledger.rows[0]
    assert (row.name, row.id_number, row.daily_rate) == ("甲某", make.ids[0], Decimal("200.00"))
    assert (row.exit_date, row.note, row.category) == (None, "", "务工人员")
    assert len(ledger.sha256) == 64


def test_a_wrong_check_digit_is_named_and_never_shown(roster, make):
    ledger = roster(make.roster_row(0), make.roster_row(1, 身份证号=SECRET))
    assert make.codes(ledger) == [(3, "身份证号", "ID_CHECK")]
    shown = json.dumps([error.as_json() for error in ledger.errors], ensure_ascii=False)
    assert SECRET not in shown
    assert "****0021" in shown
    assert set(ledger.errors[0].as_json()) == {
        "sheet",
        "row",
        "column",
        "person",
        "code",
        "message",
    }
    assert ledger.errors[0].person == "乙某"
    assert ledger.rows_total == 2


@pytest.mark.parametrize("column", ["姓名", "户籍乡镇", "联系电话", "安全培训日期", "培训成绩", "报酬标准",
                                    "银行卡号", "户名", "进场日期", "人员类别", "备注", "身份证号"])  # fmt: skip
@pytest.mark.parametrize(
    "secret", [SECRET, "1101 0519 4912 3100 21", SECRET + "甲", "6222020200112233453号"]
)
def test_no_message_holds_a_secret_wherever_it_was_typed(roster, make, column, secret):
    ledger = roster(make.roster_row(0), make.roster_row(1, **{column: secret}))
    shown = json.dumps(
        [e.as_json() for e in ledger.errors] + ledger.notes, ensure_ascii=False
    ).replace(" ", "")
    assert "1949" not in shown
    assert "0200112" not in shown


def test_ids_and_cards_as_numbers(roster, make):
    ledger = roster(make.roster_row(0, 身份证号=110105194912310021, 银行卡号=6222020238347017465))
    assert make.codes(ledger) == [
        (2, "身份证号", "ID_PRECISION"),
        (2, "银行卡号", "CARD_PRECISION"),
    ]
    assert "请把该列设为文本后重新填写" in ledger.errors[0].message


def test_same_person_twice_names_both_rows(roster, payroll, make):
    ledger = roster(
        make.roster_row(0), make.roster_row(1), make.roster_row(2, 身份证号=make.ids[0])
    )
    assert make.codes(ledger) == [(2, "身份证号", "ID_DOUBLE"), (4, "身份证号", "ID_DOUBLE")]
    assert "第 4 行" in ledger.errors[0].message
    assert "第 2 行" in ledger.errors[1].message
    assert make.codes(payroll(make.payroll_row(0), make.payroll_row(0)))[0][2] == "ID_DOUBLE"


def test_age_on_the_day_of_entry(roster, make):
    young = "110105200906040015"
    young = young[:17] + check_digit(young)
    row = make.roster_row(0, 身份证号=young, 进场日期="2025-06-03")
    assert make.codes(roster(row, minimum_age=16)) == [(2, "身份证号", "UNDER_AGE")]
    assert roster(row).errors == []
    assert (
        roster(make.roster_row(0, 身份证号=young, 进场日期="2025-06-04"), minimum_age=16).errors
        == []
    )


def test_judgement_is_not_ours(payroll, make):
    ledger = payroll(
        make.payroll_row(0, 应发=1, 实发=9999, 户名="别人", 本人确认="", 出勤工日=33),
        make.payroll_row(1, 银行卡号=make.cards[0], 单价=10, 奖扣=-50),
        make.payroll_row(2, 银行卡号="", 户名="", 发放日期=""),
    )
    assert ledger.errors == []
    assert [row.confirmed for row in ledger.rows] == [False, True, True]
    assert ledger.rows[1].adjustment == Decimal("-50.00")
    assert ledger.rows[2].pay_date is None


def test_lossy_money(payroll, make):
    ledger = payroll(make.payroll_row(0, 实发="五千", 应发=-5), make.payroll_row(1, 实发=None))
    assert make.codes(ledger) == [
        (2, "应发", "MONEY_NEGATIVE"),
        (2, "实发", "MONEY_FORMAT"),
        (3, "实发", "MONEY_MISSING"),
    ]


def test_cells_that_lost_their_value(payroll, make):
    def change(sheet):
        sheet["I2"] = "=G2+H2"
        sheet["G3"] = "#REF!"
        sheet["G3"].data_type = "e"

    ledger = payroll(make.payroll_row(0), make.payroll_row(1), change=change)
    assert make.codes(ledger) == [(2, "实发", "FORMULA_EMPTY"), (3, "应发", "CELL_ERROR")]


def test_attendance(attendance, make):
    marks = {1: "√", 2: "半", 3: 1, 4: 0.5, 5: "×"}
    ledger = attendance(make.attendance_row(0, marks))
    assert ledger.errors == []
    half = Decimal("0.5")
    assert ledger.rows[0].marks == ((1, Decimal(1)), (2, half), (3, Decimal(1)), (4, half))
    assert ledger.rows[0].stated_days is None
    ledger = attendance(make.attendance_row(0, {7: "加班"}))
    assert make.codes(ledger) == [(2, "7", "MARK_UNKNOWN")]


def test_a_day_the_month_does_not_have(attendance, make):
    assert attendance(make.attendance_row(0, {30: "√"}, last=31), last=31).errors == []
    ledger = attendance(make.attendance_row(0, {31: "√"}, last=31), last=31)
    assert make.codes(ledger) == [(2, "31", "DAY_IMPOSSIBLE")]
    ledger = attendance(make.attendance_row(0, {30: "√"}), name="考勤表.xlsx", month="2025-02")
    assert make.codes(ledger) == [(2, "30", "DAY_IMPOSSIBLE")]
    heading = make.attendance_heading()
    heading[5] = "2"
    ledger = parse("考勤表-2025-06.xlsx", make.xlsx([heading, make.attendance_row(0)]))
    assert make.codes(ledger) == [(1, "2", "HEADING_DOUBLE")]


def test_receipts_and_controls(make):
    text = "交易日期,流水号,收款户名,收款账号,金额,交易状态,附言\n"
    text += '2025-07-18,\t20250718000001,吕树,"\t6222020238347017465","2,600.00",成功,-1+2\n'
    text += (
        "2025-07-18,20250718000001,阎福,6222020266193451454,4000,退汇,户名不符\n合计,,,,6600,,\n"
    )
    ledger = parse("银行回单-2025-06.csv", text.encode("gb18030"))
    assert ledger.errors == []
    assert [(row.serial, row.amount, row.succeeded) for row in ledger.rows] == [
        ("20250718000001", Decimal("2600.00"), True),
        ("20250718000001", Decimal("4000.00"), False),
    ]
    assert "第 3 行流水号与前面的行相同，请核对" in ledger.notes
    for sign, code in (("\u202e", "TEXT_CONTROL"), ("\x07", "TEXT_CONTROL")):
        bad = parse("银行回单-2025-06.csv", text.replace("户名不符", f"户{sign}名").encode())
        assert make.codes(bad) == [(3, "附言", code)]
    bad = parse("银行回单-2025-06.csv", text.replace("退汇", "处理中").encode())
    assert make.codes(bad) == [(3, "交易状态", "STATUS_UNKNOWN")]
    assert bad.errors[0].person == "阎福"
