"""Shown in full and taken away: who may, why, how often; recorded before anybody sees it."""

import hashlib
import io
from base64 import b64encode
from secrets import token_bytes

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from flows.engine.privacy import Misplaced, encrypt, opened
from flows.labour.actions import reveal
from flows.labour.actions.disclosing import FIELDS
from flows.labour.models import Disclosure, Engagement
from flows.orgs.models import Appointment, Organization, Post, User
from flows.payroll.actions.blanks import blank_sheet
from flows.payroll.models import PayrollLine
from flows.sheets.ledgers import parse
from tests.dossier import again, codes, everything, refused
from tests.pages.conftest import handing_in, text_of, with_june

pytestmark = pytest.mark.django_db
WHY = "核对退汇银行卡号"


@pytest.fixture
def site():
    return with_june()


@pytest.fixture
def person(site):
    return Engagement.objects.filter(project=site.project).select_related("worker").first()


def page_of(person):
    return f"/projects/{person.project.code}/workers/{person.pk}/"


def auditor():
    return User.objects.filter(appointments__post__code="audit.officer").first() or _appointed(
        "audit", "审计机关", "audit.officer", scope="110000"
    )


def keeper():
    return _appointed("admin", "系统运行单位", "admin.audit")


def _appointed(kind, name, code, **more):
    body, _ = Organization.objects.get_or_create(kind=kind, name=name, district="110000")
    post, _ = Post.objects.get_or_create(organization=body, code=code)
    user = User.objects.create(username=f"one.{code}", full_name="审计甲")
    Appointment.objects.create(user=user, post=post, **more)
    return user


def set_to(key, value):
    Parameter.objects.filter(key=key).update(value=value)


def test_each_field_is_shown_once_and_recorded(client, site, person):
    client.force_login(site.officer)
    page = text_of(client.get(page_of(person)))
    assert page.count("查看完整") >= 6 and "近 30 日查看完整号码 0 次" in page
    row = {"id": person.worker, "phone": person.worker, "card": person}
    for field in FIELDS:
        number = opened(row[field], field)
        answer = client.post(f"{page_of(person)}reveal/", {"field": field, "reason": WHY})
        assert answer.status_code == 200 and number in text_of(answer)
        assert "no-store" in answer["Cache-Control"] and number not in page
    assert [each.what for each in Disclosure.objects.order_by("pk")] == list(FIELDS.values())
    last = site.project.chain.entries.order_by("sequence").last()
    assert last.kind == "reveal" and last.opinion == WHY
    assert last.payload == {"field": "card", "worker": person.worker_id}
    page = text_of(client.get(page_of(person)))
    assert "近 30 日查看完整号码 3 次" in page
    assert not any(opened(row[field], field) in page for field in FIELDS)


def test_a_get_shows_and_changes_nothing(client, site, person):
    client.force_login(site.officer)
    before = everything()
    assert client.get(f"{page_of(person)}reveal/?field=id&reason={WHY}").status_code == 405
    assert {k: v for k, v in everything().items() if k != "django_session"} == {
        k: v for k, v in before.items() if k != "django_session"
    }


def test_the_posts_of_the_parameter_may_and_nobody_else(client, site, person):
    project = site.project
    for code in ("contractor.labour", "township.ledger", "owner.lead", "hrss.clerk"):
        assert reveal(person, "id", site.person(code), WHY)
    assert reveal(person, "id", auditor(), WHY)
    for code in ("contractor.lead", "village.director", "drc.chief", "township.clerk"):
        who = site.person(code)
        refused(NotYours, reveal, person, "id", who, WHY)
        client.force_login(who)
        assert "查看完整身份证号" not in text_of(client.get(page_of(person)))
        answer = client.post(f"{page_of(person)}reveal/", {"field": "id", "reason": WHY})
        assert answer.status_code == 403
    assert Disclosure.objects.filter(project=project).count() == 5


def test_who_is_out_of_scope_finds_nothing(client, person, stranger):
    client.force_login(stranger)
    answer = client.post(f"{page_of(person)}reveal/", {"field": "id", "reason": WHY})
    assert answer.status_code == 404 and not Disclosure.objects.exists()


