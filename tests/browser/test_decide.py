"""In a real browser, on a desk and on a telephone: log in, find the task, decide it, read the trail."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from flows.demo.actors import fresh, whose
from tests.dossier import a_project, case_of, holding, item_of

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Desk-4711-desk"


def log_in(page, live_server, user, *, by_form=False):
    """``user`` before his inbox; ``by_form``: by what he types, as the first test of this file does."""
    if by_form:
        user.set_password(PASSWORD)
        user.save()
        page.goto(f"{live_server.url}/")
        page.get_by_label("账号", exact=True).fill(user.username)
        page.get_by_label("口令", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
    else:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()


def watch(page):
    """Everything the browser complains about: a broken policy, a fault in a script."""
    said = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def fits(page, width):
    """Whether nothing of the page that is there, or on its way, is wider than ``width``."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width, height", [(1280, 900), (360, 740)])
def test_an_official_decides_in_a_minute(page, live_server, width, height):
    item = item_of(a_project(), "TOWN_REVIEW")
    page.set_viewport_size({"width": width, "height": height})
    said = watch(page)
    log_in(page, live_server, whose(item), by_form=True)
    page.get_by_role("link", name="示例村道路").click()
    expect(page.get_by_role("heading", name="项目申报")).to_be_visible()
    assert fits(page, width)
    if width < 1000:  # the way to the buttons is always in sight, unless they are
        jump = page.get_by_role("link", name="去办理")
        expect(jump.or_(page.locator("#moves h2")).first).to_be_in_viewport()
    page.get_by_label("意见").fill("情况属实，同意上报。")
    page.get_by_role("button", name="审核通过，报区入库").click()
    expect(page.get_by_text("已办理“审核通过，报区入库”")).to_be_visible()
    page.get_by_role("link", name="项目全部留痕").click()
    expect(page.get_by_text("情况属实，同意上报。")).to_be_visible()
    expect(page.get_by_text("记录完整")).to_be_visible()
    assert said == []


def test_a_return_asks_for_a_reason_and_a_confirmation_can_be_left(page, live_server):
    case = case_of(a_project(), "SUBMITTED")
    log_in(page, live_server, whose(case))
    page.get_by_role("link", name="示例村道路").click()
    page.get_by_label("意见").fill("缺少务工组织方案")
    page.locator("summary", has_text="不予受理").click()
    expect(page.get_by_role("button", name="确认不予受理")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="确认不予受理")).not_to_be_visible()
    page.get_by_role("link", name="退回…").click()
    expect(page.get_by_label("退回意见")).to_have_value("缺少务工组织方案")  # it came along
    page.get_by_role("link", name="退回修改").click()
    page.get_by_label("退回意见").fill("")
    page.get_by_role("button", name="确认退回修改").click()
    expect(page.get_by_text("必须写明意见")).to_be_visible()
    page.get_by_label("退回意见").fill("缺少务工组织方案")
    page.get_by_role("button", name="确认退回修改").click()
    expect(page.get_by_text("已办理“退回修改”")).to_be_visible()
    assert fresh(case).state == "DRAFT"


def test_the_owner_fills_in_and_hands_in_by_keyboard(page, live_server):
    project = a_project()
    item_of(project, "FILED")
    case = project.approvalcases.get()
    log_in(page, live_server, whose(case))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="立项报批")).to_be_visible()
    page.locator("#elements").get_by_role("link", name="填写").click()
    page.get_by_label("当地务工人数").fill("42")
    page.get_by_label("公益性岗位（个，可为 0）").fill("0")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("要素已保存")).to_be_visible()
    assert fresh(case).plan.document.elements == {
        "r2": {"headcount": 42},
        "r8": {"public_welfare_posts": 0},
    }
    expect(page.locator("#findings")).to_contain_text("其中优先群体")


def test_two_windows_one_decision_and_the_text_is_kept(page, context, live_server):
    item = item_of(a_project(), "TOWN_REVIEW")
    log_in(page, live_server, holding(item.project, "township.clerk"))
    url = f"{live_server.url}/papers/PlanItem/{item.pk}/"
    other = context.new_page()
    other.goto(url)
    page.goto(url)
    page.get_by_role("button", name="审核通过，报区入库").click()
    expect(page.get_by_text("已办理")).to_be_visible()
    other.get_by_label("意见").fill("我在另一个窗口写的")
    other.get_by_role("button", name="审核通过，报区入库").click()
    expect(other.get_by_role("heading", name="事项已有变化，本次未办理")).to_be_visible()
    expect(other.get_by_label("刚才填写的意见")).to_have_value("我在另一个窗口写的")
