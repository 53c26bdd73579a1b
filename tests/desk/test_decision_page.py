"""The decision page: done, refused, too late, not yours; and what was typed is never lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.demo.actors import agree, fresh, whose
from flows.desk.models import Seat
from flows.engine import clock, gate
from tests.dossier import ELEMENTS, a_colleague, a_project, case_of, everything, holding, item_of

pytestmark = pytest.mark.django_db


def address(paper):
    return f"/papers/{type(paper).__name__}/{paper.pk}/"


def press(client, paper, move, **typed):
    return client.post(address(paper), {"move": move, "expect": paper.version, **typed})


@pytest.fixture
def item(client):
    item = item_of(a_project(), "TOWN_REVIEW")
    client.force_login(whose(item))
    return item


def test_the_page_says_everything_needed(client, item):
    page = client.get(address(item)).content.decode()
    for text in (
        "乡镇审核",
        "核对是否小微工程",
        "实施意见二(一)",
        "审核通过，报区入库",
        "退回村里修改",
        "路面硬化",
        "1,500,000.00",
        "依次签署",
        "申报",
        "模拟日期",
    ):
        assert text in page, text


def test_a_decision_moves_the_paper_and_an_hour_passes(client, item):
    before = clock.now(item.chain)
    answer = press(client, item, "town_pass", opinion="情况属实")
    assert answer.status_code == 302 and answer.url == address(item)
    seat = Seat.objects.get(paper_id=item.pk, step="town_review", state="agreed")
    assert seat.opinion == "情况属实"
    assert clock.now(fresh(item).chain) == before + clock.WORKING_HOUR
    page = client.get(answer.url).content.decode()
    assert "已办理“审核通过，报区入库”" in page and "这件事现在不在您手上" in page


def test_a_project_in_real_time_keeps_real_time(client):
    item = item_of(a_project(on=None, code="2503-110118-04-01-200009"), "TOWN_REVIEW")
    client.force_login(whose(item))
    assert press(client, item, "town_pass").status_code == 302
    assert fresh(item).chain.simulated_at is None


def test_twice_the_same_is_harmless_and_says_who_and_when(client, item):
    press(client, item, "town_pass", opinion="第一次")
    before = everything()
    answer = press(client, item, "town_pass", opinion="第二次的文字")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert str(holding(item.project, "township.clerk")) in page and "第二次的文字" in page
    assert everything() == before


def test_a_changed_paper_is_a_conflict_that_keeps_the_text(client, item):
    gate.perform(item, "town_return", by=whose(item), opinion="请补充")
    answer = press(client, item, "town_pass", opinion="我写了很久")
    page = answer.content.decode()
    assert answer.status_code == 409 and "我写了很久" in page and "退回村里修改" in page


def test_a_return_without_opinion_is_refused_and_changes_nothing(client, item):
    before = everything()
    answer = press(client, item, "town_return", opinion=" ")
    assert answer.status_code == 422 and "必须写明意见" in answer.content.decode()
    assert everything() == before


def test_a_refusal_shows_rule_basis_and_cure_and_keeps_the_text(client):
    case = case_of(a_project(), "DECIDING")
    approval = {key: parts for key, parts in ELEMENTS.items() if key != "r10"}
    gate.fill(case, by=whose(case), elements=approval)
    case = fresh(case)
    client.force_login(whose(case))
    answer = press(client, case, "approve", opinion="同意批复", decision_number="密发改〔2025〕1号")
    page = answer.content.decode()
    assert answer.status_code == 422
    for text in ("r10", "未写明要素", "在要素表中补充填写", "同意批复"):
        assert text in page, text
    assert fresh(case).state == "DECIDING"


def test_inputs_are_asked_of_the_signature_that_decides(client):
    case = case_of(a_project(), "DECIDING")
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    case = fresh(case)
    client.force_login(whose(case))
    assert "decision_number" not in client.get(address(case)).content.decode()
    assert press(client, case, "approve").status_code == 302
    client.force_login(whose(fresh(case)))
    assert "decision_number" in client.get(address(case)).content.decode()
    assert (
        press(client, fresh(case), "approve", decision_number="密发改〔2025〕7号").status_code
        == 302
    )
    case = fresh(case)
    assert (case.state, case.decision_number) == ("DECIDED_APPROVE", "密发改〔2025〕7号")


def test_a_wrong_input_is_said_at_its_field(client):
    project = a_project()
    item_of(project, "FILED")
    survey = project.laboursurveys.get()
    client.force_login(whose(survey))
    answer = press(client, survey, "finish", willing="五十", priority="3", skills="会砌墙")
    page = answer.content.decode()
    assert answer.status_code == 422 and "会砌墙" in page and 'aria-invalid="true"' in page
    assert fresh(survey).state == "DRAFT"
    assert press(client, survey, "finish", willing="50", priority="3").status_code == 302
    assert fresh(survey).willing == 50


def test_somebody_else_sees_but_cannot_press(client, item):
    client.force_login(holding(item.project, "drc.chief"))
    page = client.get(address(item)).content.decode()
    assert "这件事现在不在您手上" in page and 'name="move"' not in page
    before = everything()
    answer = press(client, item, "town_pass", opinion="代办")
    assert answer.status_code == 403 and "不由您办理" in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize(
    "move", ["", "reserve_project", "vote.closed.", "vote.agreed.", "__init__"]
)
def test_a_move_nobody_offered_changes_nothing(client, item, move):
    before = everything()
    assert press(client, item, move).status_code in (403, 409, 422)
    assert everything() == before


def test_a_form_without_version_has_seen_nothing(client, item):
    assert client.post(address(item), {"move": "town_pass"}).status_code == 409


def test_the_page_costs_the_same_whatever_happened_before(client, item):
    client.force_login(holding(item.project, "drc.chief"))

    def asked():
        client.get(address(item))
        with CaptureQueriesContext(connection) as statements:
            client.get(address(item))
        return len(statements)

    first = asked()
    for _ in range(12):
        gate.perform(fresh(item), "town_return", by=whose(fresh(item)), opinion="改")
        agree(fresh(item))
    assert asked() <= first + 2


def test_edit_writes_through_the_door(client):
    item = item_of(a_project())
    client.force_login(whose(item))
    url = f"{address(item)}edit/"
    assert "申报理由" in client.get(url).content.decode()
    answer = client.post(
        url, {"need": "道路破损", "meeting_on": "2025-01-03", "expect": item.version}
    )
    item = fresh(item)
    assert answer.status_code == 302 and item.need == "道路破损" and item.version == 1
    stale = client.post(url, {"need": "另一份", "meeting_on": "", "expect": 0})
    assert stale.status_code == 409 and "另一份" in stale.content.decode()
    bad = client.post(url, {"need": "x", "meeting_on": "昨天", "expect": item.version})
    assert bad.status_code == 422 and fresh(item).need == "道路破损"
    client.force_login(holding(item.project, "township.clerk"))
    assert client.get(url).status_code == 302
    assert client.post(url, {"need": "改写", "expect": item.version}).status_code == 302
    assert fresh(item).need == "道路破损"


def test_next_task_is_offered_after_a_decision(client, item):
    other = item_of(a_project(code="2503-110118-04-01-200002", name="第二条路"), "TOWN_REVIEW")
    press(client, item, "town_pass")
    assert address(other) in client.get(address(item)).content.decode()


def test_two_in_one_post_one_decision(client, item):
    colleague = a_colleague(item.project.post("township.clerk"))
    press(client, item, "town_pass")
    client.force_login(colleague)
    assert press(client, item, "town_pass").status_code == 409
