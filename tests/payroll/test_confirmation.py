"""本人确认: a fact with its way, time and evidence; what was confirmed is frozen until it is voided."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from PIL import Image

from flows.demo.actors import fresh, whose
from flows.desk.pages import terms_of
from flows.documents.models import Attachment
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.payroll.actions.sheets import keep_sheet
from flows.payroll.models import Confirmation, digest_of
from flows.payroll.states import ConfirmMethod
from tests.dossier import codes, everything, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, LEDGER, NAMES, bank, compile_june, line, paid, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
SHEET = ConfirmMethod.SHEET
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@remembered
def compiled(*lines, to="CHECKED", **changes):
    site = three(**changes)
    compile_june(site, *lines)
    site.move_on(JUNE, to)
    return site


def unsigned(number):
    return made.line(number, NAMES[number], 2, 本人确认="")


def standing(name):
    return line(name).confirmations.filter(voided_at=None).first()


def ledger(site, *lines):
    given = {each[0]: each for each in lines}
    rows = [given.get(name, made.line(number, name, 2)) for number, name in NAMES.items()]
    return site.hand_in(LEDGER, made.pay(*rows))


def test_the_ledgers_mark_counts_as_a_signed_sheet():
    site = compiled(unsigned(3), to="DRAFT")
    assert standing("王五") is None and not line("王五").confirmed
    for name in ("张三", "李四"):
        found = standing(name)
        assert (found.method, found.net, found.by) == (SHEET, 400, site.officer)
        assert found.at == line(name).confirmed_at and found.digest == digest_of(line(name))


def test_the_same_ledger_twice_confirms_nothing_twice():
    site = compiled(to="DRAFT")
    before = everything()
    assert ledger(site)["unchanged"] == 3 and everything() == before


def test_another_amount_voids_and_the_new_one_is_confirmed_anew():
    site = compiled(to="DRAFT")
    old = standing("张三")
    more = made.line(1, "张三", 2, 奖扣=50, 实发=450)
    assert not ledger(site, more)["errors"]
    old.refresh_from_db()
    assert old.voided_at and old.void_reason == "重新交台账，金额有变" and old.net == 400
    assert standing("张三").net == 450 and standing("李四").net == 400
    assert Confirmation.objects.count() == 4
    said = site.project.chain.entries.filter(move="void_confirmations")
    assert [each.payload["lines"] for each in said] == [1]


def test_a_ledger_without_the_mark_takes_its_own_confirmation_back():
    site = compiled(to="DRAFT")
    assert not ledger(site, unsigned(1))["errors"]
    assert not line("张三").confirmed and line("张三").confirmed_at is None
    assert standing("张三") is None and standing("李四")


def test_another_note_leaves_the_confirmation_and_the_sealed_card():
    site = compiled(to="DRAFT")
    before, sealed = standing("张三"), line("张三").card_cipher
    assert not ledger(site, made.line(1, "张三", 2, 备注="早退一次"))["errors"]
    assert line("张三").note and standing("张三") == before
    assert line("张三").card_cipher == sealed


def test_another_card_after_a_bounce_is_confirmed_anew_the_same_card_is_not():
    site = compiled(to="PAYING")
    bank(site, paid(1, status="退汇"), paid(2), paid(3))
    batch = site.batch(JUNE)
    first = standing("张三")
    gate.perform(fresh(batch), "correct", by=whose(batch), opinion="换卡")
    assert ledger(site)["unchanged"] == 3 and standing("张三") == first  # 原卡可重发
    other = made.line(1, "张三", 2, 银行卡号=made.card(9))
    assert not ledger(site, other)["errors"]
    first.refresh_from_db()
    assert first.void_reason == "重新交台账，收款卡有变" and standing("张三") != first
    assert line("张三").status == "RECORDED" and line("李四").status == "PAID"


FROZEN = {
    "days": "3", "rate": "1", "pieces": "1", "gross": "1", "adjustment": "1", "net": "1",
    "card_index": "'x'", "card_cipher": "'x'", "card_holder": "'别人'", "engagement_id": "engagement_id + 1",
}  # fmt: skip


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("column", FROZEN)
def test_the_database_refuses_to_change_what_was_confirmed(column):
    compiled(unsigned(3), to="DRAFT")
    change = f"UPDATE flows_payrollline SET {column} = {FROZEN[column]} WHERE id = %s"
    refused(DatabaseError, sql, change, line("张三").pk)
    # Not even together with taking the mark away.
    both = change.replace(" WHERE", ", confirmed = false WHERE")
    refused(DatabaseError, sql, both, line("张三").pk)
    if column != "engagement_id":
        sql(change, line("王五").pk)


def test_the_database_keeps_confirmations():
    compiled(to="DRAFT")
    key, row = line("张三").pk, standing("张三").pk
    refused(DatabaseError, sql, "UPDATE flows_payrollline SET confirmed = false WHERE id = %s", key)
    for said in ("net = 1", "method = 'LINK'", "at = now()", "device = 'x'", "digest = 'x'"):
        refused(DatabaseError, sql, f"UPDATE flows_confirmation SET {said} WHERE id = %s", row)
    refused(DatabaseError, sql, "DELETE FROM flows_confirmation WHERE id = %s", row)
    void = "UPDATE flows_confirmation SET voided_at = now(), void_reason = 'x' WHERE id = %s"
    sql(void, row)
    back = "UPDATE flows_confirmation SET voided_at = NULL, void_reason = '' WHERE id = %s"
    refused(DatabaseError, sql, back, row)
    sql("UPDATE flows_payrollline SET confirmed = false WHERE id = %s", key)


def post_sheet(client, site, signed, name="签字表.pdf", content=PDF):
    url = f"/payroll/{site.batch(JUNE).pk}/signed/"
    client.force_login(site.officer)
    keys = [line(each).pk for each in signed]
    return client.post(url, {"file": SimpleUploadedFile(name, content), "signed": keys})


def test_a_signed_sheet_proves_the_ledger_and_confirms_the_rest(client):
    site = compiled(unsigned(3), to="CONFIRMED")
    assert line("王五").status == "HELD" and line("王五").hold_code == "L12"
    client.force_login(site.officer)
    page = client.get(f"/payroll/{site.batch(JUNE).pk}/signed/").content.decode()
    assert page.count("台账写“已确认”，缺扫描件") == 2 and page.count(" checked") == 2
    assert post_sheet(client, site, NAMES.values()).status_code == 302
    scan = Attachment.objects.get(kind="签字表")
    assert {standing(name).evidence for name in NAMES.values()} == {scan}
    signed = standing("王五")
    assert (signed.method, signed.by, line("王五").status) == (SHEET, site.officer, "CLEARED")
    before, keys = everything(), [line(name).pk for name in NAMES.values()]
    again = keep_sheet(site.batch(JUNE), by=site.officer, name="b.pdf", content=PDF, signed=keys)
    assert again == 0 and everything() == before
    # A signature that is kept is not taken back by a ledger that forgets the mark.
    batch = site.batch(JUNE)
    gate.perform(batch, "notice_return", by=whose(batch), opinion="重编")
    assert ledger(site, unsigned(3))["unchanged"] == 3 and standing("王五") == signed


def same(before):
    after = everything()
    moved = {"django_session", "orgs_user", "audit_chain", "flows_chain"}
    return {k: v for k, v in before.items() if k not in moved} == {
        k: v for k, v in after.items() if k not in moved
    }


@pytest.mark.parametrize(
    "signed, name, content, said",
    [
        (["王五"], "签字表.xlsx", b"PK", "签字表只收|文件名是"),
        (["王五"], "签字表.pdf", b"<html>", "内容却不是"),
        ([], "签字表.pdf", None, "请勾选"),
    ],
)
def test_a_bad_sheet_changes_nothing(client, signed, name, content, said):
    site = compiled(unsigned(3))
    client.force_login(site.officer)
    before = everything()
    answer = post_sheet(client, site, signed, name, content or PDF)
    assert answer.status_code == 422 and same(before)
    assert any(part in answer.content.decode() for part in said.split("|"))


def test_only_the_officer_brings_sheets_and_only_for_lines_of_the_month(client):
    site = compiled(unsigned(3))
    key, batch = line("王五").pk, site.batch(JUNE)
    more = {"name": "a.pdf", "content": PDF}
    refused(NotYours, keep_sheet, batch, by=site.person("owner.lead"), signed=[key], **more)
    caught = refused(Refused, keep_sheet, batch, by=site.officer, signed=[key, 999999], **more)
    assert codes(caught) == ["NOT_SIGNABLE"]
    early = compiled(unsigned(3), to="DRAFT", code="2503-110118-04-01-200009")
    key = early.batch(JUNE).lines.get(engagement__worker__name="王五").pk
    caught = refused(Refused, keep_sheet, early.batch(JUNE), by=early.officer, signed=[key], **more)
    assert codes(caught) == ["NOT_SIGNABLE"]


@pytest.fixture
def tablet(client):
    """The officer's tablet with a witness named."""
    site = compiled(unsigned(1), unsigned(2))
    client.force_login(site.officer)
    url = f"/payroll/{site.batch(JUNE).pk}/device/"
    assert client.post(url, {"do": "witness", "witness": "赵监督"}).status_code == 302
    return site, lambda **said: client.post(url, said)


