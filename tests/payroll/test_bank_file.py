"""The file for the bank: the right lines, every cell text, the same twice, and a record of it."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from flows.audit.models import Entry
from flows.demo.actors import fresh, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.labour.models import Disclosure, Engagement
from flows.orgs.models import User
from flows.payroll.actions.bank import Layout, bank_file, keep_layout, layout_of
from flows.payroll.models import BankFile, PayrollLine
from flows.payroll.rules.references import SIGNS, check_sign, found_in
from tests.dossier import codes, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, LEDGER, bank, compile_june, line, paid, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@remembered
def paying():
    site = three()
    compile_june(site, made.line(3, "王五", 2, 本人确认=""))
    site.move_on(JUNE, "PAYING")
    return site


@pytest.fixture
def site(db):
    return paying()


def export(site, **more):
    more = {"by": site.person("contractor.lead"), "purpose": "交示例农商银行代发6月"} | more
    return bank_file(site.batch(JUNE), **more)


def cells(data):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.rows]


def test_sent_lines_as_text_with_their_references(site):
    record, data = export(site)
    headings, *rows = cells(data)
    assert headings == ["序号", "收款户名", "收款账号", "开户行", "金额", "附言"]
    said = [line("张三"), line("李四")]
    assert rows == [
        [str(at), each.card_holder, made.card(at), "邮储银行", "400.00", each.reference]
        for at, each in enumerate(said, 1)
    ]
    assert all(
        cell.data_type == "s"
        for row in load_workbook(io.BytesIO(data)).active.rows
        for cell in row
        if cell.value is not None
    )
    assert (record.lines, record.amount) == (2, Decimal("800.00"))
    assert line("王五").reference is None  # held: never sent


def test_the_same_twice_to_the_byte_and_every_time_recorded(site):
    (first, data), (second, again) = export(site), export(site)
    assert data == again and first.sha256 == second.sha256
    assert BankFile.objects.count() == Disclosure.objects.count() == 2
    entry = Entry.objects.filter(kind="export").latest("id")
    kept = Disclosure.objects.latest("id")
    assert entry.payload == {
        "number": kept.pk, "rows": 2, "sha256": first.sha256, "amount": "800.00", "format": "xlsx",
    }  # fmt: skip
    assert (kept.rows, kept.sha256, kept.reason) == (2, first.sha256, "交示例农商银行代发6月")


@pytest.mark.parametrize(("kind", "encoding"), [("csv-gb", "gb18030"), ("csv-utf8", "utf-8-sig")])
def test_csv_in_the_encoding_asked_for(site, kind, encoding):
    _, data = export(site, format=kind)
    rows = list(csv.reader(io.StringIO(data.decode(encoding))))
    assert rows[0][2] == "收款账号" and rows[1][2] == made.card(1) and rows[1][4] == "400.00"
    assert data.startswith(b"\xef\xbb\xbf") == (kind == "csv-utf8")


def test_nothing_in_it_is_ever_a_formula(site):
    Engagement.objects.update(bank="=HYPERLINK(1)")
    _, data = export(site)
    assert b"<f>" not in data
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet["D2"].value == "=HYPERLINK(1)" and sheet["D2"].data_type == "s"
    _, text = export(site, format="csv-utf8")
    assert "'=HYPERLINK(1)" in text.decode("utf-8-sig")


def test_columns_as_the_contractor_lays_them_out(site):
    lead, body = site.person("contractor.lead"), site.project.contractor
    columns = (("账号", "card"), ("姓名", "holder"), ("实发", "amount"), ("用途", "remark"))
    keep_layout(body, Layout("csv-gb", columns), by=lead)
    _, data = export(site)
    rows = list(csv.reader(io.StringIO(data.decode("gb18030"))))
    assert rows[0] == ["账号", "姓名", "实发", "用途"]
    assert rows[1][3] == f"{line('张三').reference} 2025-06劳务报酬"
    short = Layout("xlsx", columns[:2])
    wrong = refused(Refused, lambda: keep_layout(body, short, by=lead))
    assert codes(wrong) == ["COLUMN_MISSING", "COLUMN_MISSING"]
    refused(NotYours, lambda: keep_layout(body, Layout("xlsx", columns), by=site.officer))


def test_refusals_change_nothing(site):
    wrong = refused(Refused, lambda: export(site, purpose=" "))
    assert codes(wrong) == ["PURPOSE_MISSING"]
    refused(NotYours, lambda: export(site, by=site.person("owner.lead")))
    bank(site, paid(1), paid(2))
    assert codes(refused(Refused, lambda: export(site))) == ["NOTHING_SENT"]


def test_not_before_it_is_sent(db):
    site = three()
    compile_june(site)
    assert codes(refused(Refused, lambda: export(site))) == ["NOT_SENT"]


def test_a_reference_stays_with_its_card_and_goes_with_it(site):
    before = line("李四").reference
    bank(site, paid(1), paid(2, status="退汇"))
    gate.perform(site.batch(JUNE), "pay_again", by=whose(site.batch(JUNE)))
    site.move_on(JUNE, "PAYING")
    assert line("李四").status == "SENT" and line("李四").reference == before
    bank(site, paid(2, status="退汇", day="2025-07-21"))
    batch = site.batch(JUNE)
    gate.perform(fresh(batch), "correct", by=whose(batch), opinion="李四换卡")
    rows = [made.line(1, "张三", 2), made.line(3, "王五", 2, 本人确认="")]
    other = made.line(2, "李四", 2, 银行卡号=made.card(22))
    assert not site.hand_in(LEDGER, made.pay(*rows, other))["errors"]
    assert line("李四").reference is None
    site.move_on(JUNE, "PAYING")
    assert line("李四").status == "SENT" and line("李四").reference not in (None, before)


def test_references_are_short_sure_and_say_nothing(site):
    said = list(PayrollLine.objects.exclude(reference=None).values_list("reference", flat=True))
    assert len(set(said)) == 2
    for each in said:
        assert len(each) == 12 and each.startswith("YG") and not set(each[2:]) & set("01OIL")
        assert found_in(f"６月工资　{each.lower().replace('-', ' － ')}成功") == [each]
        for at in range(2, 12):
            for sign in SIGNS if each[at] != "-" else ():
                wrong = each[:at] + sign + each[at + 1 :]
                assert (found_in(wrong) == [wrong]) == (wrong == each)
    assert check_sign("23456789") in SIGNS and found_in("YG2345-6789" + "0") == []


def test_the_page_adds_up_and_hands_out_the_file(site, client):
    url = f"/payroll/{site.batch(JUNE).pk}/bank-file/"
    client.force_login(site.officer)
    page = client.get(url).content.decode()
    assert "800.00" in page and "2 行" in page and made.card(1) not in page
    assert client.post(url, {"purpose": "", "format": "xlsx"}).status_code == 422
    answer = client.post(url, {"purpose": "交银行", "format": "xlsx"})
    assert answer["Content-Type"].endswith("sheet") and "no-store" in answer["Cache-Control"]
    assert sum(Decimal(row[4]) for row in cells(answer.content)[1:]) == Decimal("800.00")
    client.force_login(site.person("township.ledger"))
    assert "导出记录" in client.get(url).content.decode()
    assert client.post(url, {"purpose": "看看", "format": "xlsx"}).status_code == 403
    assert BankFile.objects.count() == 1


def test_the_layout_page_shows_how_it_looks_and_keeps_it(site, client):
    lead = User.objects.get(pk=site.person("contractor.lead").pk)
    client.force_login(lead)
    assert "收款账号" in client.get("/bank-layout/").content.decode()
    said = {"place-card": "2", "place-holder": "1", "place-amount": "3", "place-reference": "4",
            "heading-card": "卡号", "format": "csv-gb"}  # fmt: skip
    looked = client.post("/bank-layout/", said | {"do": "look"}).content.decode()
    assert "卡号" in looked and layout_of(site.project.contractor).format == "xlsx"
    assert client.post("/bank-layout/", said | {"do": "keep"}).status_code == 302
    assert layout_of(site.project.contractor).headings == ["收款户名", "卡号", "金额", "附言"]
    assert client.post("/bank-layout/", {"do": "keep", "place-card": "1"}).status_code == 422
    client.force_login(site.officer)
    assert client.get("/bank-layout/").status_code == 403
