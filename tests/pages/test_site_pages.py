"""On site through the pages: the plan by month, surprise, photos, the day's errands, the log."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from flows.demo.actors import agree, fresh, whose
from flows.demo.onsite import photo, visit
from flows.engine import clock
from flows.engine.unit import work
from flows.supervision.actions import (
    Checkpoint,
    escalate_late,
    open_rectification,
    plan_checkpoints,
)
from flows.supervision.models import Inspection, Rectification, SiteLog, SitePhoto
from tests.dossier import everything, holding
from tests.pages.conftest import text_of
from tests.supervision.conftest import under_construction
from tests.supervision.test_plan import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    return planned()


def enter(client, project, code):
    user = holding(project, code)
    client.force_login(user)
    return user


def upload(name="a.jpg", about="a"):
    return SimpleUploadedFile(name, photo(about), "image/jpeg")


def point(project, code):
    return Inspection.objects.filter(project=project, code=code).order_by("id").first()


def test_the_plan_is_shown_by_month_with_when_who_and_what(client, project, statements):
    enter(client, project, "supervisor.engineer")
    address = f"/projects/{project.code}/checkpoints/"
    page = text_of(client.get(address))
    for text in (
        "2025年6月", "2025年7月", "2025年8月", "工序 1", "见证取样记录", "监理工程师签认",
        "应有 1 次", "质量管理条例30", "（已过）",
    ):  # fmt: skip
        assert text in page, text
    assert page.count("/move/") == 3 + 2 * 3  # SF1, SF4, W5, and W2, W6 of three months
    with statements() as few:
        client.get(address)
    with work(project.chain, None) as unit:
        plan_checkpoints(unit, project, [
            Checkpoint("W6", f"公示 {n}", "B", dt.date(2025, 7, 1)) for n in range(12)
        ])  # fmt: skip
    with statements() as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_day_is_moved_on_its_page_and_what_is_refused_is_kept(client, project):
    enter(client, project, "supervisor.engineer")
    check = point(project, "SF4")
    address = f"/projects/{project.code}/checkpoints/{check.pk}/move/"
    assert "2025-06-12" in text_of(client.get(address))
    before = everything()
    said = {"due_on": "2025-06-01", "reason": "雨天顺延", "expect": check.version}
    answer = client.post(address, said)
    assert answer.status_code == 422 and "雨天顺延" in text_of(answer)
    assert "已经过去" in text_of(answer) and everything() == before
    answer = client.post(address, said | {"due_on": "2025-07-02"}, follow=True)
    assert "已改到" in text_of(answer) and fresh(check).due_on == dt.date(2025, 7, 2)
    grave = f"/projects/{project.code}/checkpoints/{point(project, 'Q1').pk}/move/"
    assert "总监理工程师调整" in text_of(client.get(grave))
    assert client.post(grave, said | {"due_on": "2025-07-02"}).status_code == 403


def test_a_surprise_is_opened_from_the_plan_and_not_by_those_checked(client, project):
    address = f"/projects/{project.code}/checkpoints/spot/"
    enter(client, project, "contractor.lead")
    assert client.post(address, {"code": "SF4"}).status_code == 403
    assert not Inspection.objects.filter(origin="SPOT").exists()
    enter(client, project, "township.ledger")
    assert client.post(address, {"code": ""}).status_code == 422
    answer = client.post(address, {"code": "SF4", "title": "涵洞", "note": "群众反映"}, follow=True)
    page = text_of(answer)
    assert "突击抽查：涵洞" in page and "检查签认" in page
    check = Inspection.objects.get(origin="SPOT")
    assert whose(check) == holding(project, "supervisor.engineer")


def test_photos_are_added_by_the_contractor_and_seen_side_by_side(client, project):
    with work(project.chain, None) as unit:
        notice = open_rectification(
            unit, project, code="SF4", severity="A", defect="无护栏", measure="STOP"
        )
    notice = fresh(notice)
    address = f"/projects/{project.code}/rectifications/{notice.number}/photos/"
    page = f"/papers/Rectification/{notice.pk}/"
    enter(client, project, "supervisor.chief")
    shown = text_of(client.get(page))
    assert "停工整改" in shown and "申请复工" in shown and "上传照片" not in shown
    before = everything()
    client.post(address, {"moment": "AFTER", "photos": [upload()]})
    assert kept(before) == kept(everything()) and not SitePhoto.objects.exists()
    enter(client, project, "contractor.lead")
    assert "上传照片" in text_of(client.get(page))
    for moment, about in (("BEFORE", "a"), ("AFTER", "b")):
        files = [upload(about=about), upload(about=about * 2)]
        answer = client.post(address, {"moment": moment, "photos": files}, follow=True)
        assert "照片 2 张" in text_of(answer)
    bad = SimpleUploadedFile("x.jpg", b"not a picture", "image/jpeg")
    answer = client.post(
        address, {"moment": "AFTER", "photos": [upload(about="c"), bad]}, follow=True
    )
    assert SitePhoto.objects.count() == 4 and "x.jpg" in text_of(answer)
    shown = text_of(client.get(page))
    assert "整改前（2 张）" in shown and "整改后（2 张）" in shown and shown.count("<img") == 4


def kept(found):
    return {k: v for k, v in found.items() if k not in ("django_session", "orgs_user")}


def test_escalation_is_said_on_the_notice_and_in_the_list(client, project):
    with work(project.chain, None) as unit:
        notice = open_rectification(unit, project, code="SF4", severity="B", defect="无护栏")
    clock.simulate(fresh(notice).chain, clock.at(dt.date(2025, 7, 10)))
    escalate_late()
    enter(client, project, "supervisor.chief")
    for address in (
        f"/papers/Rectification/{notice.pk}/",
        f"/projects/{project.code}/checkpoints/",
    ):
        assert "已升级至业主项目负责人" in text_of(client.get(address)), address


def test_todays_errands_over_all_projects_latest_first(client, project, statements):
    other = under_construction(code="2503-110118-04-01-300002", name="另一条路")
    with work(other.chain, None) as unit:
        plan_checkpoints(unit, other, [Checkpoint("W1", "实名", "A", dt.date(2025, 6, 1))])
    agree(point(project, "Q2"))
    notice = None
    with work(project.chain, None) as unit:
        notice = open_rectification(unit, project, code="W4", severity="A", defect="少发")
    agree(notice)
    agree(notice, report="已补发")
    enter(client, project, "supervisor.chief")
    page = text_of(client.get("/supervision/today/"))
    assert "复查" in page and "整改 1 号（W4）" in page
    enter(client, project, "supervisor.engineer")
    page = text_of(client.get("/supervision/today/"))
    for text in (
        "示例镇示例村", "检查签认", f"/checkpoints/{point(project, 'Q2').pk}/inspect/", "已过 8 天",
        "待施工单位报检", "示例村道路",
    ):  # fmt: skip
        assert text in page, text
    assert "另一条路" not in page and "另有 1 个在建项目本周没有事" in page
    order = [page.index(text) for text in ("SF1 安全交底", "检查 Q2")]
    assert order == sorted(order)  # 12th of June before the 16th
    with statements() as few:
        client.get("/supervision/today/")
    for number in range(3):
        more = under_construction(code=f"2503-110118-04-01-30001{number}", name=f"第{number}条路")
        with work(more.chain, None) as unit:
            plan_checkpoints(unit, more, [
                Checkpoint("W1", "实名", "A", dt.date(2025, 6, 1), due_on=dt.date(2025, 6, 20))
            ])  # fmt: skip
        agree(point(more, "W1"))
    with statements() as many:
        assert "第2条路" in text_of(client.get("/supervision/today/"))
    assert len(many) == len(few)


def test_the_way_to_it_is_shown_to_those_who_supervise(client, project):
    for code, there in (("supervisor.engineer", True), ("contractor.lead", False)):
        enter(client, project, code)
        assert ("今天要去的" in text_of(client.get("/"))) is there
    assert "没有在建的监管项目" in text_of(client.get("/supervision/today/"))


def test_the_log_is_written_on_its_page_added_to_and_printed(client, project):
    agree(point(project, "W1"))
    visit(point(project, "W1"))
    address, day = f"/projects/{project.code}/logs/", "2025-06-20"
    enter(client, project, "supervisor.engineer")
    page = text_of(client.get(address))
    assert "今天的日志" in page and "W1 用工实名" in page and "还没有考勤" in page
    said = {"day": day, "weather": "晴", "works": "路基碾压", "machines": "压路机 1 台"}
    answer = client.post(address, said | {"works": ""})
    assert answer.status_code == 422 and "压路机 1 台" in text_of(answer)
    answer = client.post(address, said | {"photos": [upload()]}, follow=True)
    page = text_of(answer)
    assert "只能补充" in page and "路基碾压" in page and "W1 用工实名" in page and "<img" in page
    client.post(f"{address}{day}/", {"text": "试验报告已到"})
    assert "试验报告已到" in text_of(client.get(f"{address}{day}/"))
    assert "补充 1 次" in text_of(client.get(f"{address}?month=2025-06"))
    enter(client, project, "contractor.lead")
    before = everything()
    assert client.post(address, said).status_code == 403
    client.post(f"{address}{day}/", {"text": "我也补"})
    assert kept(everything()) == kept(before) and SiteLog.objects.count() == 1
    assert client.get(f"{address}never/").status_code == 404


def test_a_notice_says_what_a_stop_is_lifted_by_where_the_check_has_none(client, project):
    with work(project.chain, None) as unit:
        notice = open_rectification(unit, project, code="W6", severity="B", defect="没张贴")
    enter(client, project, "supervisor.chief")
    assert "解除：" not in text_of(client.get(f"/papers/Rectification/{notice.pk}/"))
    assert Rectification.objects.get().measure == "NONE"
