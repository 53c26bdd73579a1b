"""Facts in: what a whole table is taken for, what refuses it, what does not."""

import json
from decimal import Decimal

import pytest

from flows.sheets.ledgers import parse
from flows.sheets.titles import month_in, project_in_title

SECRET = "110105194912310021"  # wrong check digit


def codes(ledger):
    return [(error.row, error.column, error.code) for error in ledger.errors]


@pytest.fixture
def roster(make):
    def read(*rows, heading=None, change=None, above=(), below=(), **options):
        table = [*above, heading or make.roster, *rows, *below]
        return parse("用工名册.xlsx", make.xlsx([list(row) for row in table], change), **options)

    return read


@pytest.fixture
def payroll(make):
    def read(*rows, heading=None, name="劳务报酬发放台账-2025-06.xlsx", change=None, **options):
        table = [heading or make.payroll, *rows]
        return parse(name, make.xlsx([list(row) for row in table], change), **options)

    return read


@pytest.fixture
def attendance(make):
    def read(*rows, last=30, name="考勤表-2025-06.xlsx", above=(), **options):
        return parse(name, make.xlsx([*above, make.attendance_heading(last), *rows]), **options)

    return read


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
    assert codes(ledger) == [(3, "身份证号", "ID_CHECK")]
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
    assert codes(ledger) == [(2, "身份证号", "ID_PRECISION"), (2, "银行卡号", "CARD_PRECISION")]
    assert "请把该列设为文本后重新填写" in ledger.errors[0].message


def test_same_person_twice_names_both_rows(roster, payroll, make):
    ledger = roster(
        make.roster_row(0), make.roster_row(1), make.roster_row(2, 身份证号=make.ids[0])
    )
    assert codes(ledger) == [(2, "身份证号", "ID_DOUBLE"), (4, "身份证号", "ID_DOUBLE")]
    assert "第 4 行" in ledger.errors[0].message
    assert "第 2 行" in ledger.errors[1].message
    assert codes(payroll(make.payroll_row(0), make.payroll_row(0)))[0][2] == "ID_DOUBLE"


