"""In a real browser: a month handed in changes the checklist, and an item opens to its rows."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_decide import fits, log_in, watch
from tests.pages.conftest import JUNE, site  # noqa: F401
from tests.payroll.worksite import CASES

pytestmark = pytest.mark.django_db(transaction=True)


def row(page, code):
    return page.locator("#checklist tr", has=page.get_by_role("link", name=f"{code} "))


@pytest.mark.parametrize("width, height", [(1280, 900), (360, 740)])
def test_a_handed_in_month_changes_the_checklist(page, live_server, site, width, height):  # noqa: F811
    said = watch(page)
    page.set_viewport_size({"width": width, "height": height})
    log_in(page, live_server, site.officer)
    case = f"{live_server.url}/papers/AcceptanceCase/{site.project.acceptancecases.get().pk}/"
    page.goto(case)
    expect(row(page, "L10")).to_contain_text("不适用")
    page.goto(f"{live_server.url}/projects/{site.project.code}/ledgers/")
    page.set_input_files("input[type=file]", [CASES / "miyun-road" / name for name in JUNE])
    page.get_by_role("button", name="核对所选文件").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("台账已交齐")).to_be_visible()
    page.goto(case)
    for code, said_now in (("L10", "符合"), ("L12", "符合"), ("L8", "100.00%"), ("L4", "不符合")):
        expect(row(page, code)).to_contain_text(said_now)
    assert fits(page, width)
    page.get_by_role("link", name="L10 考勤与计薪工日一致").click()
    expect(page.get_by_role("heading", name="L10 考勤与计薪工日一致")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(42)
    first = page.locator("tbody tr").first
    name = first.get_by_role("link").inner_text()
    assert fits(page, width)
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", name=name).first).to_be_visible()
    expect(page.get_by_text("出勤日期")).to_be_visible()
    assert said == []
