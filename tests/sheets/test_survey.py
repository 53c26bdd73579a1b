"""The survey sheet: told from a roster by its words, months as people write them, tags with basis."""

import datetime as dt

import pytest

from flows.sheets.ledgers import parse
from flows.sheets.problems import CellProblem
from flows.sheets.survey import ALL_YEAR, months
from flows.sheets.vocabulary import LABELS
from flows.sheets.writer import template
from tests.payroll import sheetwork as made

HEADINGS = list(LABELS["survey"].values())


def row(number=1, name="张三", **changes):
    said = dict.fromkeys(HEADINGS, "") | {
        "姓名": name, "身份证号": made.identity(number), "性别": "男", "户籍乡镇": "示例镇",
        "户籍村": "示例村", "联系电话": f"1380000{number:04d}", "技能": "砌筑", "愿意从事": "普工",
        "可务工月份": "3-6,9-11",
    }  # fmt: skip
    return [(said | changes)[heading] for heading in HEADINGS]


def read(*rows, headings=HEADINGS, title="", name="表.xlsx"):
    return parse(name, made.workbook(headings, list(rows), title))


@pytest.mark.parametrize(("written", "said"), [
    ("3-6,9-11", (3, 4, 5, 6, 9, 10, 11)), ("全年", ALL_YEAR), ("", ()), ("—", ()), (7, (7,)),
    (7.0, (7,)), ("3月至6月、9月", (3, 4, 5, 6, 9)), ("11-2", (1, 2, 11, 12)), ("３－５，８", (3, 4, 5, 8)),
    ("5月份", (5,)), ("6；7", (6, 7)), ("3-3", (3,)), ("12-1,", (1, 12)),
])  # fmt: skip
def test_months_as_people_write_them(written, said):
    assert months(written) == said


@pytest.mark.parametrize(
    ("written", "code"),
    [("春季", "MONTHS_FORMAT"), ("13", "MONTHS_FORMAT"), ("0-3", "MONTHS_FORMAT"), (3.6, "MONTHS_FORMAT"),
     ("3/6", "MONTHS_FORMAT"), (dt.datetime(2025, 3, 6), "MONTHS_DATE"), (dt.date(2025, 9, 1), "MONTHS_DATE")],
)  # fmt: skip
def test_months_that_could_mean_two_things_are_refused(written, code):
    with pytest.raises(CellProblem) as caught:
        months(written)
    assert caught.value.code == code and "3-6,9-11" in caught.value.message


def test_a_survey_is_read_whole():
    ledger = read(
        row(), row(2, "李四", 优先标签="因灾需救助", 认定依据="镇政〔2024〕3号", 认定单位="示例镇政府", 技能="无"),
        title="示例村劳动力摸底表",
    )  # fmt: skip
    assert (ledger.kind, ledger.month, ledger.errors) == ("survey", None, [])
    assert ledger.project_name_in_title == "示例村"
    first, second = ledger.rows
    assert (first.skills, first.wish, first.months) == ("砌筑", "普工", (3, 4, 5, 6, 9, 10, 11))
    assert (second.priority_tag, second.tag_basis, second.skills) == (
        "因灾需救助",
        "镇政〔2024〕3号",
        "",
    )


def test_a_tag_without_its_basis_is_an_error_with_the_cure():
    ledger = read(row(优先标签="增收能力有限"), row(2, "李四"))
    (error,) = ledger.errors
    assert (error.row, error.column, error.code) == (2, "认定依据", "TAG_NO_BASIS")
    assert "实施意见一(一)" in error.message and "请在“认定依据”列" in error.message
    short = [h for h in HEADINGS if h not in ("认定依据", "认定单位")]
    at = [HEADINGS.index(h) for h in short]
    bare = [row(优先标签="增收能力有限")[place] for place in at]
    (error,) = read(bare, headings=short).errors
    assert (error.column, error.code) == ("优先标签", "TAG_NO_BASIS")


def test_the_fewest_words_tell_a_survey_from_a_roster():
    few = ["姓名", "身份证号", "户籍村", "联系电话", "优先标签", "技能"]
    person = ["张三", made.identity(1), "示例村", "13800000001", "", "砌筑"]
    assert read(person, headings=few).kind == "survey"
    assert read(person[:5], headings=few[:5], name="摸底表.xlsx").kind == "survey"
    assert read(person[:5], headings=few[:5], name="用工名册.xlsx").kind == "roster"
    assert parse("表.xlsx", made.roster(made.person(1, "张三"))).kind == "roster"


def test_months_beside_a_month_in_the_name_stay_monthless():
    ledger = read(row(), name="劳动力摸底表-2025-03.xlsx")
    assert ledger.kind == "survey" and ledger.month is None and not ledger.errors


def test_the_blank_sheet_comes_back():
    data = template("survey", project_name="示例村道路项目")
    ledger = parse("劳动力摸底表.xlsx", data)
    assert (ledger.kind, ledger.rows, ledger.errors) == ("survey", [], [])
    assert ledger.project_name_in_title == "示例村道路项目"


def test_one_person_twice_is_refused():
    codes = [error.code for error in read(row(), row()).errors]
    assert codes == ["ID_DOUBLE", "ID_DOUBLE"]