def on_site(name="张三", number=1, **more):
    last4 = made.identity(number)[-4:]
    said = {"do": "confirm", "line": line(name).pk, "last4": last4, "seen": digest_of(line(name))}
    return said | more


def test_on_site_a_witness_and_the_last_four_confirm(tablet):
    site, post = tablet
    shown = post(do="look", last4=made.identity(1)[-4:]).content.decode()
    assert "张*" in shown and "李*" not in shown and "400.00" in shown
    assert post(**on_site()).status_code == 302 and post(**on_site("李四", 2)).status_code == 302
    one, two = standing("张三"), standing("李四")
    assert (one.method, one.witness, one.by) == ("DEVICE", "赵监督", site.officer)
    assert one.device == two.device and len(one.device) == 64 and one.at != two.at


def test_on_site_nothing_is_confirmed_without_last_four_or_witness(client, tablet):
    site, post = tablet
    before = everything()
    for said in (on_site(last4=""), on_site(last4=made.identity(2)[-4:]), on_site(seen="x"),
                 {"do": "look", "last4": "0000"}):  # fmt: skip
        assert post(**said).status_code == 422 and same(before)
    assert post(**on_site(line=999999)).status_code == 404
    post(do="end")
    assert "见证人" in post(**on_site()).content.decode() and not line("张三").confirmed
    for witness in ("", " ", site.officer.full_name):
        assert post(do="witness", witness=witness).status_code == 422
    client.force_login(site.person("owner.lead"))
    assert post(**on_site()).status_code == 403 and not line("张三").confirmed


