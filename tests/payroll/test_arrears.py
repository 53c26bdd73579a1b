"""Arrears by day: what counts from which day, the page over all projects, and what leaves it."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.demo.actors import agree
from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from flows.labour.models import Disclosure, Worker
from flows.payroll.actions.arrears import export_arrears
from flows.payroll.actions.strike import ask_strike
from flows.payroll.figures.arrears import arrears, overdue, pay_day, totals
from flows.payroll.models import PayrollLine
from flows.payroll.views.arrears import in_scope
from tests.dossier import codes, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, bank, compile_june, line, paid, three
from tests.remembered import remembered

JUNE_1 = dt.date(2025, 6, 1)


def test_the_pay_day_and_the_days_after_it():
    assert pay_day(JUNE_1, 31) == dt.date(2025, 7, 31)
    assert overdue(JUNE_1, 31, dt.date(2025, 7, 31)) == 0
    assert overdue(JUNE_1, 31, dt.date(2025, 8, 1)) == 1


@remembered
def owing():
    """Two are paid, the third has not signed; it is 10 August."""
    site = three()
    compile_june(site, made.line(3, "王五", 2, 本人确认=""))
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2))
    site.go_to(dt.date(2025, 8, 10))
    return site


@pytest.fixture
def site(db):
    return owing()


def found(site, day):
    return arrears(site.project, day, Parameter.snapshot("pay."))


def test_only_what_is_neither_paid_nor_struck_and_only_in_time(site):
    assert found(site, dt.date(2025, 7, 31)) == []
    (owed,) = found(site, dt.date(2025, 8, 10))
    assert (owed.worker.name, owed.days, owed.net) == ("王五", 10, Decimal("400.00"))
    known = totals([owed])
    assert (known.lines, known.people, known.projects, known.longest) == (1, 1, 1, 10)
    agree(ask_strike(line("王五"), by=site.officer, reason="本人没有出勤，班组长证明"))
    assert found(site, dt.date(2025, 8, 10)) == []


def test_the_pages_say_who_and_for_how_long(site, client):
    client.force_login(site.person("hrss.clerk"))
    page = client.get("/arrears/?sort=amount").content.decode()
    assert "王五" in page and "10 日" in page and "张三" not in page and "400.00" in page
    own = client.get(f"/projects/{site.project.code}/arrears/").content.decode()
    assert "王五" in own and "10 日" in own
    batch = client.get(f"/papers/PayrollBatch/{site.batch(JUNE).pk}/").content.decode()
    assert "已超过发放周期" in batch


def test_a_stranger_sees_none_of_it(site, client, stranger):
    assert in_scope(stranger) == []
    client.force_login(stranger)
    assert client.get(f"/projects/{site.project.code}/arrears/").status_code == 404


def test_as_many_statements_for_many_lines(site, client):
    client.force_login(site.person("hrss.clerk"))

    def asked():
        with CaptureQueriesContext(connection) as said:
            client.get("/arrears/")
        return len(said)

    one = asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ygdz.unit', '1', true)")
    PayrollLine.objects.update(status="RECORDED")  # three lines in place of one
    assert asked() == one


def test_what_leaves_is_recorded_and_never_a_formula(site, client):
    clerk = site.person("hrss.clerk")
    Worker.objects.filter(name="王五").update(name="=王五")
    rows = in_scope(clerk)
    assert codes(refused(Refused, export_arrears, rows, by=clerk, reason="看", format="csv")) == [
        "NO_REASON"
    ]
    refused(NotYours, export_arrears, rows, by=site.officer, reason="自己留一份", format="csv")
    data = export_arrears(rows, by=clerk, reason="向区政府报告欠薪", format="csv")
    text = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert text[1][4] == "'=王五" and text[1][6] == "400.00" and text[-1][0].startswith("导出人")
    kept = Disclosure.objects.get()
    assert (kept.kind, kept.rows, kept.reason) == ("EXPORT", 1, "向区政府报告欠薪")
    assert f"DC{kept.pk}" in text[-1][0]
    client.force_login(clerk)
    answer = client.post("/arrears/", {"purpose": "向区政府报告欠薪", "format": "xlsx"})
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
    assert Disclosure.objects.count() == 2
    client.force_login(site.officer)
    assert client.post("/arrears/", {"purpose": "自己留一份", "format": "csv"}).status_code == 403
