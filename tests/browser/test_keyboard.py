"""In a real browser, without a mouse: ten mixed tasks, ticking many, and being told what others did."""

import pytest
from playwright.sync_api import expect

from flows.approval.models import ApprovalCase
from flows.demo.actors import agree, fresh, whose
from flows.desk import inbox
from flows.desk.models import Seat
from flows.orgs.models import Appointment, User
from flows.planning.flow import PlanningFlow
from flows.planning.models import PlanItem
from tests.acceptance.conftest import works  # noqa: F401
from tests.browser.test_decide import PASSWORD, fits, log_in, watch
from tests.dossier import a_project, case_of, holding, item_of
from tests.supervision.conftest import build  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def keys(page, *pressed):
    for key in pressed:
        page.keyboard.press(key)


def project_number(number):
    return a_project(name=f"示例道路{number:02}", code=f"2503-110118-04-01-2000{number:02}")


@pytest.fixture
def ten(works):  # noqa: F811
    """The district clerk's morning: what he is to do with each of his ten papers."""
    works.to_vote()
    clerk = holding(works.project, "drc.clerk")
    seat = Seat.objects.filter(paper="AcceptanceCase", state="open").order_by("order").last()
    Appointment.objects.get_or_create(user=clerk, post=seat.post, ended_on=None)
    Seat.objects.filter(pk=seat.pk).update(holder=clerk)
    papers = {("AcceptanceCase", works.case.pk): "vote"}
    for number, todo in enumerate(("agree", "agree", "return", "refuse"), 1):
        item = item_of(project_number(number), "JOINT_REVIEW")
        papers["PlanItem", item.pk] = todo
    for number, todo in enumerate(("agree", "return", "refuse", "return", "agree"), 5):
        papers["ApprovalCase", case_of(project_number(number), "SUBMITTED").pk] = todo
    assert set(inbox.mine(clerk).values_list("paper", "paper_id")) >= set(papers)
    Seat.objects.filter(holder=clerk, state="open").exclude(
        paper_id__in=[pk for _, pk in papers]
    ).update(holder=None)
    return clerk, papers


def log_in_by_keyboard(page, live_server, user):
    user.set_password(PASSWORD)
    user.save()
    page.goto(f"{live_server.url}/")
    expect(page.locator("#id_username")).to_be_visible()
    while page.evaluate("document.activeElement.id") != "id_username":
        keys(page, "Tab")
    page.keyboard.type(user.username)
    keys(page, "Tab")
    page.keyboard.type(PASSWORD)
    keys(page, "Enter")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()


def do(page, todo):
    """Decide the paper that is open, by keys; the confirmation is part of it."""
    if todo == "agree":
        keys(page, "a")
        expect(page.locator("#confirm")).to_be_visible()
        keys(page, "Enter")
    elif todo == "return":
        keys(page, "r")  # what the return does is shown first, and the opinion asked for
        expect(page.get_by_role("heading", name="退回", exact=True)).to_be_visible()
        expect(page.locator("#opinion")).to_be_focused()
        page.keyboard.type("请补充务工组织方案。ar1n?")  # none of these letters is a command here
        keys(page, "Control+Enter")
        expect(page.locator("#confirm")).to_be_visible()
        keys(page, "Enter")
    else:
        keys(page, "o")
        page.keyboard.type("不符合条件。")
        keys(page, "Escape")
        label = "不同意" if todo == "vote" else "不予"
        choices = page.locator(
            "#moves .buttons > :is(a, button), #moves .buttons > details > summary"
        )
        texts = [text.strip() for text in choices.all_inner_texts()]
        place = next(n for n, text in enumerate(texts, 1) if text.startswith(label))
        keys(page, str(place), "Enter")


def test_ten_mixed_tasks_by_keyboard_alone(page, live_server, ten):
    clerk, papers = ten
    said = watch(page)
    log_in_by_keyboard(page, live_server, clerk)
    expect(page.locator("tbody tr")).to_have_count(10)
    keys(page, "j", "j", "k", "Enter")
    done = set()
    while len(done) < 10:
        expect(page.locator("#moves .buttons")).to_be_visible()
        kind, pk = page.url.rstrip("/").split("/")[-2:]
        do(page, papers[kind, int(pk)])
        expect(page.get_by_text("已办理“").or_(page.get_by_text("已签署")).first).to_be_visible()
        done.add((kind, int(pk)))
        if len(done) < 10:
            expect(page.locator(".onward")).to_be_visible()
            here = page.url
            keys(page, "n")
            page.wait_for_url(lambda url, here=here: url != here)
    assert done == set(papers) and not inbox.mine(clerk).exists()
    states = {todo: set() for todo in papers.values()}
    for (kind, pk), todo in papers.items():
        model = {"PlanItem": PlanItem, "ApprovalCase": ApprovalCase}.get(kind)
        if model:
            states[todo].add(model.objects.get(pk=pk).state)
    assert states["refuse"] >= {"REMOVED"} and "TOWN_REVIEW" in states["return"]
    vote = Seat.objects.get(paper="AcceptanceCase", decided_by=clerk)
    assert vote.state == "refused" and vote.opinion == "不符合条件。"
    assert said == []