@pytest.mark.parametrize("reason", ["", "核对", "  核 对  ", "11010519491231002X"[:4]])
def test_a_purpose_is_required(client, site, person, reason):
    assert codes(refused(Refused, reveal, person, "id", site.officer, reason)) == ["NO_REASON"]
    client.force_login(site.officer)
    answer = client.post(f"{page_of(person)}reveal/", {"field": "id", "reason": reason})
    assert answer.status_code == 422 and "请写明用途" in text_of(answer)
    assert opened(person.worker, "id") not in text_of(answer)


def test_a_purpose_keeps_no_number_itself(site, person):
    card = opened(person, "card")
    reveal(person, "card", site.officer, f"核对卡号 {card}")
    assert Disclosure.objects.get().reason == f"核对卡号 ****{card[-4:]}"


def test_the_day_has_a_limit_for_each_person(site, person):
    set_to("reveal.day.most", "2")
    for _ in range(2):
        reveal(person, "id", site.officer, WHY)
    caught = refused(Refused, reveal, person, "id", again(site.officer), WHY)
    assert codes(caught) == ["TOO_MANY"] and "每日上限" in str(caught.value)
    assert reveal(person, "id", site.person("owner.lead"), WHY)
    site.go_to(site.project.chain.simulated_at.date().replace(day=30), 23)
    with pytest.raises(Refused):
        reveal(person, "id", site.officer, WHY)


def test_a_number_that_is_not_there_is_not_counted(site, person):
    type(person.worker).objects.update(phone_cipher="", phone_index="", phone_last4="")
    assert codes(refused(Refused, reveal, person, "phone", site.officer, WHY)) == ["NO_NUMBER"]


def test_a_number_opens_in_its_own_column_and_beside_its_own_index(person):
    other = Engagement.objects.exclude(pk=person.pk).filter(card_last4__gt="").first()
    person.card_cipher = other.card_cipher  # another row's
    with pytest.raises(Misplaced):
        opened(person, "card")
    person.worker.phone_cipher = person.worker.id_cipher  # another column's
    with pytest.raises(Misplaced):
        opened(person.worker, "phone")
    line = PayrollLine.objects.select_related("engagement").first()
    line.card_cipher = line.engagement.card_cipher  # another table's, though the same card
    with pytest.raises(Misplaced):
        opened(line, "card")
    person.card_cipher, person.card_index = encrypt("6222020200112233453"), ""
    with pytest.raises(Misplaced):
        opened(person, "card")


def test_what_was_sealed_before_still_opens(settings, person):
    number = opened(person.worker, "id")
    person.worker.id_cipher = encrypt(number)
    assert person.worker.id_cipher.count(":") == 1 and opened(person.worker, "id") == number
    settings.FIELD_KEYS = {"k9": b64encode(token_bytes(32)).decode()} | settings.FIELD_KEYS
    assert opened(person.worker, "id") == number


# -- exports ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["attendance", "payroll"])
def test_a_prefilled_sheet_is_recorded_marked_and_read_back_the_same(site, kind):
    data = blank_sheet(site.project, kind, month="2025-06", by=site.officer)
    kept = Disclosure.objects.get()
    assert (kept.kind, kept.by, kept.rows) == ("EXPORT", site.officer, 44 if kind[0] == "a" else 42)
    assert kept.sha256 == hashlib.sha256(data).hexdigest() and kept.reason == "填写后交回系统"
    entry = site.project.chain.entries.order_by("sequence").last()
    assert entry.kind == "export" and entry.payload["number"] == kept.pk
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    row = kept.rows + 3
    line = sheet.cell(row, 1).value
    for said in (
        "导出人：",
        str(site.officer),
        "时间：2025-",
        "用途：填写后",
        f"编号：DC{kept.pk}",
    ):
        assert said in line and said in sheet.oddFooter.left.text
    sheet.delete_rows(row)
    unmarked = io.BytesIO()
    sheet.parent.save(unmarked)
    marked, plain = (parse("表-2025-06.xlsx", each) for each in (data, unmarked.getvalue()))
    assert marked.rows == plain.rows and marked.rows_total == plain.rows_total == kept.rows
    assert marked.errors == plain.errors and marked.notes == plain.notes


