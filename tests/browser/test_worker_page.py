"""In a real browser at 360 px, with scripts off as on an old phone: a worker looks and confirms."""

import pytest
from playwright.sync_api import expect

from flows.payroll.models import Confirmation
from tests.pages.test_worker_page import LAST4, OTHER, token_of
from tests.payroll.test_confirmation import compiled, unsigned

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser_context_args(browser_context_args):
    size = {"width": 360, "height": 740}
    return browser_context_args | {"viewport": size, "java_script_enabled": False}


def fits(page):
    box = page.locator("main").bounding_box()
    wide = [each.bounding_box() for each in page.locator("main *").all() if each.is_visible()]
    return box["width"] <= 360 and all(x["x"] + x["width"] <= 361 for x in wide if x)


def test_a_worker_confirms_on_an_old_phone(page, live_server):
    site = compiled(unsigned(1))
    page.goto(f"{live_server.url}/w/{token_of(site, '张三')}/")
    page.get_by_label("后四位").fill(OTHER)
    page.get_by_role("button", name="看我的工资").click()
    expect(page.get_by_role("alert")).to_contain_text("还可以试 4 次")
    page.get_by_label("后四位").fill(LAST4)
    page.get_by_role("button", name="看我的工资").click()
    expect(page.get_by_role("heading", name="张三")).to_be_visible()
    button = page.get_by_role("button", name="确认：2 天，400.00 元")
    assert button.bounding_box()["height"] >= 56 and fits(page)
    button.click()
    expect(page.get_by_role("status")).to_contain_text("已经确认")
    assert Confirmation.objects.get(method="LINK").net == 400
    page.get_by_role("link", name="工资清单").click()
    expect(page.get_by_role("heading", name="工资清单")).to_be_visible()
    assert fits(page)