def test_escape_cancels_and_help_lists_the_keys(page, live_server):
    item = item_of(a_project(), "TOWN_REVIEW")
    log_in(page, live_server, whose(item))
    keys(page, "?")
    expect(page.locator("#keys")).to_contain_text("同意（先请您确认）")
    keys(page, "Escape", "j")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keys(page, "Enter")
    expect(page.locator("#moves .buttons")).to_be_visible()
    keys(page, "a")
    expect(page.locator("#confirm")).to_contain_text("审核通过，报区入库")
    keys(page, "Escape")
    expect(page.locator("#confirm")).not_to_be_visible()
    assert fresh(item).state == "TOWN_REVIEW" and fresh(item).version == item.version
    keys(page, "i")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    keys(page, "/")
    page.keyboard.type("jkxa?")  # typing is typing
    expect(page.locator("input[type=search]")).to_have_value("jkxa?")
    expect(page.locator("#keys")).not_to_be_visible()


@pytest.mark.parametrize("width, height", [(1280, 900), (360, 740)])
def test_ticking_many_and_agreeing_once(page, live_server, monkeypatch, width, height):
    step = next(each for each in PlanningFlow.steps() if each.name == "town_review")
    monkeypatch.setattr(step, "bulk", True, raising=False)
    items = [item_of(project_number(n), "TOWN_REVIEW") for n in (1, 2, 3)]
    said = watch(page)
    page.set_viewport_size({"width": width, "height": height})
    log_in(page, live_server, whose(items[0]))
    assert fits(page, width)
    button = page.get_by_role("button", name="批量同意")
    expect(button).to_be_disabled()
    keys(page, "j", "x", "j", "x")
    expect(page.get_by_text("已选 2 件")).to_be_visible()
    keys(page, "Shift+X")
    expect(page.get_by_text("已选 3 件")).to_be_visible()
    keys(page, "k", "x", "b")
    page.keyboard.type("情况属实")
    keys(page, "Enter")
    expect(page.locator("#confirm")).to_be_visible()
    page.get_by_role("button", name="批量同意", exact=True).last.focus()
    keys(page, "Enter")
    expect(page.get_by_role("heading", name="批量办理结果")).to_be_visible()
    expect(page.get_by_text("已办理", exact=True)).to_have_count(2)
    assert fits(page, width)
    assert sorted(fresh(item).version - item.version for item in items)[0] == 0
    assert said == []


def test_an_open_list_marks_what_others_have_taken(page, live_server):
    page.clock.install()
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    log_in(page, live_server, whose(item))
    expect(page.locator("tbody tr")).to_have_count(1)
    agree(fresh(item))
    page.clock.fast_forward(16_000)
    expect(page.locator("tr.gone")).to_contain_text("已由他人办理")
    expect(page.locator("[data-live-note]")).to_contain_text("有事项已由他人办理")


def test_conditions_fold_on_a_phone_and_stay_open_on_a_desk(page, live_server):
    item = item_of(a_project(), "TOWN_REVIEW")
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, live_server, whose(item))
    expect(page.get_by_label("事项", exact=True)).not_to_be_visible()
    page.locator("details.narrow summary").click()
    expect(page.get_by_label("事项", exact=True)).to_be_visible()
    page.get_by_label("只看逾期").check()
    page.get_by_role("button", name="应用").click()
    expect(page.get_by_label("事项", exact=True)).to_be_visible()  # what narrows is never hidden
    page.get_by_label("给这组条件起个名称").fill("逾期的")
    page.get_by_role("button", name="保存筛选").click()
    expect(page.get_by_role("link", name="逾期的")).to_be_visible()
    assert fits(page, 360)
    assert User.objects.get(saved_filters__name="逾期的") == whose(item)
