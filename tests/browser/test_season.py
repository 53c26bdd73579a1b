"""One season of one project through the pages, in Chromium: at the site on a telephone, in the
office on a desk. Twelve checkpoints, two defects, one stop, one change that is approved, acceptance
with one recusal, one abstention and one contested item."""

import pytest
from playwright.sync_api import expect

from flows.acceptance.actions import open_acceptance
from flows.acceptance.models import AcceptanceCase
from flows.changes.models import Change, Suspension
from flows.demo.actors import fresh
from flows.documents.models import Document
from flows.engine.unit import work
from flows.projects.models import Baseline
from flows.supervision.actions import open_plan
from flows.supervision.models import Inspection, Rectification
from tests.acceptance.conftest import ELEMENTS
from tests.browser.season import PHONE, Hand, day
from tests.payroll import june

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hand(page, live_server, db):
    """Three people at work since 2025-06-03 for one month; plan and acceptance are opened."""
    site = june.three(end_date="2025-06-30")
    Document.objects.create(project=site.project, kind="approval", elements=ELEMENTS)
    Baseline.objects.create(
        project=site.project, approved_on=day("2025-03-25"), headcount=3, priority_headcount=0,
        labour_pay=1200, denominator="市级财政", denominator_amount=1500000, training=3, posts=2,
        total_investment=site.project.total_investment,
    )  # fmt: skip
    with work(site.project.chain, None) as unit:
        started = type("Issued", (), {"project": unit.current(site.project)})
        open_plan(unit, started)
        open_acceptance(unit, started)
    found = Hand(page, live_server, site.project)
    found.site = site
    return found


def test_a_season(hand):
    twelve_checkpoints(hand)
    changed(hand)
    paid(hand)
    accepted(hand)
    assert hand.said == []


def twelve_checkpoints(hand):
    hand.site.go_to(day("2025-06-24"), 9)
    engineer = hand.holder("supervisor.engineer")
    add_up_to(hand, engineer, 12)
    points = list(Inspection.objects.order_by("sequence", "pk"))
    assert len(points) == 12
    for point in points:
        if fresh(point).state == "PLANNED":
            hand.decide(point, "报检", width=PHONE, report_note="自检合格")
        if point.code == "SF4":
            found = hand.inspect(point, defect="配电箱未上锁", measure="NONE")
            assert found.state == "DEFECTIVE"
            put_right(hand, found)
        elif point.is_concealed:
            found = hand.inspect(point, defect="垫层厚度不足", measure="STOP")
            assert found.state == "DEFECTIVE" and fresh(hand.project).stage == "SUSPENDED"
            put_right(hand, found)
            stopped_and_resumed(hand)
        else:
            assert hand.inspect(point).state == "PASSED", point.code


def add_up_to(hand, engineer, wanted):
    """Checkpoints are added by hand, the last as a surprise, until there are ``wanted``."""
    code = hand.project.code
    while (there := Inspection.objects.count()) < wanted:
        surprise = there == wanted - 1
        which = "spot" if surprise else "add"
        hand.open(engineer, f"/projects/{code}/checkpoints/{which}/", PHONE)
        hand.fill("code", "SF4" if surprise else "Q4")
        if surprise:
            hand.fill("title", "夜间用电")
            hand.page.get_by_role("button", name="发起抽查").click()
        else:
            hand.fill("month", "2025-06")
            hand.fill("title", f"旁站 {there}")
            hand.page.get_by_role("button", name="增设", exact=True).click()
        expect(hand.page.get_by_text("已发起" if surprise else "已增设").first).to_be_visible()


def put_right(hand, inspection):
    """签收 → photos before and after → report → recheck by another."""
    notice = Rectification.objects.get(inspection=inspection)
    notice = hand.decide(notice, "签收，开始整改", width=PHONE)
    for moment in ("BEFORE", "AFTER"):
        hand.open(hand.holder("contractor.lead"), hand.path(notice), PHONE)
        form = hand.page.locator("form[action*='/photos/']")
        form.locator(f"[name=moment][value={moment}]").check()
        form.locator("input[type=file]").set_input_files([hand.photo()])
        form.get_by_role("button", name="上传照片").click()
    hand.decide(notice, "提交整改报告", width=PHONE, report="已整改到位")
    notice = hand.decide(notice, "复查合格，销号", width=PHONE)
    assert notice.state == "CLOSED" and fresh(inspection).state == "CLOSED"


def stopped_and_resumed(hand):
    (stop,) = Suspension.objects.all()
    hand.decide(stop, "申请复工", remedy="已返工，检测合格")
    hand.decide(stop, "具备复工条件")
    hand.decide(stop, "签发复工令")
    assert fresh(hand.project).stage == "CONSTRUCTION" and fresh(stop).state == "RESUMED"


