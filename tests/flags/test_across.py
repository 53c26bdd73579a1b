"""Flags between projects, through the door and the database: who is named where, and who may know."""

import csv

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flows.demo.actors import fresh
from flows.engine.findings import NotYours, Refused
from flows.engine.privacy import blind
from flows.engine.unit import work
from flows.orgs.models import Post
from flows.payroll import actions as payroll
from flows.payroll.actions.scans import keep_flags, keep_stale_flags, stale_among
from flows.payroll.figures.outside import BadList
from flows.payroll.models import FlagReview, PayrollLine, RaisedFlag
from flows.payroll.tasks import keep_flags as keep_flags_task
from tests.dossier import everything
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
NAMES = ["张一", "张二", "张三", "张四", "张五", "张六", "张七", "张八", "张九", "张十"]
LEDGER, SHEET = "发放台账-2025-06.xlsx", "考勤表-2025-06.xlsx"
OTHER = "2503-110118-04-01-300001"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def june(site, *people):
    """``people``: (number, name, marks, more of the pay line); everybody paid what he worked."""
    sheet = [(name, number, marks) for number, name, marks, _ in people]
    assert not site.hand_in(SHEET, made.attendance(sheet))["errors"]
    rows = [
        made.line(number, name, sum(m for m in marks if m), **more)
        for number, name, marks, more in people
    ]
    assert not site.hand_in(LEDGER, made.pay(*rows))["errors"]


@remembered
def first() -> Site:
    site = Site("miyun-road")
    roster = made.roster(*(made.person(n, name) for n, name in enumerate(NAMES, 1)))
    site.roster = roster
    site.start()
    june(site, *((n, name, ["", "", *[1] * (1 + n % 3)], {}) for n, name in enumerate(NAMES, 1)))
    return site


@remembered
def second() -> Site:
    """It has the ten people of the first and 赵丁, who is paid on 张二's card."""
    other = Site("miyun-road", code=OTHER, name="另一条路", contractor="外来施工队")
    people = [*enumerate(NAMES, 1), (11, "赵丁")]
    roster = made.roster(*(made.person(n, name) for n, name in people))
    other.roster = roster
    other.start()
    wrong = {"银行卡号": made.card(2)}
    june(other, (1, "张一", ["", "", 0.5], {}), (11, "赵丁", ["", "", "", "", 1, 1, 1], wrong))
    return other


@pytest.fixture
def sites(db):
    return first(), second()


def told(site):
    return {
        flag.code: (flag.level, [worker.name for worker in flag.workers])
        for flag in payroll.flags(site.project)
    }


def test_f01_f02_f19_are_raised_on_both_sides(sites):
    one, other = sites
    assert told(one) == {
        "F01": ("block", ["张一"]), "F02": ("block", ["张二"]), "F19": ("review", NAMES),
    }  # fmt: skip
    assert told(other) == {
        "F01": ("block", ["张一"]), "F02": ("block", ["赵丁"]), "F19": ("review", NAMES),
    }  # fmt: skip
    for site, there in ((one, other), (other, one)):
        for flag in payroll.flags(site.project):
            assert flag.projects == (there.project.code,)
            assert there.project.code not in flag.message and there.project.name not in flag.message
            assert "另一项目" in flag.message


def test_lines_are_held_only_where_it_came_later(sites):
    for site in sites:
        with work(site.project.chain, None) as unit:
            payroll.settle_holds(unit, unit.current(site.batch("2025-06")))
    held = PayrollLine.objects.filter(status="HELD").select_related("batch__project")
    found = {(line.hold_code, line.engagement.worker.name): line for line in held}
    assert set(found) == {("F01", "张一"), ("F02", "赵丁")}
    for line in found.values():
        assert line.batch.project.code == OTHER
        assert "另一项目" in line.hold_message and "密云" not in line.hold_message


def test_half_days_on_two_sites_are_one_working_day(db):
    one = first()
    other = Site("miyun-road", code=OTHER, name="另一条路", contractor="外来施工队")
    other.roster = made.roster(made.person(1, "张一"))
    other.start()
    june(other, (1, "张一", ["", "", "", "", 0.5], {}))
    assert told(one) == {} and told(other) == {}


def page_for(user, name, *codes, **query):
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=codes), query)


def test_the_other_project_is_named_only_to_those_who_may_see_it(sites):
    one, _ = sites
    seen = page_for(one.person("township.ledger"), "flags", one.project.code).content.decode()
    assert OTHER in seen
    hidden = page_for(one.officer, "flags", one.project.code).content.decode()
    assert OTHER not in hidden and "另一条路" not in hidden and "不在本人管辖范围内" in hidden
    assert page_for(one.officer, "flags", OTHER).status_code == 404