def test_age_on_the_day_of_entry(roster, make):
    young = "110105200906040015"
    from flows.sheets.cells import check_digit

    young = young[:17] + check_digit(young)
    row = make.roster_row(0, 身份证号=young, 进场日期="2025-06-03")
    assert codes(roster(row, minimum_age=16)) == [(2, "身份证号", "UNDER_AGE")]
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
    assert codes(ledger) == [
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
    assert codes(ledger) == [(2, "实发", "FORMULA_EMPTY"), (3, "应发", "CELL_ERROR")]


def test_missing_and_double_headings(roster, payroll, make):
    heading = [word if word != "身份证号" else "编码" for word in make.roster]
    assert codes(roster(make.roster_row(0), heading=heading)) == [
        (1, "身份证号", "HEADING_MISSING")
    ]
    heading = [word if word != "备注" else "公民身份号码" for word in make.roster]
    ledger = roster(make.roster_row(0), heading=heading)
    assert (1, "公民身份号码", "HEADING_DOUBLE") in codes(ledger)
    heading = [word if word != "实发" else "" for word in make.payroll]
    assert codes(payroll(make.payroll_row(0), heading=heading)) == [(1, "实发", "HEADING_MISSING")]


def test_moved_columns_stars_units_and_line_breaks(payroll, make):
    heading = list(reversed(make.payroll))
    row = list(reversed(make.payroll_row(0)))
    words = {
        "单价": "单价\n（元/日）",
        "姓名": "*姓 名",
        "身份证号": "身份证号码：",
        "实发": "实发金额(元)",
    }
    ledger = payroll(row, heading=[words.get(word, word) for word in heading])
    assert ledger.errors == []
    assert ledger.rows[0].net == Decimal("2000.00")


def test_descriptive_columns_may_repeat(payroll, make):
    row = [*make.payroll_row(0, 备注="早退"), "已说明"]
    ledger = payroll(row, heading=[*make.payroll, "备注"])
    assert ledger.errors == []
    assert ledger.rows[0].note == "早退；已说明"


@pytest.mark.parametrize("rows", [[["甲", "乙"], [1, 2]], [["姓名", "性别"], ["甲", "男"]], [[]]])
def test_unknown_tables(make, rows):
    ledger = parse("随便.xlsx", make.xlsx(rows))
    assert [error.code for error in ledger.errors] == ["KIND_UNKNOWN"]
    assert ledger.kind == "unknown"


def test_titles_footers_and_blank_rows(payroll, make):
    rows = [make.payroll_row(0), ["小计", None, None, None, 10], make.payroll_row(1), [None] * 3]
    rows += [
        ["合  计", "2人", None, None, 20, None, None, None, 4000.5],
        ["制表人：", "张", "审核人："],
    ]
    rows += [["备注：以上人员均为本地村民"], ["日期：2025年7月20日"], ["", "村委会（盖章）"]]
    table = [
        ["密云区某路以工代赈项目劳务报酬发放台账（2025年6月）"],
        ["填表单位：", None, "日期：2025年7月20日"],
    ]
    ledger = parse("报酬.xlsx", make.xlsx([*table, make.payroll, *rows]))
    assert ledger.errors == []
    assert (ledger.month, ledger.month_in_title) == ("2025-06", "2025-06")
    assert ledger.project_name_in_title == "密云区某路以工代赈项目"
    assert [row.row for row in ledger.rows] == [4, 6]
    assert ledger.rows_total == 2
    assert ledger.notes == ["第 8 行合计写 4000.50，各行相加为 4000.00，请核对"]


def test_a_person_after_the_total_is_a_person(payroll, make):
    ledger = payroll(make.payroll_row(0), ["合计"], make.payroll_row(1))
    assert len(ledger.rows) == 2
    ledger = payroll(make.payroll_row(0), ["1", "乙某", None, None, 3, 200, 600, 0, 600])
    assert codes(ledger) == [(3, "身份证号", "ID_MISSING")]


def test_repeated_headings_and_numbering_rows(payroll, make):
    numbering = list(range(1, len(make.payroll) + 1))
    ledger = payroll(numbering, make.payroll_row(0), make.payroll, make.payroll_row(1))
    assert ledger.errors == []
    assert len(ledger.rows) == 2


def test_hidden_and_merged_data(payroll, make):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["H"].hidden = True

    ledger = payroll(make.payroll_row(0), make.payroll_row(1), change=hide)
    assert codes(ledger) == [(1, "奖扣", "HIDDEN_COLUMN"), (3, "", "HIDDEN_ROW")]

    def merge(sheet):
        sheet.merge_cells("N2:N3")
        sheet.merge_cells("A4:B4")

    ledger = payroll(make.payroll_row(0), make.payroll_row(1), ["合计"], change=merge)
    assert codes(ledger) == [(2, "", "MERGED_CELLS")]
    assert "N2:N3" in ledger.errors[0].message


def test_sheets(make):
    def second(sheet, state, rows):
        other = sheet.parent.create_sheet("另表")
        other.sheet_state = state
        for row in rows:
            other.append(row)

    table = [make.roster, make.roster_row(0)]
    for state, rows, expected in (
        ("visible", [["说明"]], []),
        ("hidden", [["男"], ["女"]], []),
        ("hidden", table, ["HIDDEN_SHEET"]),
        ("visible", table, ["SHEETS_DOUBLE"]),
    ):
        data = make.xlsx(table, lambda sheet, state=state, rows=rows: second(sheet, state, rows))
        assert [error.code for error in parse("用工名册.xlsx", data).errors] == expected


def test_attendance(attendance, make):
    marks = {1: "√", 2: "半", 3: 1, 4: 0.5, 5: "×"}
    ledger = attendance(make.attendance_row(0, marks))
    assert ledger.errors == []
    half = Decimal("0.5")
    assert ledger.rows[0].marks == ((1, Decimal(1)), (2, half), (3, Decimal(1)), (4, half))
    assert ledger.rows[0].stated_days is None
    ledger = attendance(make.attendance_row(0, {7: "加班"}))
    assert codes(ledger) == [(2, "7", "MARK_UNKNOWN")]


def test_a_day_the_month_does_not_have(attendance, make):
    assert attendance(make.attendance_row(0, {30: "√"}, last=31), last=31).errors == []
    ledger = attendance(make.attendance_row(0, {31: "√"}, last=31), last=31)
    assert codes(ledger) == [(2, "31", "DAY_IMPOSSIBLE")]
    ledger = attendance(make.attendance_row(0, {30: "√"}), name="考勤表.xlsx", month="2025-02")
    assert codes(ledger) == [(2, "30", "DAY_IMPOSSIBLE")]
    heading = make.attendance_heading()
    heading[5] = "2"
    ledger = parse("考勤表-2025-06.xlsx", make.xlsx([heading, make.attendance_row(0)]))
    assert codes(ledger) == [(1, "2", "HEADING_DOUBLE")]


def test_attendance_with_two_heading_rows(make):
    upper = ["序号", "姓名", "身份证号", "出勤日期", *[None] * 29, "出勤工日"]
    lower = [None, None, None, *[f"{day}日" for day in range(1, 31)], None]

    def merge(sheet):
        for area in ("A1:A2", "B1:B2", "C1:C2", "D1:AG1", "AH1:AH2"):
            sheet.merge_cells(area)

    data = make.xlsx([upper, lower, make.attendance_row(0, {3: "√"})], merge)
    ledger = parse("考勤表-2025-06.xlsx", data)
    assert ledger.errors == []
    assert ledger.rows[0].marks == ((3, Decimal(1)),)


def test_months(attendance, make):
    row = make.attendance_row(0)
    title = [["某项目考勤表（2025年7月）"]]
    assert codes(attendance(row, name="考勤表.xlsx")) == [(0, "", "MONTH_MISSING")]
    assert attendance(row, name="考勤表.xlsx", above=title).month == "2025-07"
    assert codes(attendance(row, above=title)) == [(0, "", "MONTH_CONFLICT")]
    ledger = attendance(row, above=title, month="2025-07")
    assert (ledger.errors, ledger.month) == ([], "2025-07")
    with pytest.raises(ValueError, match="2025-06"):
        attendance(row, month="2025年6月")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("考勤表-2025-06.xlsx", "2025-06"),
        ("2025年6月考勤", "2025-06"),
        ("考勤202506", "2025-06"),
        ("2025_6", "2025-06"),
        ("2025.12", "2025-12"),
        ("回单20250718", None),
        ("2025-06-18", None),
        ("2025年6月18日", None),
        ("2025-13", None),
        ("名册", None),
    ],
)
def test_month_in(text, month):
    assert month_in(text) == month


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("某路项目用工名册", "某路项目"),
        ("2025年6月某路项目考勤表", "某路项目"),
        ("某路项目2025年6月劳务报酬发放台账", "某路项目"),
        ("某路项目 劳务报酬发放表（2025年6月）", "某路项目"),
        ("用工名册", None),
        ("填表单位：", None),
    ],
)
def test_project_in_title(title, project):
    assert project_in_title([[title]]) == project


def test_receipts_and_controls():
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
        assert codes(bad) == [(3, "附言", code)]
    bad = parse("银行回单-2025-06.csv", text.replace("退汇", "处理中").encode())
    assert codes(bad) == [(3, "交易状态", "STATUS_UNKNOWN")]
    assert bad.errors[0].person == "阎福"


def test_the_path_of_a_file_name_says_nothing(make):
    ledger = parse(
        "/tmp/2024-01/考勤表-2025-06.xlsx",
        make.xlsx([make.attendance_heading(), make.attendance_row(0)]),
    )
    assert ledger.month == "2025-06"
