"""Monthly reports: figures from the data until signed, frozen then; progress told against the plan."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from flows.demo.actors import agree, fresh, whose
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.supervision.actions import begin_report
from flows.supervision.figures.reports import Progress, month_figures
from flows.supervision.models import MonthlyReport
from flows.supervision.rules.reports import payment_ahead, progress_behind, progress_stands
from tests.dossier import codes, everything, holding, refused
from tests.pages.conftest import statements, stranger, text_of  # noqa: F401
from tests.remembered import remembered
from tests.supervision.paid import JUNE, a_paid_month, a_person, asker, edited
from tests.supervision.test_claims import claim, contracted, on

JULY = dt.date(2025, 7, 1)
SAID = {"progress": Decimal("30.00"), "works": "路基 800 米", "problems": "", "next_month": "面层"}
HALF = Progress(
    JUNE, dt.date(2025, 6, 30), dt.date(2025, 6, 1), dt.date(2025, 7, 30), Decimal(50), False, None,
    Decimal(0), Decimal(100), "", "110118",
)  # fmt: skip


@remembered
def a_report(month=JUNE, firm=True):
    batch = a_paid_month(3, firm=firm)
    return begin_report(batch.project, month, by=asker(batch.project))


@pytest.fixture
def report(db):
    return a_report()


def terms(on=dt.date(2025, 7, 22)):
    return Terms(on, Parameter.snapshot())


def told(rule, **changes):
    return [(each.code, each.level) for each in rule(replace(HALF, **changes), terms())]


def figures(report):
    there = terms(clock.today(report.project.chain))
    return month_figures(report, today=there.today, parameters=there.parameters)


def signed(report, **said):
    report = edited(report, whose(report), **(SAID | said))
    agree(report)
    agree(report)
    return fresh(report)


# ── rules ──


@pytest.mark.parametrize(
    ("done", "found"),
    [
        (None, []),
        (50, []),
        (40, []),
        (Decimal("39.99"), [("PG1", "inform")]),
        (30, [("PG1", "inform")]),
        (Decimal("29.99"), [("PG1", "review")]),
        (90, []),
    ],
)
def test_progress_behind_the_plan_by_time(db, done, found):
    assert told(progress_behind, done=None if done is None else Decimal(done)) == found


def test_a_running_month_is_compared_with_today():
    assert HALF.planned(dt.date(2025, 6, 15)) == Decimal("25.00")
    assert HALF.planned(dt.date(2025, 5, 1)) == 0
    assert replace(HALF, until=dt.date(2025, 9, 30)).planned(dt.date(2025, 9, 30)) == 100


def test_days_of_a_stop_are_not_days_of_the_plan():
    stop = frozenset(HALF.start + dt.timedelta(days=n) for n in range(-2, 3))
    held, day = replace(HALF, stopped=stop), dt.date(2025, 6, 15)
    assert held.days_stopped(day) == 3
    whole = (HALF.end - HALF.start).days + 1
    assert HALF.planned(day) - held.planned(day) == pytest.approx(
        Decimal(300) / whole, abs=Decimal("0.01")
    )
    assert held.planned(HALF.start) == 0


def test_money_ahead_of_the_works(db):
    assert told(payment_ahead, paid=Decimal(60)) == []
    assert told(payment_ahead, paid=Decimal(61)) == [("PG2", "inform")]
    assert told(payment_ahead, paid=Decimal(99), price=None) == []


def test_progress_does_not_fall_without_a_reason(db):
    before = (dt.date(2025, 5, 1), Decimal(51))
    assert told(progress_stands, before=before) == [("PROGRESS_FALLS", "block")]
    assert told(progress_stands, before=before, explained=True) == []
    assert told(progress_stands, before=(dt.date(2025, 5, 1), Decimal(50))) == []


# ── the paper ──


@pytest.mark.parametrize("firm", [True, False])
def test_a_report_is_written_signed_and_frozen(db, firm):
    report = a_report(firm=firm)
    project = report.project
    assert whose(report) == asker(project)
    refusal = refused(Refused, agree, report)
    assert set(codes(refusal)) == {"REPORT_PROGRESS", "REPORT_WORKS"}
    report = edited(report, whose(report), **SAID)
    agree(report)
    assert whose(fresh(report)) == holding(project, "supervisor.chief" if firm else "owner.lead")
    live = figures(fresh(report))
    agree(report)
    report = fresh(report)
    assert (report.state, report.signed_on) == ("SIGNED", dt.date(2025, 7, 22))
    told = report.figures.pop("told")
    assert report.figures == live and [said.split("：")[0] for said, _ in told] == []
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReport.objects.filter(pk=report.pk).update(works="改")


def test_the_figures_say_what_the_ledgers_say(report):
    found = figures(report)
    assert found["until"] == "2025-06-30"
    assert found["labour"]["people_month"] == found["labour"]["people"] == 3
    assert Decimal(found["labour"]["days_month"]) == 15 and found["labour"]["priority"] == 1
    assert Decimal(found["pay"]["due_month"]) == 3000 and Decimal(found["pay"]["paid_month"]) == 0
    assert (found["baseline"]["number"], found["baseline"]["document_number"]) == (
        1, "密发改〔2025〕8号",
    )  # fmt: skip
    assert found["training"]["month"] == 3 and found["arrears"]["lines"] == 0
    july = begin_report(report.project, JULY, by=asker(report.project))
    pay = figures(july)["pay"]
    assert (Decimal(pay["due_month"]), Decimal(pay["paid_month"]), Decimal(pay["due"])) == (
        0,
        3000,
        3000,
    )


def test_later_data_changes_a_draft_and_not_a_signed_report(report):
    batch = report.project.payrollbatchs.get()
    assert figures(report)["labour"]["people"] == 3
    a_person(batch, 7)
    assert figures(report)["labour"]["people"] == 4
    kept = signed(report).figures
    a_person(batch, 8)
    assert fresh(report).figures == kept and kept["labour"]["people"] == 4
    assert figures(report)["labour"]["people"] == 5


def test_money_of_claims_is_told_by_the_day_it_was_paid(db):
    project = contracted()
    on(claim(project, 200000), "PAID")
    on(claim(project, 100000, "LABOUR"), "PAID")
    by = asker(project)
    june, july = (begin_report(project, month, by=by) for month in (JUNE, JULY))
    assert Decimal(figures(june)["funds"]["paid"]) == 0
    found = figures(july)["funds"]
    assert [Decimal(found[x]) for x in ("paid_month", "paid", "labour_paid", "price")] == [
        300000, 300000, 100000, 1000000,
    ]  # fmt: skip
    assert figures(july)["progress"]["paid_rate"] == "30.00"


def test_the_next_report_may_not_fall_below_the_last_signed(report):
    signed(report, progress=Decimal(30))
    july = begin_report(report.project, JULY, by=asker(report.project))
    july = edited(july, whose(july), **(SAID | {"progress": Decimal(29)}))
    assert codes(refused(Refused, agree, july)) == ["PROGRESS_FALLS"]
    july = edited(july, whose(july), problems="返工 20 米")
    agree(july)
    assert fresh(july).state == "REVIEWING" and figures(july)["progress"]["before"] == "30.00"


def test_one_report_a_month_from_the_start_until_now(report):
    project, by = report.project, asker(report.project)
    assert codes(refused(Refused, begin_report, project, JUNE, by=by)) == ["REPORT_KNOWN"]
    for month in (dt.date(2025, 5, 31), dt.date(2025, 8, 1)):
        assert codes(refused(Refused, begin_report, project, month, by=by)) == ["REPORT_MONTH"]
    refused(NotYours, begin_report, project, JULY, by=holding(project, "contractor.lead"))
    assert begin_report(project, dt.date(2025, 7, 9), by=by).month == JULY


def test_sent_back_it_is_written_again_and_nobody_else_writes(report):
    report = edited(report, whose(report), **SAID)
    refused(NotYours, gate.edit, report, by=holding(report.project, "supervisor.chief"), works="x")
    agree(report)
    refused(NotYours, gate.perform, fresh(report), "sign_off", by=asker(report.project))
    gate.perform(fresh(report), "send_back", by=whose(report), opinion="补写问题")
    assert fresh(report).state == "DRAFTING"
    assert signed(report, problems="已补").problems == "已补"


# ── pages ──


def test_the_pages_list_begin_show_and_print(client, report):
    project = report.project
    client.force_login(asker(project))
    url = f"/projects/{project.code}/reports/"
    assert "2025年6月" in text_of(client.get(url))
    assert "已经有了" in text_of(client.post(url, {"month": "2025-06"}))
    page = text_of(client.post(url, {"month": "2025-07"}, follow=True))
    assert "对照批复基线第 1 版（密发改〔2025〕8号）" in page and "到账劳务报酬（元）" in page
    report = signed(report, progress=Decimal(5))
    page = text_of(client.get(f"{url}{report.pk}/print/"))
    assert "路基 800 米" in page and "PG1" not in page and "滞后" in page and "未签发" not in page
    client.force_login(holding(project, "contractor.lead"))
    before = everything()
    assert client.post(url, {"month": "2025-07"}).status_code in (403, 422)
    assert everything() == before


def test_strangers_find_no_report_and_the_list_asks_the_same(client, report, stranger, statements):  # noqa: F811
    url, counts = f"/projects/{report.project.code}/reports/", set()
    client.force_login(asker(report.project))
    client.get(url)
    for _ in range(2):
        with statements() as found:
            assert client.get(url).status_code == 200
        counts.add(len(found))
        if len(counts) == 1 and MonthlyReport.objects.count() == 1:
            begin_report(report.project, JULY, by=asker(report.project))
    assert len(counts) == 1
    client.force_login(stranger)
    for each in (url, f"{url}{report.pk}/print/"):
        assert client.get(each).status_code == 404