def test_kept_flags_are_believed_only_while_nothing_moved(sites):
    one, other = sites
    keys = [one.key, other.key]
    assert stale_among(keys) == set(keys)
    assert keep_flags_task() == 2 and keep_stale_flags() == 0 and stale_among(keys) == set()
    assert RaisedFlag.objects.count() == 6
    before = everything()
    keep_stale_flags()
    assert everything() == before
    # 另一项目剔除了双方共用的卡：两边都要重算
    june(other, (11, "赵丁", ["", "", "", "", 1, 1, 1], {}))
    assert stale_among(keys) == set(keys)
    keep_stale_flags()
    assert set(RaisedFlag.objects.filter(project=one.key).values_list("code", flat=True)) == set(
        told(one)
    )
    assert "F02" not in told(one) and stale_among(keys) == set()
    one.go_to(fresh(one.project.chain).simulated_at.date().replace(month=9), 9)
    assert stale_among(keys) == {one.key}  # 日子过去了，欠发以日计


def test_a_project_found_from_the_other_side_is_stale(db):
    one = first()
    keep_flags(one.project)
    assert stale_among([one.key]) == set()
    other = second()
    keep_flags(other.project)
    assert stale_among([one.key, other.key]) == {one.key}
    assert keep_stale_flags() == 1 and keep_stale_flags() == 0


def test_the_district_s_page(sites):
    one, _ = sites
    keep_stale_flags()
    chief = Post.objects.get(code="drc.chief", organization__district="110118").holders[0]
    everywhere = page_for(chief, "flags-across")
    assert len(everywhere.context["rows"]) == 6 and "待重算" not in everywhere.content.decode()
    assert len(page_for(chief, "flags-across", level="block").context["rows"]) == 4
    assert len(page_for(chief, "flags-across", code="F19").context["rows"]) == 2
    assert len(page_for(chief, "flags-across", district="110101").context["rows"]) == 0
    assert len(page_for(chief, "flags-across", q=OTHER).context["rows"]) == 3
    mine = page_for(one.officer, "flags-across")
    assert {row["project"].pk for row in mine.context["rows"]} == {one.key}
    payroll.review_flag(one.project, "F19", by=one.person("township.ledger"), opinion="已走访")
    again = page_for(chief, "flags-across")
    assert len(again.context["rows"]) == 5 and "待重算" in again.content.decode()
    assert len(page_for(chief, "flags-across", status="reviewed").context["rows"]) == 1


def test_its_statements_do_not_grow_with_the_rows(sites):
    one, _ = sites
    keep_stale_flags()
    user = one.person("township.ledger")

    def statements():
        with CaptureQueriesContext(connection) as found:
            page_for(user, "flags-across")
        return len(found)

    few, kept = statements(), RaisedFlag.objects.filter(project=one.key).first()
    for code in ("F13", "F15", "F16"):
        kept.pk, kept.code = None, code
        kept.save(force_insert=True)
    assert statements() == few


def test_an_opinion_comes_with_its_evidence_or_not_at_all(sites):
    one, _ = sites
    ledger, address = one.person("township.ledger"), reverse("flags", args=[one.project.code])
    client = Client()
    client.force_login(ledger)

    def send(name, content):
        from django.core.files.uploadedfile import SimpleUploadedFile

        said = {"code": "F19", "opinion": "已走访", "files": SimpleUploadedFile(name, content)}
        return client.post(address, said)

    before = everything()
    assert send("走访.exe", b"MZ").status_code == 422
    assert everything() == before
    with pytest.raises(NotYours):
        payroll.review_flag(one.project, "F19", by=one.officer, opinion="x", files=[("a.pdf", PDF)])
    with pytest.raises(Refused):
        payroll.review_flag(one.project, "F01", by=ledger, opinion="x", files=[("a.pdf", PDF)])
    assert everything() == before
    assert send("走访.pdf", PDF).status_code == 302
    review = FlagReview.objects.get()
    kept = one.project.attachments.get(paper="FlagReview", paper_id=review.pk)
    entry = one.project.chain.entries.get(kind="review")
    assert entry.payload["files"] == [kept.sha256]
    assert "走访.pdf" in client.get(address).content.decode()


def a_list(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["身份证号", "类别", "起", "止", "来源"], *rows])
    return override_settings(OUTSIDE_LISTS=[str(path)])


def test_lists_from_outside_by_number_or_index(db, tmp_path):
    one, path = first(), tmp_path / "名单.csv"
    rows = [
        (made.identity(1), "死亡", "2025-06-01", "", "民政"),
        (blind(made.identity(2)), "学生", "2023-09-01", "2026-07-15", ""),
        (made.identity(3), "在外务工", "2025-06-03", "2025-06-03", "社保"),
        (made.identity(4), "死亡", "2025-07-01", "", "民政"),
        (made.identity(999), "死亡", "2020-01-01", "", "民政"),
    ]
    with a_list(path, *rows):
        assert told(one) == {"F07": ("review", ["张三"]), "F21": ("block", ["张一", "张二"])}
        assert made.identity(1) not in str(payroll.flags(one.project))
    with a_list(tmp_path / "坏.csv", (made.identity(1), "死亡", "某日", "")):
        with pytest.raises(BadList) as bad:
            payroll.flags(one.project)
        assert made.identity(1) not in str(bad.value) and "第 2 行" in str(bad.value)
    with override_settings(OUTSIDE_LISTS=[str(tmp_path / "没有.csv")]), pytest.raises(BadList):
        payroll.flags(one.project)
