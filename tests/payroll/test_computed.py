"""Pay computed from attendance and agreed rates, and ledgers held against it cell by cell."""

from decimal import Decimal

import pytest
from django.urls import reverse

from flows.engine.findings import NotYours, Refused
from flows.labour.models import Engagement, HandIn
from flows.payroll import figures
from flows.payroll.actions import compute_lines
from flows.payroll.actions.upload import judged, rehearse
from flows.payroll.models import PayrollLine
from flows.sheets.shelf import Waiting
from tests.dossier import everything, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import LEDGER, NAMES, SHEET, compile_june, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ROSTER = [*made.ROSTER, "报酬标准", "计件单价", "计件单位"]


def agreed_person(number, name):
    rate = ("", "12.50", "米") if number == 3 else ("200", "", "")
    return [*made.person(number, name), *rate]


@remembered
def agreed():
    """三个人: two by the day at 200, the third by the metre at 12.50; at work since 2025-06-03."""
    from tests.payroll.worksite import Site

    site = Site("miyun-road")
    people = [agreed_person(number, name) for number, name in NAMES.items()]
    site.roster = made.workbook(ROSTER, people)
    return site.start()


@remembered
def attended():
    """The same, with everybody's June attendance: two and a half days."""
    site = agreed()
    marks = ["", "", 1, 1, 0.5]
    rows = [(name, number, marks) for number, name in NAMES.items()]
    assert not site.hand_in(SHEET, made.attendance(rows))["errors"]
    return site


def lines():
    return {
        line.engagement.worker.name: (line.days, line.pieces, line.rate, line.gross, line.net)
        for line in PayrollLine.objects.select_related("engagement__worker")
    }


def ledger(*rows, pieces=True):
    headings = [*made.PAY, "计件数量"] if pieces else made.PAY
    return made.workbook(headings, [list(row) for row in rows])


def test_a_month_is_written_from_its_attendance_once():
    site = attended()
    done = compute_lines(site.batch("2025-06"), by=site.officer)
    assert (done.added, done.changed) == (2, 0)
    assert [who.name for who in done.without_rate] == ["王五"]
    assert lines() == {
        "张三": (Decimal("2.5"), None, 200, 500, 500), "李四": (Decimal("2.5"), None, 200, 500, 500),
    }  # fmt: skip
    line = PayrollLine.objects.first()
    assert line.card_last4 == line.engagement.card_last4 and line.card_holder and not line.confirmed
    entry = site.project.chain.entries.get(move="compute_lines")
    assert entry.payload["added"] == 2 and not HandIn.objects.filter(kind="payroll").exists()
    before = everything()
    assert compute_lines(site.batch("2025-06"), by=site.officer).unchanged == 2
    assert everything() == before


def test_lines_nobody_confirmed_are_brought_up_to_date_and_keep_their_bonus():
    site = attended()
    rows = [made.line(1, "张三", 2, 本人确认="", 奖扣=-20, 实发=380, 备注="损坏工具"),
            made.line(2, "李四", 2)]  # fmt: skip
    assert not site.hand_in(LEDGER, made.pay(*rows))["errors"]
    done = compute_lines(site.batch("2025-06"), by=site.officer)
    assert (done.added, done.changed, done.unchanged) == (0, 1, 1)
    assert lines()["张三"] == (Decimal("2.5"), None, 200, 500, 480)
    assert lines()["李四"][0] == 2, "confirmed lines are frozen"


def test_pieces_are_paid_by_the_piece():
    site = attended()
    row = [*made.line(3, "王五", 2.5, 12.5, 应发=1250, 实发=1250, 本人确认=""), 100]
    assert not site.hand_in(LEDGER, ledger(row))["errors"]
    assert lines()["王五"] == (Decimal("2.5"), 100, Decimal("12.5"), 1250, 1250)
    told = {(each.person, each.column) for each in figures.differences(site.batch("2025-06")).cells}
    assert told == {("张三", "发放行"), ("李四", "发放行")}
    codes = {finding.code for finding in judged(site.project, ["2025-06"])}
    assert not codes & {"L6", "RATE"}
    row[-1] = 90
    site.hand_in(LEDGER, ledger(row))
    found = {finding.code: finding.message for finding in judged(site.project, ["2025-06"])}
    assert "90 件 × 12.50 元 = 1125.00 元" in found["L6"]
    done = compute_lines(site.batch("2025-06"), by=site.officer)
    assert done.changed == 1 and lines()["王五"][3] == 1125


