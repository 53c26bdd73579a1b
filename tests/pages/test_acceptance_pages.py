"""The acceptance case: checklist down to the row, committee, explanation, votes with dissent."""

import pytest

from flows.acceptance.models import CommitteeMember, ItemExplanation
from flows.payroll.models import PayrollLine
from flows.projects.models import Baseline
from tests.dossier import everything
from tests.pages.conftest import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client, works):
    client.force_login(works.holder("owner.lead"))
    return client


def page_of(works):
    return f"/papers/AcceptanceCase/{works.case.pk}/"


def item_of(works, code):
    return f"/acceptance/{works.case.pk}/items/{code}/"


def test_the_checklist_shows_value_target_verdict_and_leads_to_rows(owner, works):
    page = text_of(owner.get(page_of(works)))
    for text in ("核验表", "L4 劳务报酬总额", "3,000.00 元", "100.00%", "没有红旗", "阻断"):
        assert text in page, text
    rows = text_of(owner.get(item_of(works, "L10")))
    for text in ("考勤与计薪工日一致", "王一", "赵二", "考勤工日", "回到核验表", "下一项 L11"):
        assert text in rows, text


def test_a_changed_line_changes_the_checklist_and_is_found_by_the_filter(owner, works):
    assert "不符合的人员" not in text_of(owner.get(item_of(works, "L10")))
    line = PayrollLine.objects.filter(pk=works.lines[1].pk)
    line.update(confirmed=False)  # what is confirmed is frozen
    line.update(days=6, confirmed=True)
    page = text_of(owner.get(item_of(works, "L10")))
    assert "不符合的人员" in page and "相差合计 1 工日" in page
    only = text_of(owner.get(f"{item_of(works, 'L10')}?only=bad"))
    assert "赵二" in only and "王一" not in only
    assert "没有明细行" in text_of(owner.get(f"{item_of(works, 'L10')}?month=2024-01"))
    assert "王一" in text_of(owner.get(f"{item_of(works, 'L10')}?month=2025-06&q=王"))


def test_every_item_opens(owner, works):
    codes = [f"E{n}" for n in range(1, 8)] + [f"L{n}" for n in range(1, 19)]
    for code in codes:
        answer = owner.get(item_of(works, code))
        assert answer.status_code == 200 and code in text_of(answer), code
    assert owner.get(item_of(works, "L19")).status_code == 404


def test_the_owner_explains_where_the_item_asks(owner, client, works):
    Baseline.objects.filter(project=works.project).update(labour_pay=5000)
    works.report()
    address = item_of(works, "L4")
    assert "记录说明" in text_of(owner.get(address))
    assert "记录说明" not in text_of(owner.get(item_of(works, "L10")))
    assert owner.post(address, {"text": " "}).status_code == 422
    assert owner.post(address, {"text": "雨季停工，工日减少。"}).status_code == 302
    assert ItemExplanation.objects.get().code == "L4"
    page = text_of(owner.get(address))
    assert "雨季停工，工日减少。" in page and "需说明" in page
    client.force_login(works.holder("contractor.lead"))
    before = everything()
    refused = client.post(address, {"text": "我来说明"})
    assert refused.status_code == 403 and everything() == before


def test_the_owner_composes_the_committee(owner, client, works):
    works.report()
    from flows.demo.actors import agree

    agree(works.case)
    address = f"/acceptance/{works.case.pk}/committee/"
    assert address in text_of(owner.get(page_of(works)))
    page = text_of(owner.get(address))
    assert "主任" in page and "列席，不表决" in page
    voting = list(CommitteeMember.objects.filter(voting=True).values_list("post_id", flat=True))
    chair = works.project.post("owner.lead").pk
    town = works.project.post("township.clerk").pk
    chosen = {f"role-{pk}": "vote" for pk in voting[:5]} | {"chair": chair, f"role-{town}": "speak"}
    assert owner.post(address, {"chair": chair}).status_code == 422
    absent = owner.post(address, chosen | {f"role-{chair}": ""})
    assert absent.status_code == 422 and "主任须参加委员会" in text_of(absent)
    assert owner.post(address, chosen).status_code == 302
    assert CommitteeMember.objects.filter(voting=True).count() == 5
    client.force_login(works.holder("contractor.lead"))
    before = everything()
    assert client.post(address, chosen).status_code == 403 and everything() == before
    agree(works.case)
    assert client.get(address).status_code == 302  # formed: nothing to compose any more


def test_votes_show_dissent(owner, works):
    works.to_vote()
    seats = CommitteeMember.objects.filter(voting=True).count()
    works.vote(*(["agree"] * (seats - 2)), "rectify", "refused")
    page = text_of(owner.get(page_of(works)))
    for text in ("表决", "同意但限期整改", "不同意", "理由", "验收委员会", "达到通过票数"):
        assert text in page, text


def test_the_handover_compares_promise_and_fact(owner, works):
    from flows.demo.actors import agree

    works.to_vote()
    works.vote(*(["agree"] * CommitteeMember.objects.filter(voting=True).count()))
    agree(works.case)
    page = text_of(owner.get(f"/papers/Handover/{works.handover.pk}/"))
    for text in ("管护：批复与落实", "示例村民委员会", "20,000.00", "未填写", "决算和专户"):
        assert text in page, text
