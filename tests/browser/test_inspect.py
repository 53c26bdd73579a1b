"""In a real browser at 360 px, on a bad network: filled, kept, reloaded, sent twice, taken once."""

import pytest
from playwright.sync_api import expect

from flows.demo.actors import fresh, whose
from flows.demo.onsite import photo
from flows.supervision.models import InspectionRecord
from tests.browser.test_decide import fits, log_in, watch
from tests.supervision.test_record import reported

pytestmark = pytest.mark.django_db(transaction=True)


def fill(page):
    for group in page.locator("[data-item]").all():
        group.get_by_label("符合", exact=True).check()
    page.get_by_label("检查部位").fill("K0+200 左幅")
    shot = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo("browser")}
    page.get_by_label("现场照片").set_input_files(shot)
    page.get_by_label("检查合格，签认").check()
    box = page.locator("#signature-pad")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + 20)
    page.mouse.down()
    page.mouse.move(at["x"] + 120, at["y"] + 60, steps=3)
    page.mouse.up()
    expect(page.get_by_text("已签名")).to_be_visible()


def test_an_inspection_survives_a_bad_network(page, live_server):
    point = reported()
    page.set_viewport_size({"width": 360, "height": 740})
    said = watch(page)
    log_in(page, live_server, whose(point))
    here = f"{live_server.url}/projects/{point.project.code}/checkpoints/{point.pk}/inspect/"
    page.goto(here)
    expect(page.locator("[data-ready]")).to_be_visible()
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_text("还没有签名。")).to_be_visible()
    page.context.set_offline(True)
    fill(page)
    assert fits(page, 360)
    page.get_by_role("button", name="提交检查").click()
    expect(page.locator("[data-inspect-says]")).to_contain_text("没有网络")
    assert said == [] and not InspectionRecord.objects.exists()

    sent = []

    def lose(route):  # the server takes it, the answer is lost on the way
        if route.request.method == "POST" and not sent:
            sent.append(route.fetch().status)
            return route.abort()
        return route.continue_()

    page.route("**/inspect/", lose)
    page.context.set_offline(False)
    expect(page.locator("[data-inspect-says]")).to_contain_text("没有网络")
    page.wait_for_function("() => !document.querySelector('[data-inspect-send]').disabled")
    assert sent == [200]
    page.get_by_role("button", name="立即重试").click()
    expect(page.get_by_role("heading", name="现场检查记录")).to_be_visible()
    record = InspectionRecord.objects.get()
    assert fresh(point).state == "PASSED" and record.photos.count() == 1
    page.goto(here)
    assert (
        page.evaluate("inspectStore.get(document.querySelector('[data-key]').dataset.key)") is None
    )


def test_a_draft_outlives_its_session_and_is_sent_after_the_next_log_in(page, live_server):
    point = reported()
    by = whose(point)
    log_in(page, live_server, by)
    here = f"{live_server.url}/projects/{point.project.code}/checkpoints/{point.pk}/inspect/"
    page.goto(here)
    expect(page.locator("[data-ready]")).to_be_visible()
    fill(page)
    expect(page.locator("[data-inspect-state]")).to_contain_text("已存草稿")
    page.context.clear_cookies()  # the session has ended meanwhile
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_role("link", name="重新登录")).to_be_visible()
    log_in(page, live_server, by)
    page.goto(here)  # queued before: it is sent as soon as somebody may
    expect(page.get_by_role("heading", name="现场检查记录")).to_be_visible()
    assert InspectionRecord.objects.get().place == "K0+200 左幅"