def test_a_ledger_is_held_against_attendance_and_agreement_cell_by_cell():
    site = attended()
    rows = [made.line(1, "张三", 3, 180), made.line(2, "李四", 2.5), made.line(3, "王五", 2.5, 90)]
    file = Waiting(LEDGER, made.pay(*rows))
    [(_, done)], findings = rehearse(site.project, [file], by=site.officer)
    told = [
        (each.person, each.column, each.said, each.known, each.gap) for each in done.differs.cells
    ]
    assert told == [
        ("张三", "出勤工日", "3", "2.5", "+0.5"), ("张三", "单价", "180", "200", "-20"),
        ("张三", "应发", "540", "500", "+40"),
    ]  # fmt: skip
    by_code = {finding.code: finding for finding in findings}
    assert by_code["RATE"].level == "review" and "名册约定 200.00 元/日" in by_code["RATE"].message
    assert {"L10", "RATE"} <= set(by_code) and not PayrollLine.objects.exists()


def test_where_everybody_is_unlike_the_first_are_told_and_all_are_counted():
    site = attended()
    assert not site.hand_in(LEDGER, made.pay(made.line(1, "张三", 3), made.line(2, "李四", 3)))[
        "errors"
    ]
    found = figures.differences(site.batch("2025-06"), most=1)
    assert found.people == 3 and {each.person for each in found.cells} == {"张三"}


def test_half_a_cent_may_be_rounded_either_way():
    site = attended()
    Engagement.objects.filter(worker__name="张三").update(daily_rate=Decimal("183.33"))
    for gross, unlike in (("458.32", 0), ("458.33", 0), ("458.34", 1), ("458.31", 1)):
        row = made.line(1, "张三", 2.5, 183.33, 应发=float(gross), 实发=float(gross))
        others = made.line(2, "李四", 2.5), made.line(3, "王五", 2.5)
        assert not site.hand_in(LEDGER, made.pay(row, *others))["errors"]
        told = {each.person for each in figures.differences(site.batch("2025-06")).cells}
        assert ("张三" in told) == bool(unlike), gross


def test_the_page_shows_them_and_the_button_writes(client):
    site = attended()
    client.force_login(site.officer)
    batch = site.batch("2025-06")
    button = reverse("batch-compute", args=[batch.pk])
    assert button in client.get(reverse("ledgers", args=[site.project.code])).content.decode()
    assert client.get(button).status_code == 405
    text = client.post(button, follow=True).content.decode()
    assert "按考勤新增 2 行" in text and "王五（尾号" in text
    PayrollLine.objects.update(days=3)
    page = client.get(reverse("paper", args=["PayrollBatch", batch.pk])).content.decode()
    assert "台账与考勤、约定单价不符" in page and "+0.5" in page


def test_who_and_when():
    site = attended()
    batch = site.batch("2025-06")
    refused(NotYours, compute_lines, batch, by=site.person("contractor.foreman"))
    Engagement.objects.update(daily_rate=None)
    caught = refused(Refused, compute_lines, batch, by=site.officer)
    assert [finding.code for finding in caught.value.findings] == ["RATE_MISSING"]


def test_not_once_the_month_is_under_way_nor_without_attendance():
    site = three()
    caught = refused(Refused, compute_lines, site.batch("2025-06"), by=site.officer)
    assert [finding.code for finding in caught.value.findings] == ["ATTENDANCE_MISSING"]
    compile_june(site)
    site.move_on("2025-06", "CHECKING")
    caught = refused(Refused, compute_lines, site.batch("2025-06"), by=site.officer)
    assert [finding.code for finding in caught.value.findings] == ["BATCH_NOT_DRAFT"]


def test_last_months_rate_serves_where_the_roster_says_none():
    site = three()
    compile_june(site)
    site.move_on("2025-06", "CHECKING")
    rows = [(name, number, ["1", 1]) for number, name in NAMES.items()]
    assert not site.hand_in("考勤表-2025-07.xlsx", made.attendance(rows))["errors"]
    assert compute_lines(site.batch("2025-07"), by=site.officer).added == 3
    assert {line.gross for line in PayrollLine.objects.filter(batch__month="2025-07-01")} == {400}