def test_a_sheet_we_gave_out_is_handed_in_again():
    site = handing_in()
    site.hand_in("考勤表-2025-06.xlsx")
    data = blank_sheet(site.project, "payroll", month="2025-06", by=site.officer)
    result = site.hand_in("劳务报酬发放台账-2025-06.xlsx", data)
    assert not result["errors"] and result["accepted"] == 42 == result["rows"]


def test_a_long_list_needs_a_typed_purpose(client, site):
    set_to("export.ask.rows", "20")
    given = {"month": "2025-06", "by": site.officer}
    assert codes(refused(Refused, blank_sheet, site.project, "payroll", **given)) == ["NO_REASON"]
    client.force_login(site.officer)
    asked = {"kind": "payroll", "month": "2025-06"}
    address = f"/projects/{site.project.code}/ledgers/blank/"
    assert "请写明用途" in text_of(client.post(address, asked, follow=True))
    assert not Disclosure.objects.exists()
    answer = client.post(address, asked | {"reason": "月底集中核对台账"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert Disclosure.objects.get().reason == "月底集中核对台账"


def test_a_printed_list_is_recorded_and_says_who_printed_it(client, site):
    client.force_login(site.officer)
    batch = site.batch("2025-06")
    page = f"/payroll/{batch.pk}/signatures/"
    for printed in (page, f"/payroll/{batch.pk}/notice/"):
        assert f"打印人：{site.officer.full_name}" in text_of(client.get(printed))
    assert not Disclosure.objects.exists()
    assert client.post(f"{page}printed/").status_code == 204
    kept = Disclosure.objects.get()
    assert kept.what == "本人确认签字表 2025-06" and kept.rows == 42


# -- the list of it --------------------------------------------------------------------------------


def test_overseers_read_the_list_and_nobody_else_finds_it(client, site, person):
    reveal(person, "id", site.officer, f"{person.worker.name}来电核对")
    reveal(person, "id", site.person("owner.lead"), WHY)
    counts = {"audit.officer": 2, "contractor.lead": 1, "owner.lead": 1, "village.director": 0}
    for code, count in counts.items():
        client.force_login(auditor() if code == "audit.officer" else site.person(code))
        page = text_of(client.get("/disclosures/"))
        assert page.count('编号">DC') == count, code
        assert (person.worker.name in page) == (count > 0) and opened(
            person.worker, "id"
        ) not in page
    for who in (site.officer, site.person("drc.clerk")):
        client.force_login(who)
        assert client.get("/disclosures/").status_code == 404


def test_who_keeps_the_system_reads_no_names(client, site, person):
    reveal(person, "id", site.officer, f"{person.worker.name}来电核对")
    client.force_login(keeper())
    page = text_of(client.get("/disclosures/"))
    assert page.count('编号">DC') == 1 and "来电核对" in page and site.project.code in page
    assert person.worker.name not in page and site.project.name not in page


def test_the_list_is_filtered_and_paged_by_a_constant_number_of_statements(client, site, person):
    client.force_login(auditor())
    reveal(person, "id", site.officer, WHY)
    with CaptureQueriesContext(connection) as one:
        client.get("/disclosures/")
    kept = Disclosure.objects.get()
    Disclosure.objects.bulk_create(
        Disclosure(project=kept.project, kind="EXPORT", what="名单", reason=f"用途{n}", by=kept.by,
                   at=kept.at) for n in range(70)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = text_of(client.get("/disclosures/"))
    assert len(many) == len(one) and page.count('编号">DC') == 30 and "用途69" in page
    after = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "用途39" in text_of(client.get(after))
    assert text_of(client.get("/disclosures/?kind=REVEAL")).count('编号">DC') == 1
    assert text_of(client.get("/disclosures/?q=没有此人")).count('编号">DC') == 0
