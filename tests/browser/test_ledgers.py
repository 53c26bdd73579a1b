"""In a real browser at both widths: the labour officer looks at a month's sheets and hands them in."""

import re

import pytest
from playwright.sync_api import expect

from flows.labour.models import HandIn
from flows.payroll.models import PayrollLine
from flows.sheets.writer import workbook
from tests.browser.test_decide import fits, log_in, watch
from tests.pages.conftest import JUNE, site  # noqa: F401
from tests.payroll.worksite import CASES

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width, height", [(1280, 900), (360, 740)])
FOLDER = CASES / "miyun-road"


@pytest.fixture
def at_ledgers(page, live_server, site):  # noqa: F811
    """Open 交台账 as the labour officer, in a window of the given size."""

    def go(width, height):
        page.set_viewport_size({"width": width, "height": height})
        log_in(page, live_server, site.officer)
        page.goto(f"{live_server.url}/projects/{site.project.code}/ledgers/")
        expect(page.get_by_role("heading", name="交台账")).to_be_visible()
        return page

    return go


@WIDTHS
def test_a_month_is_looked_at_and_handed_in_four_clicks(page, live_server, site, width, height):  # noqa: F811
    """Inbox → the month (1) → choose both files (2) → 核对 (3) → 确认 (4): under five."""
    said = watch(page)
    page.set_viewport_size({"width": width, "height": height})
    log_in(page, live_server, site.officer)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name=site.project.name).first.click()
    month = page.locator("form[action$='/ledgers/']")
    expect(month).to_be_visible()
    assert fits(page, width)
    month.locator("input[type=file]").set_input_files([FOLDER / name for name in JUNE])
    expect(month.locator("[data-files]")).to_contain_text("考勤表-2025-06.xlsx")
    page.get_by_role("button", name="核对所选文件").click()
    expect(page.get_by_role("heading", name="核对后确认提交")).to_be_visible()
    expect(page.get_by_label("所属月份").first).to_have_value("2025-06")
    assert fits(page, width) and not PayrollLine.objects.exists()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("劳务报酬发放台账-2025-06.xlsx：已记录 42 行")).to_be_visible()
    expect(page.get_by_text("台账已交齐")).to_be_visible()
    assert PayrollLine.objects.count() == 42 and fits(page, width)
    page.set_input_files("input[type=file]", FOLDER / JUNE[0])
    page.get_by_role("button", name="核对所选文件").click()
    expect(page.get_by_text("提交后不会有变化")).to_be_visible()
    assert HandIn.objects.count() == 3 and said == []


@WIDTHS
def test_bad_cells_are_shown_and_nothing_is_stored(at_ledgers, page, tmp_path, width, height):
    bad = tmp_path / "考勤表-2025-06.xlsx"
    rows = [["吕树", "11010519491231002X", "√", "1"], ["王五", "110105194912310021", "√", "1"]]
    bad.write_bytes(workbook("考勤表", ["姓名", "身份证号", "3", "出勤工日"], rows))
    at_ledgers(width, height)
    page.set_input_files("input[type=file]", bad)
    page.get_by_role("button", name="核对所选文件").click()
    expect(page.get_by_text("整份不接收")).to_be_visible()
    expect(page.get_by_text("不在本项目用工名册中").first).to_be_visible()
    expect(page.get_by_text(re.compile("校验码不符"))).to_be_visible()
    expect(page.get_by_role("button", name="确认提交")).to_have_count(0)
    assert fits(page, width)
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载批注版").click()
    assert marked.value.suggested_filename == "有误-考勤表-2025-06.xlsx"
    page.get_by_role("button", name="不交了").click()
    expect(page.get_by_text("没有交入")).to_be_visible()
    assert HandIn.objects.count() == 1


def test_a_blank_sheet_can_be_taken_twice(at_ledgers, page):
    at_ledgers(1280, 900)
    page.locator("#id_kind").select_option("attendance")
    page.locator("#id_month").select_option("2025-06")
    for _ in range(2):
        with page.expect_download() as blank:
            page.get_by_role("button", name="下载", exact=True).click()
        assert blank.value.suggested_filename == "考勤表-2025-06.xlsx"
