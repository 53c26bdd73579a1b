"""The pages of 逐项核验 and 封存: one form for all items, a banner that names what changed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.acceptance.actions import Word, explain_item, review_items
from flows.acceptance.models import ItemExplanation, ItemReview, Seal
from flows.demo.actors import agree
from flows.payroll.models import PayrollLine
from flows.reports.papers.sealed import sealed
from tests.acceptance.conftest import all_confirmed
from tests.dossier import everything


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def case(works):
    return works.to_verify()


@pytest.fixture
def as_member(client, works, case):
    client.force_login(works.holder("drc.chief"))
    return client


def items_of(case):
    return f"/acceptance/{case.pk}/items/"


def test_one_form_for_all_items(as_member, case):
    page = text_of(as_member.get(items_of(case)))
    assert "证据封存完好" in page and "其余全部确认" in page and "L18 资产移交与决算" in page
    said = {"word-L10": "CONTESTED", "opinion-L10": "六月两人工日对不上", "rest": "1"}
    assert as_member.post(items_of(case), said).status_code == 302
    assert ItemReview.objects.count() == 25
    page = text_of(as_member.get(items_of(case)))
    assert "有异议：六月两人工日对不上" in page and "异议 1 项次，未说明 1" in page
    before = everything()
    assert "没有变化" in text_of(as_member.post(items_of(case), said, follow=True))
    after = everything()  # but for the clock of a simulated project, which every move sets on
    assert {name for name in after if after[name] != before[name]} <= {"flows_chain"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"word-L10": "CONTESTED"}, "没有写明意见"),
        ({"opinion-L10": "对不上"}, "请选择确认或有异议"),
        ({"word-L10": "PERHAPS"}, "没有填好"),
    ],
)
def test_what_is_not_said_well_is_kept_and_refused(as_member, case, said, told):
    before = everything()
    answer = as_member.post(items_of(case), said | {"opinion-L6": "", "word-L6": "CONFIRMED"})
    assert answer.status_code == 422 and told in text_of(answer)
    assert everything() == before


def test_others_read_and_do_not_write(client, works, case):
    client.force_login(works.holder("contractor.labour"))
    assert "其余全部确认" not in text_of(client.get(items_of(case)))
    before = everything()
    assert client.post(items_of(case), {"rest": "1"}).status_code == 403
    assert everything() == before
    client.force_login(works.holder("contractor.lead"))
    page = text_of(client.get(items_of(case)))
    assert "您列席" in page and "其余全部确认" not in page


def test_the_owner_answers_what_is_contested_and_it_shows_as_later(client, works, case):
    review_items(case, {"L10": Word("CONTESTED", "对不上")}, by=works.holder("drc.chief"))
    client.force_login(works.holder("owner.lead"))
    item = f"{items_of(case)}L10/"
    page = text_of(client.get(item))
    assert "有异议：" in page and "记录说明" in page
    assert client.post(item, {"text": "已核对点名照片。"}).status_code == 302
    ItemExplanation.objects.update(at=dt.datetime(2025, 8, 20, 23, tzinfo=dt.UTC))
    page = text_of(client.get(items_of(case)))
    assert "封存后说明" in page and "已核对点名照片。" in page and "证据封存完好" in page
    assert "说明：已核对点名照片。" in text_of(client.get(f"/papers/AcceptanceCase/{case.pk}/"))


def test_the_banner_names_the_rows_that_changed(client, works, case):
    PayrollLine.objects.filter(pk=works.lines[0].pk).update(paid_on=dt.date(2025, 7, 19))
    client.force_login(works.holder("owner.lead"))
    for address in (f"/papers/AcceptanceCase/{case.pk}/", items_of(case), f"{items_of(case)}L6/"):
        page = text_of(client.get(address))
        assert "封存已破：报酬改动 1 行" in page, address
        assert "王一 尾号 0000　2025-06　实发 1,000.00 元" in page, address
    page = text_of(client.get(f"/acceptance/{case.pk}/seal/"))
    assert "第 1 轮" in page and "王一" in page and case.seals.get().sha256 in page


def test_the_rows_of_an_item_are_narrowed_by_village_and_month(client, works, case):
    client.force_login(works.holder("owner.lead"))
    for code in ("L8", "L10"):
        item = f"{items_of(case)}{code}/"
        assert "王一" in text_of(client.get(f"{item}?village=示例村&month=2025-06"))
        assert "没有明细行" in text_of(client.get(f"{item}?month=2025-05"))
        assert "没有明细行" in text_of(client.get(f"{item}?village=外村"))


def test_the_statements_of_the_pages_do_not_grow(client, works, case):
    client.force_login(works.holder("owner.lead"))
    found = []
    for add in (0, 3):
        for number in range(add):
            works.person(10 + number, f"新人{number}")
        PayrollLine.objects.filter(pk=works.lines[0].pk).update(paid_on=dt.date(2025, 7, 19))
        for address in (items_of(case), f"{items_of(case)}L10/", f"/acceptance/{case.pk}/seal/"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
    assert found[3:] == [found[0] + 1, found[1] + 1, found[2] + 1] or found[3:] == found[:3]
    assert max(found) < 90


def test_the_closing_paper_prints_seal_reviews_and_objections(works, case):
    review_items(case, {"L10": Word("CONTESTED", "对不上")}, by=works.holder("drc.chief"))
    explain_item(case, "L10", "已核对点名照片。", by=works.holder("owner.lead"))
    all_confirmed(case)
    agree(case)
    works.vote(*("agree",) * 7)
    agree(works.case)
    said = sealed(works.case)
    seal = Seal.objects.get()
    assert (said["封存编号"], said["封存校验码"]) == (seal.number, seal.sha256)
    assert "核验完全部 25 项的 7 名；异议 1 项次" in said["核验情况"]
    assert said["异议"][0]["意见"] == "对不上" and said["异议"][0]["答复"] == "已核对点名照片。"
    assert len(said["核验"]) == 25 and said["核验"][10]["实际"] == "3,000.00 元"
