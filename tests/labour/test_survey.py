"""摸底: taken through the one door, counted, looked at; its paper cannot say another number."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.audit.models import Entry
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.privacy import opened
from flows.labour.actions.survey import drop_entry
from flows.labour.models import HandIn, SurveyEntry, Worker
from flows.payroll.actions import hand_in
from flows.projects.models import Project
from tests.dossier import a_project, codes, ensure, everything, holding, item_of, refused
from tests.labour.surveyed import SHEET, at_prep, flooded, hand, paper, person, sheet
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site

pytestmark = pytest.mark.django_db

THREE = (
    flooded(1, "张三", 技能="砌筑、支模", 可务工月份="3-6"),
    person(2, "李四", 户籍村="邻村", 可务工月份="全年"),
    person(3, "王五", 技能="电工", 可务工月份="9-11"),
)


@pytest.fixture
def project(db) -> Project:
    return at_prep()


def names():
    return sorted(each.worker.name for each in SurveyEntry.objects.select_related("worker"))


def test_the_village_hands_in_and_people_are_known_sealed(project):
    said = hand(project, *THREE)
    assert (said["accepted"], said["unchanged"], said["errors"]) == (3, 0, [])
    assert names() == ["张三", "李四", "王五"]
    entry = SurveyEntry.objects.get(worker__name="张三")
    assert (entry.months, entry.priority_tag, entry.tag_basis) == (
        [3, 4, 5, 6], "因灾需救助", "镇政〔2024〕3号",
    )  # fmt: skip
    who = entry.worker
    assert opened(who, "id") == made.identity(1) and made.identity(1) not in who.id_cipher
    assert (who.phone_last4, who.sex) == ("0001", "男")
    handed = HandIn.objects.get(kind="survey")
    assert (handed.month, handed.accepted, entry.hand_in) == (None, 3, handed)
    told = Entry.objects.filter(move="hand_in").latest("sequence")
    assert told.label == "交劳动力摸底表" and told.paper == "LabourSurvey"
    assert made.identity(1) not in str(told.payload) and "张三" not in str(told.payload)


def test_the_same_twice_is_nothing_and_a_correction_is_only_itself(project):
    hand(project, *THREE)
    before = everything()
    again = hand(project, *THREE, by="township.clerk")
    assert (again["accepted"], again["unchanged"]) == (0, 3) and everything() == before
    more = hand(project, person(3, "王五", 技能="电工、焊工"), person(4, "赵六"))
    assert (more["accepted"], more["unchanged"]) == (2, 0)
    assert len(names()) == 4  # who is not on the second sheet stays
    assert SurveyEntry.objects.get(worker__name="王五").skills == "电工、焊工"


def test_a_dry_run_counts_and_changes_nothing(project):
    before = everything()
    assert hand(project, *THREE, dry_run=True)["accepted"] == 3 and everything() == before


def test_one_bad_row_refuses_all(project):
    before = everything()
    said = hand(project, *THREE, person(5, "孙七", 优先标签="增收能力有限"))
    assert [error["code"] for error in said["errors"]] == ["TAG_NO_BASIS"]
    child = list(person(6, "周八"))
    child[1] = made.identity(6, "20150101")
    assert [e["code"] for e in hand(project, child)["errors"]] == ["UNDER_AGE"]
    assert everything() == before


def test_a_name_known_elsewhere_is_not_changed(project):
    hand(project, *THREE)
    other = Project.objects.get(
        pk=item_of(
            a_project(code="2503-110118-04-01-200002", name="示例村水渠"), "FILED"
        ).project_id
    )
    before = everything()
    said = hand(other, person(1, "张叁"))
    assert [error["code"] for error in said["errors"]] == ["NAME_DIFFERS"]
    assert made.identity(1) not in str(said) and everything() == before
    assert hand(other, person(1, "张三"))["accepted"] == 1 and Worker.objects.count() == 3
    assert hand(project, person(2, "李肆"))["accepted"] == 1  # nobody else knows him: corrected
    assert "李肆" in names()


def test_whose_it_is_and_when(project):
    strangers = ensure(Cast("110119", "外镇", "外村", "水利", "外镇中心", "外村合作社", None))
    for by in (
        holding(project, "owner.lead"), holding(project, "township.ledger"),
        strangers["village"].posts.get(code="village.director").holders[0],
    ):  # fmt: skip
        caught = refused(NotYours, hand_in, project, SHEET, sheet(*THREE), by=by)
        assert "村会计" in str(caught.value)
    early = a_project(code="2503-110118-04-01-200003", name="示例村便桥")
    before = everything()
    assert [e["code"] for e in hand(early, *THREE)["errors"]] == ["STAGE_WRONG"]
    assert everything() == before


def test_after_the_start_it_is_too_late():
    site = Site("miyun-road").start()
    rows = made.workbook(
        ["姓名", "身份证号", "技能", "愿意从事"], [["张三", made.identity(1), "", ""]]
    )
    said = site.hand_in(SHEET, rows, by=site.person("village.director"))
    assert [error["code"] for error in said["errors"]] == ["STAGE_WRONG"]
    assert "开工前交" in said["errors"][0]["message"] and not SurveyEntry.objects.exists()


def test_another_projects_sheet_is_refused(project):
    data = made.workbook(["姓名", "身份证号", "技能"], [["张三", made.identity(1), "瓦工"]],
                         "外镇公路工程劳动力摸底表")  # fmt: skip
    said = hand_in(project, SHEET, data, by=holding(project, "village.accountant"))
    assert [error["code"] for error in said["errors"]] == ["PROJECT_OTHER"]


def test_the_papers_numbers_are_those_of_the_people(project):
    hand(project, *THREE)
    found = refused(Refused, gate.perform, paper(project), "finish", by=whose(paper(project)),
                    willing=50, priority=15)  # fmt: skip
    assert codes(found) == ["SURVEY_COUNTS_DIFFER"]
    assert "3 人、其中优先群体 1 人" in found.value.findings[0].cure
    agree(paper(project), willing=3, priority=1)
    assert fresh(paper(project)).state == "DONE"


def test_without_people_the_paper_is_finished_as_ever(project):
    agree(paper(project), willing=50, priority=15)
    assert paper(project).willing == 50


def test_the_papers_page_shows_and_fills_in_the_numbers(client, project):
    client.force_login(holding(project, "village.accountant"))
    url = f"/papers/LabourSurvey/{paper(project).pk}/"
    assert "还没有逐人登记" in client.get(url).content.decode()
    hand(project, *THREE)
    page = client.get(url).content.decode()
    assert 'name="willing" value="3"' in page and 'name="priority" value="1"' in page
    assert "须与登记一致" in page


def test_through_the_pages_from_blank_sheet_to_list(client, project):
    client.force_login(holding(project, "village.director"))
    url = f"/projects/{project.code}/ledgers/"
    assert "交劳动力摸底表" in client.get(url).content.decode()
    blank = client.post(f"{url}blank/", {"kind": "survey"})
    assert blank.status_code == 200 and blank["Content-Type"].endswith("sheet")
    before = everything()
    looked = client.post(url, {"files": [SimpleUploadedFile(SHEET, sheet(*THREE))]})
    page = client.get(looked.url).content.decode()
    assert "将记录 3 行" in page and "所属月份" not in page and everything() == before
    done = client.post(looked.url, {"do": "confirm"}, follow=True).content.decode()
    assert "已记录 3 行" in done and "登记用工岗位" in done and len(names()) == 3


@pytest.mark.parametrize(("asked", "shown"), [
    ("", "张三李四王五"), ("village=邻村", "李四"), ("tag=priority", "张三"), ("tag=ordinary", "李四王五"),
    ("q=砌筑", "张三"), ("month=10", "李四王五"), ("month=3&tag=ordinary", "李四"), ("month=x", "张三李四王五"),
])  # fmt: skip
def test_the_list_by_village_priority_skill_and_month(client, project, asked, shown):
    hand(project, *THREE)
    client.force_login(holding(project, "owner.lead"))
    page = client.get(f"/projects/{project.code}/survey/?{asked}").content.decode()
    assert [name for name in ("张三", "李四", "王五") if f"{name} <span" in page] == [
        shown[at : at + 2] for at in range(0, len(shown), 2)
    ]
    assert not any(made.identity(n) in page or f"1380000{n:04d}" in page for n in (1, 2, 3))
    assert "移出" not in page


def test_the_list_costs_the_same_for_all(client, project):
    client.force_login(holding(project, "village.director"))
    costs = []
    for many in (3, 40):
        hand(project, *(person(n, f"工{n}") for n in range(1, many + 1)))
        with CaptureQueriesContext(connection) as found:
            assert "工1" in client.get(f"/projects/{project.code}/survey/").content.decode()
        costs.append(len(found))
    assert costs[1] <= costs[0] < 40


def test_who_withdraws_is_taken_off_and_forgotten(client, project):
    hand(project, *THREE)
    entry = SurveyEntry.objects.get(worker__name="王五")
    refused(NotYours, drop_entry, entry, by=holding(project, "owner.lead"))
    client.force_login(holding(project, "village.director"))
    client.post(f"/projects/{project.code}/survey/{entry.pk}/drop/")
    assert names() == ["张三", "李四"] and not Worker.objects.filter(name="王五").exists()
    told = Entry.objects.filter(move="drop_survey_entry").get()
    assert told.payload == {"entry": entry.pk}
    agree(paper(project), willing=2, priority=1)
    assert client.post(f"/projects/{project.code}/survey/{entry.pk}/drop/").status_code == 404


def test_a_roster_may_be_replaced_without_the_surveyed_being_lost():
    site = Site("miyun-road")
    survey = made.workbook(["姓名", "身份证号", "技能"], [["张三", made.identity(1), "瓦工"]])
    assert site.hand_in(SHEET, survey, by=site.person("village.director"))["accepted"] == 1
    two = made.roster(made.person(1, "张三"), made.person(2, "李四"))
    assert not site.hand_in("用工名册.xlsx", two)["errors"]
    site.send_roster_back()
    assert not site.hand_in("用工名册.xlsx", made.roster(made.person(2, "李四")))["errors"]
    assert Worker.objects.filter(name="张三").exists() and SurveyEntry.objects.count() == 1
