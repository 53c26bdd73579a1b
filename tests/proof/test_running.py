"""``prove --live``: whether what runs can go on under the present code."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from flows.desk.models import Process, Seat
from flows.desk.proof.running import standing
from flows.engine import gate
from flows.flows import FLOWS
from tests.dossier import a_project, fresh, holding, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return item_of(a_project(), "TOWN_REVIEW")


def doctored(statement, *values):
    """A row as an older release has left it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def wrong(item):
    (found,) = [each for each in standing(FLOWS) if each.paper == "PlanItem"]
    assert not found.fine and "数据迁移" in found.wrong[-1]
    return found.wrong[0]


def test_what_runs_can_go_on(item, capsys):
    call_command("prove", "--live")
    said = capsys.readouterr().out
    assert "可以继续" in said and "不能继续" not in said and "谋划储备（PlanItem" in said


def test_a_step_that_is_gone(item, capsys):
    doctored(
        "UPDATE flows_task SET flow_task = 'flows/planning.flow.PlanningFlow.town_look'"
        " WHERE status = 'ASSIGNED' AND flow_task LIKE '%%PlanningFlow.town_review'"
    )
    assert "PlanningFlow.town_look”已不存在" in wrong(item)
    with pytest.raises(SystemExit) as ended:
        call_command("prove", "--live", "--json")
    assert ended.value.code == 1
    (found,) = [each for each in json.loads(capsys.readouterr().out) if not each["fine"]]
    assert found["flow"] == "PlanningFlow" and found["paper_id"] == item.pk


def test_a_flow_that_is_gone(item):
    doctored(
        "UPDATE flows_process SET flow_class = 'flows/planning.flow.PlanFlow'"
        " WHERE paper = 'PlanItem'"
    )
    assert wrong(item) == "存储的流程“flows/planning.flow.PlanFlow”已不存在。"


def test_a_seat_at_a_step_that_is_gone(item):
    Seat.objects.filter(paper="PlanItem", state="open").update(step="town_look")
    assert wrong(item) == "席位所在的环节“town_look”已不存在。"


def test_a_state_that_is_gone(item):
    doctored("UPDATE flows_planitem SET state = 'TOWN_LOOK' WHERE id = %s", item.pk)
    assert wrong(item) == "文书状态“TOWN_LOOK”已不存在。"


def test_a_paper_that_waits_at_another_step_than_its_own(item):
    doctored("UPDATE flows_planitem SET state = 'LISTING' WHERE id = %s", item.pk)
    assert wrong(item) == "文书状态为“年度清单审定”，而等在环节“乡镇审核”。"


def test_a_flow_changed_since_is_noted_and_goes_on(item, capsys):
    Process.objects.filter(paper="PlanItem").update(fingerprint="0" * 16)
    call_command("prove", "--live")
    assert "流程在启动后有修改，按现在的流程继续。" in capsys.readouterr().out


def test_what_is_finished_is_not_asked(item):
    clerk, leader = (
        holding(item.project, "township.clerk"),
        holding(item.project, "township.leader"),
    )
    gate.perform(item, "town_pass", by=clerk)
    gate.perform(fresh(item), "town_pass", by=leader)
    Process.objects.filter(paper="PlanItem").update(finished="2025-02-01T00:00:00Z")
    assert not [each for each in standing(FLOWS) if each.paper == "PlanItem"]


def test_it_asks_one_statement_for_each_kind_of_paper(item, django_assert_num_queries):
    kinds = Process.objects.filter(finished=None).values("paper").distinct().count()
    with django_assert_num_queries(3 + kinds):
        standing(FLOWS)
