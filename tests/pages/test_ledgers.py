"""交台账: look first, then hand in for good; the same again changes nothing; a bad cell is shown."""

import io
import os
import re
import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from flows.audit.models import Entry
from flows.engine import clock
from flows.engine.findings import Busy
from flows.labour.models import Attendance, HandIn
from flows.payroll.models import PayrollLine
from flows.sheets import shelf
from flows.sheets.ledgers import parse
from tests.dossier import everything
from tests.pages.conftest import JUNE, text_of

pytestmark = pytest.mark.django_db


def page_of(site):
    return f"/projects/{site.project.code}/ledgers/"


def choose(client, site, *files):
    """Choose files, by name from the case or as (name, bytes)."""
    made = [(each, site.file(each)) if isinstance(each, str) else each for each in files]
    return client.post(
        page_of(site), {"files": [SimpleUploadedFile(name, data) for name, data in made]}
    )


def altered(data, change):
    book = load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.fixture
def officer(client, site):
    client.force_login(site.officer)
    return client


def test_looking_changes_nothing_and_confirming_records(officer, site):
    before = everything()
    answer = choose(officer, site, *JUNE)
    assert answer.status_code == 302 and everything() == before
    looked = text_of(officer.get(answer.url))
    assert "将记录 42 行" in looked and "确认提交" in looked and 'value="2025-06"' in looked
    assert "交入后会有这些判定" not in looked  # a clean month: everybody has signed
    done = officer.post(answer.url, {"do": "confirm"}, follow=True)
    assert "已记录 42 行" in text_of(done) and HandIn.objects.count() == 3
    assert PayrollLine.objects.count() == 42 and Attendance.objects.exists()
    assert clock.today(site.project.chain).isoformat() == "2025-06-30"
    assert "考勤表-2025-06.xlsx" in text_of(done) and "台账已交齐" in text_of(done)


def test_the_same_file_twice_says_so_and_changes_nothing(officer, site):
    for _ in range(2):
        answer = choose(officer, site, JUNE[0])
        looked = text_of(officer.get(answer.url))
        officer.post(answer.url, {"do": "confirm"})
    assert "没有变化" in looked and "与已记录的完全相同" in looked
    before = everything()
    answer = choose(officer, site, JUNE[0])
    done = officer.post(answer.url, {"do": "confirm"}, follow=True)
    assert "没有变化" in text_of(done)
    assert {k: v for k, v in everything().items() if k != "django_session"} == {
        k: v for k, v in before.items() if k != "django_session"
    }


def test_a_bad_cell_refuses_the_whole_file_and_is_shown(officer, site):
    def spoil(sheet):
        cell = next(
            c
            for row in sheet.iter_rows()
            for c in row
            if re.fullmatch(r"\d{17}[\dX]", str(c.value))
        )
        spoil.was, cell.value = (
            cell.value,
            str(cell.value)[:-1] + ("1" if cell.value[-1] != "1" else "2"),
        )

    bad = altered(site.file(JUNE[0]), spoil)
    before = everything()
    answer = choose(officer, site, (JUNE[0], bad), JUNE[1])
    looked = text_of(officer.get(answer.url))
    assert "整份不接收" in looked and "第" in looked and "校验" in looked
    assert "1 份可以交入，1 份有错误" in looked and spoil.was not in looked
    assert everything() == before
    marked = officer.get(f"{answer.url}0/marked/")
    assert marked["Content-Type"].endswith("sheet")
    comments = [c.comment.text for row in load_workbook(io.BytesIO(marked.content)).worksheets[0]
                .iter_rows() for c in row if c.comment]  # fmt: skip
    assert comments
    officer.post(answer.url, {"do": "confirm"})
    assert not Attendance.objects.exists() and PayrollLine.objects.count() == 42