def changed(hand):
    """The term is longer and pay is more: the old promise stands until the new one is approved."""
    hand.open(hand.holder("owner.lead"), f"/projects/{hand.project.code}/changes/")
    for kind in ("TERM", "LABOUR"):
        hand.page.locator(f"[name=kinds][value={kind}]").check()
    hand.fill("reason", "雨季顺延，增加人工")
    hand.page.get_by_role("button", name="发起变更，填写内容").click()
    change = Change.objects.get()
    hand.write(change, new_end="2025-07-31", new_labour_pay="1200.00", new_headcount="2")
    for label in ("报送变更", "初核同意，上报", "受理并审查"):
        hand.decide(change, label)
    assert hand.project.baselines.count() == 1
    while fresh(change).state == "DECIDING":
        hand.decide(change, "同意变更")
    assert fresh(hand.project).planned_end == day("2025-07-31")
    assert hand.project.baseline.number == 2 and hand.project.baseline.headcount == 2


def paid(hand):
    """The month's pay goes its way through the door: its pages have tests of their own."""
    site = hand.site
    june.compile_june(site)
    site.move_on("2025-06", "PAYING")
    june.bank(site, *(june.paid(number) for number in june.NAMES))
    site.move_on("2025-06", "DONE")


def accepted(hand):
    hand.site.go_to(day("2025-08-05"), 9)
    case = AcceptanceCase.objects.get()
    reported(hand, case)
    composed(hand, case)
    reviewed(hand, case)
    voted(hand, case)
    hand.decide(case, "通过")
    assert fresh(case).state == "PASSED" and fresh(hand.project).stage == "HANDOVER"


def reported(hand, case):
    hand.write(
        case, completed_on="2025-07-30", quantity_done=True, archive_complete=True,
        material_reports=True, quality_files=True, warranty=True, report_text="全部完成",
        settlement_amount="1780000",
    )  # fmt: skip
    hand.decide(case, "报送竣工报告")
    hand.decide(case, "预验收合格")


def composed(hand, case):
    """区财政's man is related to the contractor: he may not vote and is recused."""
    lead, related = hand.holder("owner.lead"), hand.holder("finance.chief")
    hand.open(lead, f"/acceptance/{case.pk}/interests/")
    hand.page.locator("[name=person]").select_option(label=str(related))
    hand.page.locator("[name=organization]").select_option(label=str(hand.project.contractor))
    hand.fill("relation", "配偶在该单位任职")
    hand.page.get_by_role("button", name="登记", exact=True).click()
    hand.open(lead, hand.path(case))
    expect(hand.page.locator("#moves")).to_contain_text("不得表决")
    member = case.members.get(user=related)
    hand.open(lead, f"/acceptance/{case.pk}/members/{member.pk}/")
    hand.fill("reason", "配偶在施工单位任职")
    hand.page.get_by_role("button", name="办理回避").click()
    member.refresh_from_db()
    assert member.recused and case.members.filter(voting=True, recused=False).count() == 6
    hand.decide(case, "成立委员会，开始核验")


def reviewed(hand, case):
    """Everybody confirms all; 区人社 contests L8 until the owner explains."""
    contesting = hand.holder("hrss.clerk")
    for member in case.members.filter(voting=True, recused=False):
        hand.open(member.user, f"/acceptance/{case.pk}/items/", PHONE)
        if member.user == contesting:
            hand.page.locator("[name=word-L8][value=CONTESTED]").check()
            hand.fill("opinion-L8", "签到表是否本人签字")
        hand.page.get_by_role("button", name="记录意见，其余全部确认").click()
        expect(
            hand.page.get_by_role("status").or_(hand.page.locator(".messages")).first
        ).to_be_visible()
    hand.open(hand.holder("owner.lead"), hand.path(case))
    expect(hand.page.locator("#moves")).to_contain_text("L8")
    hand.open(hand.holder("owner.lead"), f"/acceptance/{case.pk}/items/L8/")
    hand.fill("text", "签到表由本人签字，已当场核对原件")
    hand.page.get_by_role("button", name="记录说明").click()
    hand.decide(case, "核验完毕，提交表决")


def voted(hand, case):
    """One abstains, the others agree; what each said is kept."""
    for member in case.members.filter(voting=True, recused=False):
        hand.open(member.user, hand.path(case), PHONE)
        moves = hand.page.locator("#moves")
        if member.user == hand.holder("hrss.clerk"):
            moves.get_by_label("意见", exact=False).first.fill("培训情况尚待核实")
            moves.locator("summary", has_text="弃权").click()
            moves.get_by_role("button", name="确认弃权").click()
        else:
            moves.get_by_role("button", name="同意", exact=True).click()
        expect(hand.page.get_by_text("已办理").first).to_be_visible()
    tally = fresh(case).votes
    assert (tally.agreed, tally.abstained, tally.members) == (5, 1, 6)
