"""The pages of a change: the list with what starts one, the form of its kinds, both sides."""

import pytest
from django.urls import reverse

from flows.changes.models import Change
from flows.demo.actors import fresh, whose
from tests.changes.test_change import MORE, at, decide, drafted, promised
from tests.dossier import CITY, DISTRICT, everything, holding

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_the_owner_starts_a_change_and_writes_in_what_its_kinds_change(client):
    project = promised()
    page = reverse("changes", args=[project.code])
    client.force_login(holding(project, "contractor.lead"))
    assert "发起变更，填写内容" not in text_of(client.get(page))
    assert client.post(page, {"kinds": ["TERM"]}).status_code == 403
    client.force_login(holding(project, "owner.lead"))
    before = everything()
    assert "批复基线 1" in text_of(client.get(page))
    assert client.post(page, {"kinds": []}).status_code == 422
    assert everything() == before and not Change.objects.exists()
    edit = client.post(page, {"kinds": ["ESTIMATE"], "reason": "材料涨价"}).url
    form = text_of(client.get(edit))
    assert "现为 1,980,000.00；不变的不填。" in form and "变更后计划完工" not in form
    change = Change.objects.get()
    given = {
        "expect": change.version, "kinds": ["ESTIMATE"], "reason": "材料涨价",
        "new_total": "2200000", "fund_2": "1500000", "fund_3": "700000", "money_source": "追加",
    }  # fmt: skip
    assert client.post(edit, given).status_code == 302
    assert fresh(change).new_funds == {CITY: "1500000", DISTRICT: "700000"}
    told = text_of(client.get(reverse("paper", args=["Change", change.pk])))
    assert "变更前后对照" in told and "2,200,000.00" in told and "+11.1%" in told
    assert "ESTIMATE_OVER" in told and "BUDGET_BODY" in told
    assert client.post(page, {"kinds": ["TERM"]}).status_code == 422
    assert "正在办理" in text_of(client.get(page))


def test_the_decider_sees_both_sides_and_the_project_both_promises(client):
    change = at(["ESTIMATE"], MORE, "DECIDING")
    client.force_login(whose(change))
    told = text_of(client.get(reverse("paper", args=["Change", change.pk])))
    assert "要求重报可研" in told and "劳务报酬占中央预算内投资" in told
    decide(change, "approve")
    told = text_of(client.get(reverse("project", args=[change.project.code])))
    assert "批复基线对照" in told and "对照批复基线 2（第 1 次变更" in told


def test_to_strangers_it_does_not_exist(client):
    change = drafted(["TERM"], {})
    client.force_login(holding(change.project, "owner.lead"))
    change.project.owner.posts.get(code="owner.lead").appointments.update(ended_on="2025-01-01")
    assert client.get(reverse("changes", args=[change.project.code])).status_code == 404
    assert client.get(reverse("paper", args=["Change", change.pk])).status_code == 404


def test_the_list_asks_the_same_of_the_database_for_one_change_and_for_three(
    client, django_assert_max_num_queries
):
    project = promised()
    client.force_login(holding(project, "owner.lead"))
    page = reverse("changes", args=[project.code])
    facts = {"project": project, "kinds": ["TERM"], "created_at": project.created_at}
    Change.objects.create(number=1, state="REJECTED", baseline=project.baseline, **facts)
    client.get(page)
    with django_assert_max_num_queries(60) as asked:
        client.get(page)
    for number in (2, 3):
        Change.objects.create(number=number, state="REJECTED", baseline=project.baseline, **facts)
    with django_assert_max_num_queries(len(asked)):
        client.get(page)
