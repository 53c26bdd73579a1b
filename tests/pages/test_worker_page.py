"""/w/<token>/: a worker's own page. Nothing before the last four; afterwards his days, pay and word."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.test import Client

from flows.complaints.models import Complaint
from flows.engine import clock
from flows.payroll.actions.links import make_links, revoke_links
from flows.payroll.models import Confirmation, PayrollLine, WorkerLink, digest_of
from flows.payroll.views.visitor import PROVED
from tests.dossier import everything
from tests.pages.conftest import text_of
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, LEDGER, line
from tests.payroll.test_confirmation import compiled, unsigned

pytestmark = pytest.mark.django_db
LAST4 = made.identity(1)[-4:]
OTHER = made.identity(2)[-4:]


@pytest.fixture
def site(db):
    return compiled(unsigned(1), unsigned(2))


@pytest.fixture
def token(site):
    return token_of(site, "张三")


def token_of(site, name):
    person = line(name).engagement_id
    return make_links(site.batch(JUNE), [person], by=site.officer)[person]


def entered(token, last4=LAST4):
    """A phone that has given the last four."""
    phone = Client()
    assert phone.post(f"/w/{token}/", {"last4": last4}).status_code == 302
    return phone


def confirm(phone, token, name="张三", **more):
    said = {"seen": digest_of(line(name))} | more
    return phone.post(f"/w/{token}/lines/{line(name).pk}/", said)


def quiet(before):
    """Nothing has changed but the count of wrong tries."""
    after = everything()
    counted = {"flows_wrongfactor", "flows_workerlink"}
    return {k: v for k, v in before.items() if k not in counted} == {
        k: v for k, v in after.items() if k not in counted
    }


def test_before_the_last_four_nothing_is_told(client, site, token):
    answer = client.get(f"/w/{token}/")
    page = text_of(answer)
    assert answer.status_code == 200 and "身份证的后四位" in page
    for private in ("张三", "张*", LAST4, site.project.name, site.project.code, "400", "示例",
                    str(site.project.contractor), site.officer.full_name):  # fmt: skip
        assert private not in page, private
    key = line("张三").pk
    for url in (f"/w/{token}/lines/{key}/slip/", f"/w/{token}/lines/{key}/objection/"):
        assert client.get(url).url == f"/w/{token}/"
    before = everything()
    assert confirm(client, token).url == f"/w/{token}/" and everything() == before


def test_the_page_is_kept_and_found_by_nobody(client, token):
    for answer in (
        client.get(f"/w/{token}/"),
        entered(token).get(f"/w/{token}/"),
        client.get("/w/x/"),
    ):
        assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"
        page = text_of(answer)
        assert "<script" not in page and "style=" not in page and "http" not in page


def test_only_the_hash_of_a_token_is_kept(site, token):
    assert len(token) >= 43 and not any(token in str(row) for row in WorkerLink.objects.values())
    entry = site.project.chain.entries.get(move="make_links")
    assert entry.payload == {"people": 1, "days": 14} and token not in str(vars(entry))


def test_he_sees_his_days_his_pay_and_nobody_elses(token):
    page = text_of(entered(token).get(f"/w/{token}/"))
    for said in ("张三", "2 天 × 200.00 元", "400.00 元", f"****{made.card(1)[-4:]}", "等您确认",
                 "出勤 2 天", "安全培训", "XY-1"):  # fmt: skip
        assert said in page, said
    assert page.count("<b>全</b>") == 2
    for number in (made.identity(1), made.card(1), "李四", "13800000001"):
        assert number not in page


def test_the_last_four_may_be_typed_wide_or_small(site):
    worker = line("王五").engagement.worker
    worker.id_last4 = "123X"
    worker.save()
    token = token_of(site, "王五")
    for typed in ("123x", "１２３Ｘ", " 123X "):
        entered(token, typed)


def test_confirming_is_a_fact_and_frees_the_line(site, token):
    phone = entered(token)
    assert confirm(phone, token).url == f"/w/{token}/?said=done"
    found, now = Confirmation.objects.get(line=line("张三")), line("张三")
    assert (found.method, found.net, found.by, found.digest) == ("LINK", 400, None, digest_of(now))
    assert now.confirmed and now.status == "RECORDED" and now.confirmed_at == found.at
    assert len(found.device) == len(found.address) == 64 and "127.0.0.1" not in found.address
    entry = site.project.chain.entries.get(move="confirm_lines")
    assert entry.actor_name == "系统" and entry.payload == {"method": "LINK", "lines": 1}
    page = text_of(phone.get(f"/w/{token}/?said=done"))
    assert "已经确认" in page and "在手机上确认" in page and "own-confirm" not in page


def test_confirmed_once_only(token):
    phone = entered(token)
    confirm(phone, token)
    before = everything()
    again = confirm(phone, token)
    assert again.status_code == 409 and "不需要确认" in text_of(again) and everything() == before


def test_what_changed_since_he_looked_is_not_confirmed(token):
    phone, before = entered(token), everything()
    answer = confirm(phone, token, seen="0" * 64)
    assert answer.status_code == 409 and "刚刚有变化" in text_of(answer) and everything() == before


def test_nobody_confirms_for_another(token):
    phone, before = entered(token), everything()
    assert confirm(phone, token, "李四").status_code == 404
    assert phone.get(f"/w/{token}/lines/{line('李四').pk}/slip/").status_code == 404
    assert everything() == before


def test_a_compiled_month_only_may_be_confirmed():
    site = compiled(unsigned(1), to="DRAFT")
    token = token_of(site, "张三")
    phone = entered(token)
    before = everything()
    assert "还在核算" in text_of(phone.get(f"/w/{token}/"))
    assert confirm(phone, token).status_code == 409 and everything() == before


def test_a_ledger_without_the_mark_does_not_take_his_word_back(site, token):
    confirm(entered(token), token)
    rows = [unsigned(1), unsigned(2), made.line(3, "王五", 2)]
    assert site.hand_in(LEDGER, made.pay(*rows))["unchanged"] == 3
    assert line("张三").confirmed and Confirmation.objects.filter(voided_at=None).count() == 2


def test_five_wrong_tries_close_the_link(client, site, token):
    before = everything()
    for left in (4, 3, 2, 1):
        answer = client.post(f"/w/{token}/", {"last4": OTHER})
        assert answer.status_code == 422 and f"还可以试 {left} 次" in text_of(answer)
    assert quiet(before)
    closed = client.post(f"/w/{token}/", {"last4": ""})
    assert closed.status_code == 410 and "劳资专管员" in text_of(closed)
    assert client.post(f"/w/{token}/", {"last4": LAST4}).status_code == 410  # too late
    assert site.project.chain.entries.filter(move="close_link").count() == 1
    fresh = token_of(site, "张三")
    assert "张三" in text_of(entered(fresh).get(f"/w/{fresh}/"))


def test_many_wrong_tries_from_one_place_slow_it_down(client, site):
    """Renewed again and again no link is closed, but the place is told to wait, right or wrong."""
    for _ in range(5):
        token = token_of(site, "张三")
        for _ in range(4):
            assert client.post(f"/w/{token}/", {"last4": "0000"}).status_code == 422
    assert client.post(f"/w/{token}/", {"last4": LAST4}).status_code == 429
    elsewhere = client.post(f"/w/{token}/", {"last4": LAST4}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_expired_revoked_and_unknown_links_say_whom_to_ask(client, site, token):
    phone = entered(token)
    revoke_links(site.batch(JUNE), [line("张三").engagement_id], by=site.officer)
    for visitor in (client, phone):
        answer = visitor.get(f"/w/{token}/")
        assert answer.status_code == 410 and "停用" in text_of(answer)
        assert "劳资专管员" in text_of(answer) and "张三" not in text_of(answer)
    assert confirm(phone, token).status_code == 410 and not line("张三").confirmed
    late = token_of(site, "张三")
    site.go_to(clock.today(site.project.chain) + dt.timedelta(days=15))
    answer = client.get(f"/w/{late}/")
    assert answer.status_code == 410 and "过期" in text_of(answer)
    unknown = client.get("/w/no-such-token/")
    assert unknown.status_code == 404 and "劳资专管员" in text_of(unknown)


def test_a_renewed_link_ends_the_old_one(client, site, token):
    fresh = token_of(site, "张三")
    assert client.get(f"/w/{token}/").status_code == 410
    assert client.get(f"/w/{fresh}/").status_code == 200


def test_a_phone_is_known_for_half_an_hour_and_for_one_link_only(monkeypatch, site, token):
    phone = entered(token)
    other = token_of(site, "李四")
    stolen = Client()
    stolen.cookies[PROVED] = phone.cookies[PROVED].value
    assert "张三" in text_of(stolen.get(f"/w/{token}/"))  # the same cookie is the same phone
    assert "李四" not in text_of(stolen.get(f"/w/{other}/"))
    forged = Client()
    forged.cookies[PROVED] = signing.dumps(1, salt="other")
    assert "张三" not in text_of(forged.get(f"/w/{token}/"))
    monkeypatch.setattr("flows.payroll.views.visitor.HALF_HOUR", -1)
    assert "张三" not in text_of(phone.get(f"/w/{token}/"))
    assert confirm(phone, token).url == f"/w/{token}/" and not line("张三").confirmed


def test_an_objection_becomes_a_complaint(site, token):
    phone, key = entered(token), line("张三").pk
    url = f"/w/{token}/lines/{key}/objection/"
    assert "哪里不对" in text_of(phone.get(url))
    before = everything()
    empty = phone.post(url, {"kind": "", "words": ""})
    assert empty.status_code == 422 and "请选一项" in text_of(empty) and everything() == before
    words = f"六月我做了三天，卡号{made.card(1)}"
    assert phone.post(url, {"kind": "考勤有误", "words": words}).url == f"/w/{token}/?said=objected"
    phone.post(url, {"kind": "考勤有误", "words": words})
    found = Complaint.objects.get()
    assert (found.source, found.kind, found.engagement) == (
        "本人",
        "考勤有误",
        line("张三").engagement,
    )
    assert f"{found.month:%Y-%m}" == JUNE and made.card(1) not in found.content
    assert found.number in text_of(phone.get(f"/w/{token}/"))
    assert not line("张三").confirmed


def test_the_slip_has_what_the_law_asks_for(client, site, token):
    page = text_of(entered(token).get(f"/w/{token}/lines/{line('张三').pk}/slip/"))
    client.force_login(site.officer)
    printed = text_of(client.get(f"/payroll/lines/{line('张三').pk}/slip/"))
    for said in ("用人单位", str(site.project.contractor), "支付周期", "支付日期", "张三",
                 f"****{LAST4}", "联系方式", "工作时间", "应发", "代扣代缴", "实发", "400.00",
                 "银行凭证", "本人确认"):  # fmt: skip
        assert said in page and said in printed, said
    for number in (made.identity(1), made.card(1)):
        assert number not in page and number not in printed


def test_the_page_asks_the_database_the_same_for_one_month_and_three(site, token, statements):
    phone = entered(token)
    with statements() as one:
        phone.get(f"/w/{token}/")
    for month in ("2025-07", "2025-08"):
        batch = type(site.batch(JUNE)).objects.get_or_create(
            project=site.project, month=f"{month}-01", defaults={"created_at": clock.now()}
        )[0]
        for person in {x.engagement for x in PayrollLine.objects.filter(batch__month="2025-06-01")}:
            PayrollLine.objects.create(
                batch=batch, engagement=person, days=1, rate=200, gross=200, net=200
            )
    with statements() as three_months:
        page = text_of(phone.get(f"/w/{token}/"))
    assert "2025年8月" in page and len(one) == len(three_months) <= 14


def test_the_officer_prints_codes_and_sees_who_confirmed(client, site, stranger):
    url = f"/payroll/{site.batch(JUNE).pk}/links/"
    client.force_login(site.officer)
    page = text_of(client.get(url))
    assert page.count("等待确认") == 2 and "签字表" in page
    before = everything()
    assert client.post(url, {"do": "make"}).status_code == 422 and quiet(before)
    people = [line(name).engagement_id for name in ("张三", "李四")]
    made_page = client.post(url, {"do": "make", "people": people})
    sheet = text_of(made_page)
    assert "no-store" in made_page["Cache-Control"] and len(re.findall("<svg", sheet)) >= 2
    assert "张三" in sheet and "style=" not in sheet and WorkerLink.objects.count() == 2
    assert "有效至" in text_of(client.get(url))
    client.post(url, {"do": "revoke", "people": people})
    assert WorkerLink.objects.filter(revoked_at=None).count() == 0
    client.force_login(site.person("owner.lead"))
    assert client.get(url).status_code == 403 == client.post(url, {"do": "make"}).status_code
    client.force_login(stranger)
    assert client.get(url).status_code == 404