def picture():
    made_of = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(made_of, "JPEG")
    return made_of.getvalue()


def posted(client, site, number, files):
    batch = site.batch(JUNE)
    client.force_login(whose(batch))
    uploads = [SimpleUploadedFile(f"公示{n}.jpg", picture()) for n in range(files)]
    said = {"move": "post_notice", "expect": batch.version, "place": "村务公开栏", "photos": number}
    return client.post(f"/papers/PayrollBatch/{batch.pk}/", said | {"files": uploads})


def test_photos_of_the_posting_are_files(client):
    site = compiled(to="CONFIRMED")
    before = everything()
    answer = posted(client, site, 3, 2)
    assert answer.status_code == 422 and "实际上传 2 张" in answer.content.decode()
    assert same(before) and not Attachment.objects.exists()
    assert posted(client, site, 2, 2).status_code == 302
    assert Attachment.objects.filter(kind="公示照片").count() == 2
    assert site.batch(JUNE).notice.photos == 2
    page = client.get(f"/papers/PayrollBatch/{site.batch(JUNE).pk}/").content.decode()
    assert "已上传 2 张" in page
    site.move_on(JUNE, "PUBLICIZED")
    found = gate.moves(site.batch(JUNE), terms_of(site.project.chain))
    assert "PHOTOS_MISSING" not in [x.code for move in found for x in move.findings]


def test_a_number_without_files_is_said_and_reviewed(client):
    site = compiled(to="PUBLICIZED")
    client.force_login(site.officer)
    page = client.get(f"/papers/PayrollBatch/{site.batch(JUNE).pk}/").content.decode()
    assert "未上传照片 2 张，仅登记张数" in page
    found = gate.moves(site.batch(JUNE), terms_of(site.project.chain))
    said = {x.code: x.level for move in found for x in move.findings}
    assert said["PHOTOS_MISSING"] == "review"
