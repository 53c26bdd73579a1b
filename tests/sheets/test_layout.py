"""Which sheet, which heading row, which rows are people, which month, which project."""

from decimal import Decimal

import pytest

from flows.sheets.ledgers import parse
from flows.sheets.titles import month_in, project_in_title


def test_missing_and_double_headings(roster, payroll, make):
    heading = [word if word != "身份证号" else "编码" for word in make.roster]
    assert make.codes(roster(make.roster_row(0), heading=heading)) == [
        (1, "身份证号", "HEADING_MISSING")
    ]
    heading = [word if word != "备注" else "公民身份号码" for word in make.roster]
    ledger = roster(make.roster_row(0), heading=heading)
    assert (1, "公民身份号码", "HEADING_DOUBLE") in make.codes(ledger)
    heading = [word if word != "实发" else "" for word in make.payroll]
    assert make.codes(payroll(make.payroll_row(0), heading=heading)) == [
        (1, "实发", "HEADING_MISSING")
    ]


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
    assert make.codes(ledger) == [(3, "身份证号", "ID_MISSING")]


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
    assert make.codes(ledger) == [(1, "奖扣", "HIDDEN_COLUMN"), (3, "", "HIDDEN_ROW")]

    def merge(sheet):
        sheet.merge_cells("N2:N3")
        sheet.merge_cells("A4:B4")

    ledger = payroll(make.payroll_row(0), make.payroll_row(1), ["合计"], change=merge)
    assert make.codes(ledger) == [(2, "", "MERGED_CELLS")]
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
    assert make.codes(attendance(row, name="考勤表.xlsx")) == [(0, "", "MONTH_MISSING")]
    assert attendance(row, name="考勤表.xlsx", above=title).month == "2025-07"
    assert make.codes(attendance(row, above=title)) == [(0, "", "MONTH_CONFLICT")]
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


def test_the_path_of_a_file_name_says_nothing(make):
    ledger = parse(
        "/tmp/2024-01/考勤表-2025-06.xlsx",
        make.xlsx([make.attendance_heading(), make.attendance_row(0)]),
    )
    assert ledger.month == "2025-06"
