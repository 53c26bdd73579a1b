"""What we hand out comes back as it was, and never as a formula."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from flows.sheets.identity import check_digit
from flows.sheets.ledgers import parse
from flows.sheets.vocabulary import KINDS, LABELS, TITLES
from flows.sheets.writer import csv_table, error_copy, template, workbook


@dataclass(frozen=True)
class Worker:
    name: str
    id_number: str
    card_number: str = ""
    card_holder: str = ""
    trade: str = ""
    daily_rate: Decimal | None = None


births = st.dates(date(1950, 1, 1), date(2008, 12, 31))
ids = st.builds(
    lambda area, birth, order: (body := f"{area}{birth:%Y%m%d}{order:03d}") + check_digit(body),
    st.integers(110101, 659001),
    births,
    st.integers(0, 999),
)
names = st.text("赵钱孙李周吴郑王㐂𠮷一二三", min_size=2, max_size=4)
cards = st.from_regex(r"[0-9]{16,19}", fullmatch=True)
workers = st.lists(
    st.builds(Worker, names, ids, cards, names, st.just("普工"), st.decimals(1, 999, places=2)),
    min_size=1,
    max_size=5,
    unique_by=lambda worker: worker.id_number,
)


def fill(data: bytes, columns: dict[str, list[object]]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    sheet = book.active
    heading = {cell.value: cell.column for cell in sheet[2]}
    for label, values in columns.items():
        for row, value in enumerate(values, 3):
            sheet.cell(row, heading[label]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=25)
@given(workers, st.data())
def test_pay_ledger_round_trip(people, data):
    nets = data.draw(
        st.lists(st.decimals(0, 99_999, places=2), min_size=len(people), max_size=len(people))
    )
    days = [Decimal(n) / 2 for n in range(len(people))]
    sheet = template("payroll", project_name="某路项目", month="2025-06", people=people)
    columns = {"出勤工日": days, "应发": nets, "奖扣": [0] * len(nets), "实发": nets}
    ledger = parse("台账.xlsx", fill(sheet, columns))
    assert ledger.errors == []
    assert (ledger.kind, ledger.month, ledger.project_name_in_title) == (
        "payroll",
        "2025-06",
        "某路项目",
    )
    got = [
        (r.name, r.id_number, r.card_number, r.card_holder, r.rate, r.net, r.days)
        for r in ledger.rows
    ]
    assert got == [
        (w.name, w.id_number, w.card_number, w.card_holder, w.daily_rate, net, day)
        for w, net, day in zip(people, nets, days, strict=True)
    ]


@settings(max_examples=25)
@given(workers)
def test_roster_and_attendance_round_trip(people):
    for kind in ("roster", "attendance"):
        ledger = parse(
            TITLES[kind] + ".xlsx",
            template(kind, project_name="某项目", month="2024-02", people=people),
        )
        assert ledger.errors == []
        assert [(row.name, row.id_number) for row in ledger.rows] == [
            (w.name, w.id_number) for w in people
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_blank_templates(kind):
    data = template(kind, project_name="某项目", month="2024-02")
    assert data == template(kind, project_name="某项目", month="2024-02")
    ledger = parse(TITLES[kind] + ".xlsx", data)
    assert (ledger.kind, ledger.errors, ledger.rows_total) == (kind, [], 0)
    heading = [cell.value for cell in load_workbook(io.BytesIO(data)).active[2]]
    assert set(LABELS[kind].values()) <= set(heading)
    assert ("29" in heading, "30" in heading) == (kind == "attendance", False)


def test_codes_are_text_cells():
    data = template(
        "roster",
        project_name="某项目",
        people=[Worker("甲某", "11010519491231002X", "6222020200112233453")],
    )
    sheet = load_workbook(io.BytesIO(data)).active
    heading = {cell.value: cell.column for cell in sheet[2]}
    for label in ("身份证号", "银行卡号", "联系电话"):
        for row in (3, 40):
            assert sheet.cell(row, heading[label]).number_format == "@"


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x")']
)
def test_text_never_becomes_a_formula(text):
    data = workbook("导出", ["姓名", "备注"], [[text, text]])
    cell = load_workbook(io.BytesIO(data)).active["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert data == workbook("导出", ["姓名", "备注"], [[text, text]])
    rows = list(
        csv.reader(
            io.StringIO(csv_table(["备注"], [[text], [Decimal("-5.00")]]).decode("utf-8-sig"))
        )
    )
    assert rows == [["备注"], ["'" + text], ["-5.00"]]
    named = template("roster", project_name=text, people=[Worker(text, "11010519491231002X")])
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(named)).read("xl/worksheets/sheet1.xml")


def test_error_copy_marks_the_cells(make):
    data = make.xlsx(
        [
            make.roster,
            make.roster_row(0),
            make.roster_row(1, 身份证号="110105194912310021", 进场日期="去年"),
        ]
    )
    ledger = parse("用工名册.xlsx", data)
    marked = load_workbook(io.BytesIO(error_copy(data, ledger.errors))).active
    assert "ID_CHECK" in marked["C3"].comment.text
    assert "DATE_FORMAT" in marked["N3"].comment.text
    assert marked["C2"].comment is None