def test_the_month_is_prefilled_correctable_and_a_title_says_otherwise(officer, site):
    data = site.file(JUNE[0])
    answer = choose(officer, site, ("考勤.xlsx", data))
    looked = text_of(officer.get(answer.url))
    assert 'value="2025-06"' in looked  # from the title: the name says nothing
    again = officer.post(answer.url, {"month-0": "2025-07", "do": "confirm"})
    looked = text_of(officer.get(again.url))
    assert "整份不接收" in looked and 'value="2025-07"' in looked
    assert not Attendance.objects.exists()
    officer.post(answer.url, {"month-0": "2025-06", "do": "again"})
    officer.post(answer.url, {"month-0": "2025-06", "do": "confirm"})
    assert Attendance.objects.exists()


def test_what_waits_is_sealed_private_and_short_lived(officer, client, site):
    answer = choose(officer, site, JUNE[0])
    numbers = [row.id_number for row in parse(JUNE[0], site.file(JUNE[0])).rows]
    folder = settings.MEDIA_ROOT / "waiting"
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not any(number.encode() in kept for number in numbers)
    assert not any(number in str(dict(officer.session)) for number in numbers)
    client.force_login(site.person("contractor.lead"))
    stolen = client.get(answer.url)
    assert stolen.status_code == 302 and stolen.url == page_of(site)
    assert client.get(f"{answer.url}0/marked/").status_code == 404
    client.force_login(site.officer)
    old = time.time() - shelf.LASTS - 10
    for path in folder.iterdir():
        os.utime(path, (old, old))
    late = client.post(answer.url, {"do": "confirm"}, follow=True)
    assert "已过期" in text_of(late) and not Attendance.objects.exists()
    assert not list(folder.iterdir())


def test_dropping_deletes_what_was_brought(officer, site):
    answer = choose(officer, site, JUNE[0])
    officer.post(answer.url, {"do": "drop"})
    assert not list((settings.MEDIA_ROOT / "waiting").iterdir())
    assert not Attendance.objects.exists()


def test_who_may_not_hand_in_reads_only(client, site):
    client.force_login(site.person("township.ledger"))
    page = text_of(client.get(page_of(site)))
    assert "各月交表情况" in page and 'type="file"' not in page
    before = everything()
    assert choose(client, site, JUNE[0]).status_code == 403
    assert client.post(f"{page_of(site)}blank/", {"kind": "roster"}).status_code == 403
    assert everything() == before


def test_the_contractors_lead_hands_in_receipts_only(client, site):
    client.force_login(site.person("contractor.lead"))
    answer = choose(client, site, JUNE[0])
    assert answer.status_code == 403 and "劳资专管员" in text_of(answer)


def test_nothing_chosen_and_too_many_are_said(officer, site):
    assert officer.post(page_of(site), {}).status_code == 422
    many = [(f"{n}.xlsx", b"x") for n in range(13)]
    answer = choose(officer, site, *many)
    assert answer.status_code == 422 and "一次最多" in text_of(answer)


def test_a_busy_project_is_a_conflict(officer, site, monkeypatch):
    def busy(*_, **__):
        raise Busy("该项目正在被他人办理，请稍后重试。")

    monkeypatch.setattr("flows.payroll.views.ledgers.rehearse", busy)
    assert choose(officer, site, JUNE[0]).status_code == 409


def test_blank_sheets_are_filled_in_recorded_and_taken_back(officer, site):
    officer.post(choose(officer, site, JUNE[0]).url, {"do": "confirm"})
    made = officer.post(f"{page_of(site)}blank/", {"kind": "payroll", "month": "2025-06"})
    ledger = parse("劳务报酬发放台账-2025-06.xlsx", made.content)
    assert not ledger.errors and len(ledger.rows) == 42
    assert all(row.gross == row.days * row.rate for row in ledger.rows)
    assert "no-store" in made["Cache-Control"]
    entry = Entry.objects.get(kind="export")
    assert entry.payload["rows"] == 42 and "sha256" in entry.payload
    answer = officer.post(f"{page_of(site)}blank/", {"kind": "attendance"}, follow=True)
    assert "还要选月份" in text_of(answer)
