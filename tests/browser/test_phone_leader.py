"""On a telephone a leader agrees, sends back after a preview, and passes a task on."""

import pytest
from playwright.sync_api import expect

from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.engine import gate
from tests.browser.test_decide import fits, log_in, watch
from tests.dossier import a_colleague, a_project, holding, item_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting():
    """Three lists on the township leader's desk: to agree to, to send back, to pass on."""
    found = []
    for number, name in enumerate(("同意", "退回", "转办"), 1):
        item = item_of(
            a_project(name=f"{name}的项目", code=f"2503-110118-04-01-20000{number}"), "TOWN_REVIEW"
        )
        gate.perform(item, "town_pass", by=whose(item))  # the clerk has signed
        found.append(fresh(item))
    return found


def opened(page, live_server, name):
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name=f"{name}的项目").click()
    expect(page.get_by_role("heading", name="项目申报")).to_be_visible()
    assert fits(page, 360)


def test_a_leader_on_a_telephone(page, live_server, waiting):
    to_agree, to_return, to_pass = waiting
    leader = holding(to_agree.project, "township.leader")
    other = a_colleague(to_agree.project.post("township.clerk"), "副镇长乙")
    page.set_viewport_size({"width": 360, "height": 740})
    said = watch(page)
    log_in(page, live_server, leader)

    opened(page, live_server, "同意")
    page.get_by_role("button", name="审核通过，报区入库").click()
    expect(page.get_by_text("已办理“审核通过，报区入库”")).to_be_visible()
    assert fresh(to_agree).state == "JOINT_REVIEW"

    opened(page, live_server, "退回")
    page.get_by_role("link", name="退回村里修改").click()
    expect(page.get_by_text("退回后结束的席位")).to_be_visible()
    expect(page.get_by_text("村申报 → 乡镇审核").first).to_be_visible()
    assert fits(page, 360)
    page.get_by_text("直达我这里").click()
    page.get_by_label("退回意见").fill("请补村民会议记录")
    page.get_by_role("button", name="确认退回村里修改").click()
    expect(page.get_by_text("已办理“退回村里修改”")).to_be_visible()
    assert fresh(to_return).state == "DRAFT"
    agree(fresh(to_return))  # put right: the clerk's signature stands, the leader is asked again
    assert [seat.holder for seat in desk.seats_at(fresh(to_return)) if seat.state == "open"] == [
        leader
    ]

    opened(page, live_server, "转办")
    page.get_by_role("link", name="转办", exact=True).click()
    option = page.get_by_label("转给").locator("option", has_text="副镇长乙")
    page.get_by_label("转给").select_option(value=option.get_attribute("value"))
    page.get_by_label("事由").fill("出差")
    page.get_by_role("button", name="转办").click()
    expect(page.get_by_text("已转办")).to_be_visible()
    assert [seat.holder for seat in desk.seats_at(to_pass) if seat.state == "open"] == [other]
    assert not said, said
