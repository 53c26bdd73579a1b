"""A month's pay on its pages: lines with reason and cure, the notice, the strike, the flags."""

import pytest

from flows.demo.actors import fresh
from flows.payroll.models import FlagReview, PayrollLine, StrikeRequest
from tests.dossier import everything
from tests.pages.conftest import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(works):
    """The second person's line, held because its sums are wrong."""
    line = works.lines[1]
    PayrollLine.objects.filter(pk=line.pk).update(
        status="HELD",
        paid_on=None,
        hold_code="L6",
        hold_message="应发写错。",
        hold_cure="更正金额。",
    )
    return fresh(line)


def test_the_batch_names_held_lines_with_reason_and_cure(client, works, held):
    client.force_login(works.holder("contractor.labour"))
    page = text_of(client.get(f"/papers/PayrollBatch/{works.batch.pk}/"))
    for text in ("赵二", "应发写错。", "更正金额。", "L6", "申请剔除此行", "公示表"):
        assert text in page, text
    client.force_login(works.holder("township.ledger"))
    assert "申请剔除此行" not in text_of(client.get(f"/papers/PayrollBatch/{works.batch.pk}/"))


def test_lines_are_found_by_state_and_by_name(client, works, held):
    client.force_login(works.holder("township.ledger"))
    address = f"/payroll/{works.batch.pk}/lines/"
    assert all(name in text_of(client.get(address)) for name in ("王一", "赵二", "钱三"))
    only = text_of(client.get(f"{address}?tab=question"))
    assert "赵二" in only and "王一" not in only
    assert "没有这样的行" in text_of(client.get(f"{address}?q=没有此人"))


def test_the_notice_masks_names_and_cards(client, works, held):
    client.force_login(works.holder("village.accountant"))
    page = text_of(client.get(f"/payroll/{works.batch.pk}/notice/"))
    for text in ("王*", "赵*", "合计 3 人", "3,000.00", "暂缓发放，核实中", "监督电话"):
        assert text in page, text
    assert not any(name in page for name in ("王一", "赵二", "钱三")) and "应发写错" not in page
    signed = text_of(client.get(f"/payroll/{works.batch.pk}/signatures/"))
    assert "王一" in signed and "本人签字" in signed


def test_a_strike_is_asked_once_with_a_reason(client, works, held):
    client.force_login(works.holder("contractor.labour"))
    address = f"/payroll/lines/{held.pk}/strike/"
    before = everything()
    assert client.post(address, {"reason": " "}).status_code == 422
    assert everything() == before
    answer = client.post(address, {"reason": "本人未到岗。"}, follow=True)
    page = text_of(answer)
    assert "剔除申请已提出" in page and "本人未到岗。" in page and "赵二" in page
    assert StrikeRequest.objects.get().state == "ASKED"
    again = client.post(address, {"reason": "再提一次"})
    assert (
        again.status_code == 422 and "再提一次" in text_of(again) and "正在复核" in text_of(again)
    )


def test_only_the_labour_officer_asks(client, works, held):
    client.force_login(works.holder("contractor.lead"))
    before = everything()
    answer = client.post(f"/payroll/lines/{held.pk}/strike/", {"reason": "理由"})
    assert answer.status_code == 403 and "理由" in text_of(answer) and everything() == before


@pytest.fixture
def low(works):
    """The third person is paid below the minimum wage: F17, which asks for an opinion."""
    line = PayrollLine.objects.filter(pk=works.lines[2].pk)
    line.update(confirmed=False)  # what is confirmed is frozen
    line.update(rate=20, gross=100, net=100, confirmed=True)


def test_the_township_reviews_a_flag_with_reasons(client, works, low):
    address = f"/projects/{works.project.code}/flags/"
    client.force_login(works.holder("township.ledger"))
    page = text_of(client.get(address))
    assert "F17 低于最低工资" in page and "记录复核意见" in page
    assert client.post(address, {"code": "F17", "opinion": " "}).status_code == 422
    assert client.post(address, {"code": "F17", "opinion": "已核实为半日零工。"}).status_code == 302
    page = text_of(client.get(address))
    assert "已核实为半日零工。" in page and "已复核" in page and "记录复核意见" not in page
    assert FlagReview.objects.count() == 1


def test_others_see_flags_and_cannot_review(client, works, low):
    address = f"/projects/{works.project.code}/flags/"
    client.force_login(works.holder("contractor.labour"))
    assert "记录复核意见" not in text_of(client.get(address))
    answer = client.post(address, {"code": "F17", "opinion": "没关系"})
    assert answer.status_code == 403 and not FlagReview.objects.exists()


def test_a_flag_that_is_gone_is_said(client, works):
    client.force_login(works.holder("township.ledger"))
    answer = client.post(f"/projects/{works.project.code}/flags/", {"code": "F02", "opinion": "x"})
    assert answer.status_code == 422 and "没有亮起" in text_of(answer)


def test_a_worker_from_days_to_receipts(client, works):
    client.force_login(works.holder("township.ledger"))
    person = works.lines[0].engagement_id
    page = text_of(client.get(f"/projects/{works.project.code}/workers/{person}/"))
    for text in ("王一", "9日", "13日", "1,000.00", "回单 25.7.18", "已到账", "未登记"):
        assert text in page, text
    assert client.get(f"/projects/{works.project.code}/workers/999999/").status_code == 404


def test_workers_by_tab_and_name(client, works):
    client.force_login(works.holder("township.ledger"))
    address = f"/projects/{works.project.code}/workers/"
    assert "5" in text_of(client.get(address))
    only = text_of(client.get(f"{address}?tab=priority"))
    assert "王一" in only and "赵二" not in only
    assert "钱三" in text_of(client.get(f"{address}?q=钱")) and "没有这样的人员" in text_of(
        client.get(f"{address}?tab=management")
    )
