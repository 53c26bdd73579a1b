"""为什么卡住: each cause that can hold a paper up, named in a sentence together with the person."""

import datetime as dt

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import waiting
from flows.desk.models import Incident, Seat, Stop, Task
from flows.engine import clock, gate
from flows.engine.models import CalendarYear
from flows.orgs.models import Appointment, Post
from flows.projects.models import Project
from flows.reports.explain import explain
from flows.templatetags.ui import zh_date
from tests.desk.test_inbox import stand_in
from tests.dossier import ELEMENTS, a_colleague, a_project, case_of, everything, holding, item_of

pytestmark = pytest.mark.django_db


def why(project):
    """The one waiting paper of ``project``: its sentence and who could act instead."""
    (found,) = explain(Project.objects.get(pk=project.pk))["waiting"]
    return found["sentence"], found["stand_ins"]


@pytest.fixture
def project():
    return a_project()


@pytest.fixture
def item(project):
    return item_of(project, "TOWN_REVIEW")


def test_a_person_who_has_not_signed(project, item):
    clerk, leader = holding(project, "township.clerk"), holding(project, "township.leader")
    said, instead = why(project)
    assert said.startswith(f"{clerk}（{project.post('township.clerk')}）须办理“乡镇审核”")
    assert (
        "依据：实施意见二(一)" in said and "自 2025年1月6日起等待，应于 2025年1月13日前办结" in said
    )
    assert f"其后还须{leader}办理" in said
    assert instead == [] and "本人不在时无人可代，请登记代理" in said


def test_overdue_in_working_days(project, item):
    clock.simulate(project.chain, clock.at(dt.date(2025, 1, 20)))
    assert "已逾期 5 个工作日" in why(project)[0]


def test_a_post_whose_people_have_not_claimed(project):
    other = a_colleague(project.post("township.clerk"), "王红")
    item_of(project, "TOWN_REVIEW")
    said, instead = why(project)
    clerk = holding(project, "township.clerk")
    assert said.startswith(f"{project.post('township.clerk')}须有人领办“乡镇审核”")
    assert instead == [str(clerk), "王红"] and f"{clerk}、王红均可办理" in said and other


def test_a_post_that_nobody_holds(project, item):
    Appointment.objects.filter(post__code="township.clerk").update(ended_on=dt.date(2025, 1, 5))
    said, instead = why(project)
    assert "该岗位无人在岗" in said and "无人可代，请系统管理员补充" in said and instead == []
    assert str(project.post("township.clerk")) in said


def test_the_only_holder_is_barred_as_initiator(project, item):
    starter = project.initiator or item.initiator
    Appointment.objects.filter(post__code="township.clerk").update(ended_on=dt.date(2025, 1, 5))
    Appointment.objects.create(user=starter, post=project.post("township.clerk"))
    said, instead = why(project)
    assert f"在岗的{starter}是本件发起人，应当回避" in said and instead == []


def test_a_colleague_and_a_substitute_could_act(project, item):
    a_colleague(project.post("township.clerk"), "王红")
    acting = a_colleague(project.post("township.ledger"), "赵强")
    clerk = holding(project, "township.clerk")
    rule = stand_in(clerk, acting)
    said, instead = why(project)
    assert instead == [
        f"赵强（代{clerk}，至 {zh_date(rule.ended_on)}）",
        "王红（同岗位，须先转办）",
    ]
    assert f"本人不在时可由{instead[0]}、{instead[1]}办理" in said
    rule.paper = "ApprovalCase"  # for other matters only
    rule.save()
    assert why(project)[1] == ["王红（同岗位，须先转办）"]


def test_evidence_is_named_with_its_basis_and_cure(project):
    case = case_of(project, "DECIDING")
    missing = {key: value for key, value in ELEMENTS.items() if key != "r10"}
    gate.fill(case, by=whose(case), elements=missing)
    said, _ = why(project)
    assert str(whose(case)) in said
    moves = {move["move"]: move for move in explain(fresh(project))["moves"]}
    finding = moves["approve"]["findings"][0]
    assert f"不能“{moves['approve']['label']}”：" in said
    assert finding["message"].rstrip("。") in said and f"（依据：{finding['basis']}）" in said


