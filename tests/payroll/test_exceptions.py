"""现金、代领: asked with evidence, decided by the township, paid against a signed receipt."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from flows.acceptance.figures.pay import Limits, pay
from flows.demo.actors import agree, fresh, whose
from flows.documents.filetypes import BadFile
from flows.documents.models import Attachment
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.payroll.actions.bank import payable
from flows.payroll.actions.exceptions import ask_exception, record_cash_payment
from flows.payroll.models import PayException
from tests.dossier import codes, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, bank, compile_june, line, paid, statuses, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PDF = ("委托书.pdf", b"%PDF-1.4\n%%EOF")


@remembered
def compiled():
    """June confirmed by everybody; 李四's card is his brother's."""
    site = three()
    compile_june(site, made.line(2, "李四", 2, 户名="李大"))
    site.move_on(JUNE, "CONFIRMED")
    return site


@pytest.fixture
def site(db):
    return compiled()


def ask(site, name="李四", **changes):
    said = {"by": site.officer, "method": "PROXY", "reason": "本人住院，由兄长代领。",
            "recipient": "李大", "relation": "兄弟", "files": [PDF]} | changes  # fmt: skip
    return ask_exception(line(name), **said)


def pay_out(site, name="李四", **changes):
    said = {"by": site.person("owner.lead"), "paid_on": dt.date(2025, 7, 15), "evidence": PDF}
    return record_cash_payment(line(name), **said | changes)


def test_what_is_asked_without_grounds_leaves_nothing(site):
    assert codes(refused(Refused, ask, site, files=[])) == ["EVIDENCE_MISSING"]
    assert codes(refused(Refused, ask, site, recipient="")) == ["RECIPIENT_MISSING"]
    assert codes(refused(Refused, ask, site, reason=" ", method="CARD")) == [
        "METHOD_UNKNOWN", "REASON_MISSING",
    ]  # fmt: skip
    refused(NotYours, ask, site, by=site.person("owner.lead"))
    refused(BadFile, ask, site, files=[("说明.exe", b"MZ")])
    ask(site)
    assert codes(refused(Refused, ask, site)) == ["EXCEPTION_ASKED"]


def test_the_card_of_an_approved_proxy_is_not_held(site):
    assert line("李四").status == "HELD" and line("李四").hold_code == "F10"
    request = ask(site)
    assert whose(request) == site.person("township.ledger")
    assert line("李四").status == "HELD" and line("李四").pay_method == "CARD"
    agree(request)
    assert line("李四").pay_method == "PROXY" and line("李四").status == "CLEARED"


def test_a_proxy_for_another_name_frees_nothing(site):
    agree(ask(site, recipient="王二", relation="邻居"))
    assert line("李四").status == "HELD"


def test_refused_it_stays_as_it_was(site):
    request = ask(site)
    gate.perform(request, "refuse", by=whose(request), opinion="本人有社保卡，可以代发")
    assert fresh(request).state == "REFUSED" and line("李四").pay_method == "CARD"
    ask(site)  # with better grounds it may be asked again


def paying(site):
    agree(ask(site))
    site.move_on(JUNE, "PAYING")
    site.go_to(dt.date(2025, 7, 20))


def test_left_out_of_the_bank_file_and_paid_against_a_receipt(site):
    paying(site)
    assert [each.engagement.worker.name for each in payable(site.batch(JUNE))] == ["张三", "王五"]
    refused(NotYours, pay_out, site, by=site.officer)
    assert codes(refused(Refused, pay_out, site, paid_on=dt.date(2025, 7, 30))) == ["PAID_ON_WRONG"]
    assert codes(refused(Refused, pay_out, site, name="张三")) == ["NOT_EXCEPTED"]
    refused(BadFile, pay_out, site, evidence=("签收.pdf", b"?"))
    pay_out(site)
    assert line("李四").status == "PAID" and line("李四").paid_on == dt.date(2025, 7, 15)
    kept = Attachment.objects.filter(paper="PayException", paper_id=PayException.objects.get().pk)
    assert sorted(kept.values_list("kind", flat=True)) == ["现金代领凭证", "领款签收单"]
    assert codes(refused(Refused, pay_out, site)) == ["LINE_NOT_DUE"]
    bank(site, paid(1), paid(3))
    assert set(statuses().values()) == {"PAID"}
    agree(site.batch(JUNE))
    assert site.batch(JUNE).state == "DONE"
    found = pay(site.project, dt.date(2025, 7, 20), Limits(31, 7, 2))
    assert found.receipt_gap == 0 and not found.unanswered.workers  # L13: by its evidence
    assert found.exceptions == 1 and not found.not_own_card.workers  # L11: with its papers
    assert found.paid_to_own_card == Decimal("800.00") and found.confirmed == found.lines == 3


def test_the_pages_ask_and_pay(site, client):
    client.force_login(site.officer)
    url = f"/payroll/lines/{line('李四').pk}/exception/"
    assert "现金或代领" in client.get(url).content.decode()
    assert client.post(url, {"method": "CASH", "reason": "没有卡"}).status_code == 422

    def file():
        return SimpleUploadedFile(*PDF)

    answer = client.post(url, {"method": "CASH", "reason": "本人没有银行卡", "files": [file()]})
    request = PayException.objects.get()
    assert answer.status_code == 302 and request.method == "CASH"
    client.force_login(site.person("township.ledger"))
    assert "申请现金的行" in client.get(f"/papers/PayException/{request.pk}/").content.decode()
    cash = f"/payroll/lines/{line('李四').pk}/cash/"
    assert "由业主项目负责人登记" in client.get(cash).content.decode()
    answer = client.post(cash, {"paid_on": "2025-07-15", "file": file()})
    assert answer.status_code == 403
