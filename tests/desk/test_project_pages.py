"""The list, the project page, the trail, and the commands that say the same."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.demo.actors import whose
from flows.engine import gate
from flows.projects.models import Project
from flows.reports.explain import explain
from tests.dossier import ELEMENTS, a_project, case_of, holding, item_of

pytestmark = pytest.mark.django_db


def asked(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as statements:
        page = client.get(url)
    assert page.status_code == 200
    return len(statements), page


def test_list_shows_what_waits_and_costs_the_same(client):
    first = a_project()
    client.force_login(holding(first, "drc.chief"))
    one, page = asked(client, "/projects/")
    assert "村申报：" in page.content.decode()
    for n in range(24):
        a_project(code=f"2503-110118-04-01-2001{n:02d}", name=f"第{n}条路")
    many, page = asked(client, "/projects/")
    assert many == one and len(page.context["rows"]) == 20 and page.context["page"].next_url
    rows = lambda **q: [r["project"].name for r in client.get("/projects/", q).context["rows"]]  # noqa: E731
    assert rows(q="第7条") == ["第7条路"] and rows(q=first.code) == [first.name]
    assert rows(stage="ARCHIVED") == [] and len(rows(stage="IDEA")) == 20


def test_project_page_says_who_waits_and_why(client):
    project = a_project()
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements={k: v for k, v in ELEMENTS.items() if k != "r10"})
    client.force_login(holding(project, "township.leader"))
    page = client.get(f"/projects/{project.code}/").content.decode()
    for text in (
        "审批部门批复",
        str(whose(case)),
        "未写明要素 r10",
        "记录完整",
        "市级财政",
        "审批中",
        "项目申报",
        "劳动力摸底",
        "1,500,000.00",
    ):
        assert text in page, text


def test_corridor_is_done_up_to_the_present_stage(client):
    project = a_project()
    item_of(project, "FILING")
    client.force_login(holding(project, "drc.chief"))
    stages = client.get(f"/projects/{project.code}/").context["stages"]
    assert [s["kind"] for s in stages[:4]] == ["done", "done", "current", "todo"]
    assert stages[1]["when"] is not None and stages[3]["when"] is None


def test_a_removed_project_keeps_its_place_in_the_corridor(client):
    project = a_project()
    item = item_of(project, "JOINT_REVIEW")
    gate.perform(item, "remove", by=whose(item), opinion="不适合")
    client.force_login(holding(project, "drc.chief"))
    answer = client.get(f"/projects/{project.code}/")
    assert "退库" in answer.content.decode()
    assert [s["kind"] for s in answer.context["stages"][:2]] == ["ended", "todo"]


def test_explain_is_the_public_form():
    project = a_project()
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements={k: v for k, v in ELEMENTS.items() if k != "r10"})
    found = explain(Project.objects.get(pk=project.pk))
    assert set(found) == {"project", "stage", "waiting", "moves"}
    assert (found["project"], found["stage"]) == (project.code, "IN_APPROVAL")
    (waiting,) = found["waiting"]
    known = {"paper", "step", "holders", "since", "due", "overdue_workdays"}
    assert set(waiting) == known | {"sentence", "stand_ins"}
    assert (waiting["paper"], waiting["step"]) == ("立项报批", "审批部门批复")
    assert str(whose(case)) in waiting["holders"][0]
    moves = {move["move"]: move for move in found["moves"]}
    assert not moves["approve"]["open"] and moves["reject"]["open"]
    assert set(moves["approve"]) == {"move", "label", "open", "findings"}
    assert {"r10", "SHARE_BELOW_FLOOR"} <= {f["code"] for f in moves["approve"]["findings"]}
    assert set(moves["approve"]["findings"][0]) == {
        "code",
        "message",
        "basis",
        "cure",
        "workers",
        "rows",
    }


def test_explain_command(capsys):
    project = a_project()
    item_of(project, "JOINT_REVIEW")
    call_command("explain", project.code, json=True)
    assert json.loads(capsys.readouterr().out) == explain(project)
    call_command("explain", project.code)
    with pytest.raises(SystemExit) as ended:
        call_command("explain", "2503-110118-04-01-999999", json=True)
    assert ended.value.code == 1 and capsys.readouterr().err


def test_explain_counts_overdue_working_days(client):
    from flows.engine import clock

    project = a_project()
    item_of(project, "TOWN_REVIEW")
    project.chain.refresh_from_db()
    clock.simulate(project.chain, clock.at(clock.today(project.chain).replace(day=20)))
    (waiting,) = explain(Project.objects.get(pk=project.pk))["waiting"]
    assert waiting["due"] == "2025-01-13" and waiting["overdue_workdays"] == 5


def test_trail_shows_everything_in_pages(client):
    project = a_project()
    case_of(project, "DELIVERED")
    client.force_login(holding(project, "owner.lead"))
    seen, url = 0, f"/projects/{project.code}/trail/"
    while url:
        page = client.get(url)
        seen += len(page.context["entries"])
        url = page.context["page"].next_url
    assert seen == project.chain.entries.count()
    assert "记录完整" in page.content.decode()


def test_a_changed_record_is_shown_as_broken(client, capsys):
    project = a_project()
    item_of(project, "JOINT_REVIEW")
    call_command("verify_trail", project.code, json=True)
    (verdict,) = json.loads(capsys.readouterr().out)
    assert verdict["intact"] and verdict["project"] == project.code
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE flows_entry DISABLE TRIGGER entry_guard")
        cursor.execute(
            "UPDATE flows_entry SET opinion = '改过' WHERE chain_id = %s AND sequence = 2",
            [project.chain_id],
        )
    client.force_login(holding(project, "drc.chief"))
    assert "记录不完整" in client.get(f"/projects/{project.code}/").content.decode()
    with pytest.raises(SystemExit):
        call_command("verify_trail", json=True)
    (verdict,) = json.loads(capsys.readouterr().out)
    assert (verdict["intact"], verdict["sequence"]) == (False, 2)


def test_project_page_statements_do_not_grow_with_the_trail(client):
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    client.force_login(holding(project, "drc.chief"))
    first, _ = asked(client, f"/projects/{project.code}/")
    for _ in range(6):
        gate.perform(item, "town_return", by=whose(item), opinion="改")
        item = item_of(project, "TOWN_REVIEW")
    assert asked(client, f"/projects/{project.code}/")[0] == first


FACTS = {
    "name": "新路",
    "code": "2603-110118-04-01-300001",
    "year": 2026,
    "field": "交通",
    "content": "硬化",
    "labour_links": ["一般劳动"],
    "planned_start": "2027-03-01",
    "planned_end": "2027-08-01",
    "supervision_mode": "监理单位",
    "approving_body": "drc",
    "fund_2": "1000000.00",
    "fund_3": "200000",
}


def test_a_village_registers_a_project(client):
    old = a_project()
    client.force_login(holding(old, "village.director"))
    said = FACTS | {"owner": old.owner_id, "supervisor": old.supervisor_id}
    answer = client.post("/projects/new/", said)
    project = Project.objects.get(code=FACTS["code"])
    assert (
        answer.status_code == 302
        and answer.url == f"/papers/PlanItem/{project.planitems.get().pk}/"
    )
    assert (project.town, project.stage, str(project.total_investment)) == (
        "示例镇",
        "IDEA",
        "1200000.00",
    )
    assert {f.source: str(f.amount) for f in project.funds.all()} == {
        "市级财政": "1000000.00",
        "区级财政": "200000.00",
    }
    assert project.township == old.township and project.chain.simulated_at is None
    again = client.post("/projects/new/", said)
    assert again.status_code == 422 and "硬化" in again.content.decode()


@pytest.mark.parametrize(
    "change, text",
    [
        ({"code": "123"}, "24位"),
        ({"planned_end": "2026-01-01"}, "早于"),
        ({"labour_links": []}, "必"),
        ({"fund_2": "", "fund_3": ""}, "资金来源"),
        ({"fund_2": "-5"}, "0"),
        ({"name": ""}, "必"),
    ],
)
def test_wrong_facts_are_said_and_kept(client, change, text):
    old = a_project()
    client.force_login(holding(old, "village.director"))
    answer = client.post("/projects/new/", FACTS | {"owner": old.owner_id} | change)
    assert answer.status_code == 422 and text in answer.content.decode()
    assert Project.objects.count() == 1


def test_nobody_else_registers(client):
    client.force_login(holding(a_project(), "township.clerk"))
    assert client.get("/projects/new/").status_code == 404
    assert "登记新项目" not in client.get("/projects/").content.decode()