def test_many_missing_things_are_counted_not_listed(project):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements={})
    said, _ = why(project)
    assert said.count("不能“") == waiting.EVIDENCE and "条未满足" in said


def test_a_clock_that_stands_still(project, item):
    task = Task.objects.get(process__paper="PlanItem", status="ASSIGNED")
    clerk = whose(item)
    Stop.objects.create(
        process=task.process, kind="suspend", reason="等规划调整", by=clerk, started_on="2025-01-07"
    )
    Task.objects.filter(pk=task.pk).update(due_on=None)
    said, _ = why(project)
    assert f"时限自 2025年1月7日起因挂起停止计算（等规划调整；{clerk}）" in said
    assert "由停表人、同岗位人员或其单位负责人恢复" in said and "时限停表（挂起）" in said


def test_nobody_sits_and_the_administrators_have_been_told(project, item):
    task = Task.objects.get(process__paper="PlanItem", status="ASSIGNED")
    Seat.objects.filter(task=task).update(state="dropped")
    said, _ = why(project)
    assert "没有可办理的岗位" in said and "请系统管理员" in said
    text = "“乡镇审核”没有可办理的岗位"
    Incident.objects.create(
        chain=project.chain, task=task, code="NOBODY_SITS", text=text, opened_at=clock.now()
    )
    said, _ = why(project)
    assert "提请系统管理员处理：“乡镇审核”没有可办理的岗位。" in said


def test_a_year_that_is_not_published(project, item):
    Task.objects.filter(status="ASSIGNED").update(due_on=None)
    CalendarYear.objects.filter(year=2025).delete()
    assert "时限待国务院公布放假安排" in why(project)[0]


def test_everyone_who_still_has_to_countersign_is_named(project):
    case = case_of(project, "COUNTERSIGNING")
    people = [seat.holder for seat in Seat.objects.filter(paper="ApprovalCase", state="open")]
    gate.perform(case, "countersign_pass", by=people[0])
    said, _ = why(project)
    assert str(people[0].post_names) not in said
    assert all(f"{person}（" in said for person in people[1:]) and len(people) > 2


def test_a_project_at_rest_waits_for_nobody(project):
    item = item_of(project, "JOINT_REVIEW")
    gate.perform(item, "remove", by=whose(item), opinion="不适合")
    assert explain(fresh(project))["waiting"] == []


def test_statements_do_not_grow_with_papers_seats_or_people(
    project, django_assert_max_num_queries, django_assert_num_queries
):
    case = case_of(project, "COUNTERSIGNING")
    chain = Project.objects.select_related("chain").get(pk=project.pk).chain
    with django_assert_max_num_queries(22):
        waiting.waiting_of(chain)
    for post in Post.objects.all():
        a_colleague(post)
    paper = fresh(case)
    with django_assert_num_queries(9):
        (found,) = waiting.waiting_on(paper, [])
    assert len(found.people) == len(found.holders) and found.evidence == []


def test_shown_on_the_project_page_and_in_the_command(client, capsys, project, item):
    from django.core.management import call_command

    client.force_login(holding(project, "drc.chief"))
    before = everything()
    page = client.get(f"/projects/{project.code}/").content.decode()
    clerk = holding(project, "township.clerk")
    assert "为什么卡住" in page and f"{clerk}（{project.post('township.clerk')}）须办理" in page
    same = {k: v for k, v in everything().items() if k not in ("django_session", "orgs_user")}
    assert same == {k: v for k, v in before.items() if k in same}
    call_command("explain", project.code)
    assert f"{clerk}（" in capsys.readouterr().out


def test_rows_for_a_page_say_the_findings_already_judged(project):
    case = case_of(project, "DECIDING")
    agree(item_of(a_project(code="2503-110118-04-01-200002"), "DRAFT"))
    rows = waiting.rows_of(waiting.waiting_on(fresh(case), []))
    assert len(rows) == 1 and rows[0]["sentences"] == rows[0]["people"]
