"""Planted numbers are looked for after every kind of failure: no page, no log, no table, no file.

What is not searched: files the person downloads himself on purpose (the blank sheet, his own sheet
with its errors marked, the answer of a reveal). Those have tests of their own.
"""

import io
import logging
import re
from pathlib import Path

import pytest
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from flows.engine.findings import Busy
from flows.labour.models import Engagement, HandIn
from flows.orgs.models import User
from flows.payroll.models import PayrollLine
from notifications.models import Delivery, Message
from notifications.tasks import deliver_outbox
from tests.pages.conftest import text_of
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, LEDGER, NAMES, SHEET, bank, compile_june, line, paid, three
from ygdz_flow.masking import MaskingFilter

pytestmark = pytest.mark.django_db
STRANGER = 777
ONE_ID, ONE_CARD, ONE_PHONE = made.identity(1), made.card(1), "13800000001"
PLANTED = [
    number[:17]
    for n in (*NAMES, STRANGER)
    for number in (made.identity(n), made.card(n), f"1380000{n:04d}")
]


def found_in(text):
    """Planted numbers in ``text``: plain, within other digits, or spread by blanks and strokes."""
    together = re.sub(r"[\s\-_,，.]", "", text)
    return [number for number in PLANTED if number in text or number in together]


@pytest.fixture
def log(caplog):
    """Every line of every logger, as the process's own handler would write it and before."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(MaskingFilter())
    handler.setFormatter(
        logging.Formatter(settings.LOGGING["formatters"]["line"]["format"], style="{")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    caplog.set_level(logging.DEBUG)
    yield lambda: written.getvalue() + caplog.text
    root.removeHandler(handler)


@pytest.fixture
def site():
    site = three()
    compile_june(site)
    return site


class Visitor:
    """A browser that keeps every body, header and address it was answered with."""

    def __init__(self, client):
        self.client, self.seen = client, []
        client.raise_request_exception = False

    def _kept(self, answer, said):
        self.seen.append((said, answer.status_code, f"{text_of(answer)} {answer.headers}"))
        return answer

    def get(self, address):
        return self._kept(self.client.get(address, follow=True), address)

    def post(self, address, data):
        return self._kept(self.client.post(address, data, follow=True), address)

    def hand_in(self, site, *files):
        """Choose, look, confirm."""
        chosen = {"files": [SimpleUploadedFile(name, data) for name, data in files]}
        address = f"/projects/{site.project.code}/ledgers/"
        looked = self.post(address, chosen)
        if looked.redirect_chain:
            self.post(looked.redirect_chain[-1][0], {"do": "confirm"})
        return looked

    def status(self, wanted):
        return wanted in [status for _, status, _ in self.seen]


@pytest.fixture
def visitor(client, site):
    client.force_login(site.officer)
    return Visitor(client)


def nowhere(visitor, log):
    """No planted number anywhere."""
    for said, status, body in visitor.seen:
        assert not found_in(body), (said, status, found_in(body))
    assert not found_in(log())
    for table, rows in tables():
        assert not found_in(rows), (table, found_in(rows))
    for each in Session.objects.all():
        assert not found_in(str(each.get_decoded()))
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        assert not found_in(path.name)
        assert not path.is_file() or not found_in(path.read_bytes().decode("latin-1")), path
    for path in Path(settings.EMAIL_FILE_PATH).rglob("*.log"):
        assert not found_in(path.read_text())


def tables():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {table} t")
            yield table, cursor.fetchone()[0]


def test_the_search_finds_what_there_is(site):
    assert found_in(f"x{ONE_ID}") and found_in("1380000 0001") and found_in(f"00{ONE_CARD}9")
    assert not found_in("13900000001 330118198001010012")
    assert Engagement.objects.count() == 3 and dict(tables())["flows_worker"]


def test_files_refused_and_cells_in_error(visitor, site, log):
    marks = ["", "", 1, 1]
    stranger = made.line(STRANGER, "孙悟空", 2)
    visitor.hand_in(site, (LEDGER, made.pay(stranger)))
    visitor.hand_in(
        site, (SHEET, made.attendance([("张三", 2, marks), ("孙悟空", STRANGER, marks)]))
    )
    swapped = made.line(1, "张三", 2, 姓名=ONE_ID, 身份证号="张三", 户名=ONE_CARD, 备注=ONE_PHONE)
    visitor.hand_in(site, (LEDGER, made.pay(swapped)))
    for wrong in (
        {"身份证号": int(ONE_ID[:17])}, {"银行卡号": f"{ONE_CARD}号"}, {"应发": ONE_CARD},
        {"发放日期": ONE_ID}, {"出勤工日": ONE_PHONE}, {"身份证号": f"{ONE_ID}{ONE_ID}"},
        {"身份证号": ONE_ID[:17] + "?"}, {"本人确认": ONE_PHONE},
    ):  # fmt: skip
        visitor.hand_in(site, (LEDGER, made.pay(made.line(1, "张三", 2, **wrong))))
    visitor.hand_in(site, (f"发放台账-{JUNE}-{ONE_ID}.xlsx", made.pay(stranger)))
    visitor.hand_in(site, (f"{ONE_CARD}.csv", b"\xff\xfe" + ONE_ID.encode()))
    odd = made.workbook(["甲", ONE_ID, "丙"], [[ONE_CARD, ONE_PHONE, 1]], title=ONE_ID)
    visitor.hand_in(site, (f"考勤表-{JUNE}.xlsx", odd))
    assert len(visitor.seen) > 14 and "整份不接收" in "".join(body for _, _, body in visitor.seen)
    nowhere(visitor, log)


def test_what_is_taken_keeps_no_number_in_free_text(visitor, site, log):
    noted = [
        made.line(n, name, 2, 备注=f"电话{ONE_PHONE}，卡{ONE_CARD}") for n, name in NAMES.items()
    ]
    visitor.hand_in(site, (f"发放台账-{JUNE}（{ONE_ID}）.xlsx", made.pay(*noted)))
    assert PayrollLine.objects.filter(note__contains="****").count() == 3
    assert HandIn.objects.filter(name__contains="****").exists()
    bank(site, paid(1, remark=f"附言{ONE_ID}", serial=f"S{ONE_PHONE[:9]}"))
    visitor.get(f"/projects/{site.project.code}/ledgers/")
    visitor.get(f"/projects/{site.project.code}/workers/")
    visitor.get(f"/projects/{site.project.code}/workers/{line('张三').engagement_id}/")
    nowhere(visitor, log)


def test_conflicts_and_answers_that_were_not_right(visitor, site, log, monkeypatch):
    said = f"经核实 {ONE_ID}，卡 {ONE_CARD}，电话 {ONE_PHONE}"
    batch = f"/papers/PayrollBatch/{site.batch(JUNE).pk}/"
    visitor.post(batch, {"move": "submit", "opinion": said, "expect": "999"})  # 409
    visitor.post(batch, {"move": "none", "opinion": said, "expect": str(site.batch(JUNE).version)})
    person = line("张三").engagement
    page = f"/projects/{site.project.code}/workers/{person.pk}/reveal/"
    visitor.post(page, {"field": "phone", "reason": ONE_PHONE[:4]})  # 422
    visitor.post(f"/payroll/lines/{line('张三').pk}/strike/", {"reason": said * 40})  # 422
    visitor.post(
        f"/projects/{site.project.code}/ledgers/blank/", {"kind": ONE_ID, "month": ONE_CARD}
    )
    for address in (f"/projects/{ONE_ID}/", f"/papers/PayrollBatch/{ONE_PHONE}/", f"/{ONE_CARD}"):
        visitor.get(address)  # 404
    for tab in ("workers", "flags"):
        visitor.get(f"/projects/{site.project.code}/{tab}/?q={ONE_ID}&tab={ONE_PHONE}")
    monkeypatch.setattr("flows.payroll.views.reveal.reveal", _busy)
    visitor.post(page, {"field": "id", "reason": said})
    assert visitor.status(409) and visitor.status(422) and visitor.status(404)
    nowhere(visitor, log)


def _busy(*given):
    number = ONE_ID
    raise Busy(f"正在办理 {number[-4:]}")


def test_a_search_for_a_whole_number_finds_the_person_and_forgets_the_number(visitor, site, log):
    answer = visitor.get(f"/projects/{site.project.code}/workers/?q={ONE_ID}")
    assert "张三" in text_of(answer) and "李四" not in text_of(answer)
    nowhere(visitor, log)


def test_a_login_that_was_refused(visitor, client, site, log):
    client.logout()
    for name in (ONE_ID, ONE_PHONE):
        visitor.post("/login/", {"username": name, "password": ONE_CARD})
    assert not User.objects.filter(last_login__isnull=False, username=ONE_ID).exists()
    nowhere(visitor, log)


def test_a_fault_shows_a_number_of_its_own_which_the_log_has_too(visitor, site, log, monkeypatch):
    def broken(person):
        number, card = ONE_ID, ONE_CARD
        raise RuntimeError(f"{number} {card} {ONE_PHONE} 6222 0200 0000 {number[:4]} {person}")

    monkeypatch.setattr("flows.payroll.views.people.months_of", broken)
    answer = visitor.get(f"/projects/{site.project.code}/workers/{line('张三').engagement_id}/")
    assert answer.status_code == 500
    reference = re.search(r"故障编号 <b class=\"num\">([0-9A-F]{8})</b>", text_of(answer))[1]
    lines = [each for each in log().splitlines() if reference in each]
    assert lines and "Internal Server Error" in lines[0] and "RuntimeError" in log()
    nowhere(visitor, log)


@shared_task
def _broken(pk):
    number = ONE_ID
    raise RuntimeError(f"{number} {ONE_CARD} {ONE_PHONE} {pk}")


def test_a_task_and_a_delivery_that_fail(visitor, site, log, monkeypatch):
    logging.getLogger("celery").setLevel(logging.DEBUG)
    assert _broken.apply(args=[7]).failed() and "RuntimeError" in log()

    def unsent(delivery):
        raise RuntimeError(f"{ONE_ID} {ONE_PHONE}")

    monkeypatch.setattr("notifications.channels.send", unsent)
    User.objects.update(email="a@b.cn")
    Message.objects.update(quiet=False, routed_at=None)
    deliver_outbox()
    assert Delivery.objects.filter(attempts=1, error="RuntimeError").exists()
    nowhere(visitor, log)
