"""The plan: an order that is held, days that are moved, points that are struck, surprise."""

import datetime as dt

import pytest

from flows.audit.models import Entry
from flows.demo.actors import agree, fresh
from flows.demo.onsite import visit
from flows.desk import desk
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.engine.unit import work
from flows.projects.models import Project
from flows.supervision.actions import (
    Checkpoint,
    default_plan,
    move_checkpoint,
    open_plan,
    plan_checkpoints,
    spot_check,
)
from flows.supervision.models import TEMPLATES, Inspection
from flows.supervision.rules import never_inspected
from tests.dossier import a_colleague, again, holding, refused
from tests.remembered import remembered
from tests.supervision.conftest import under_construction

pytestmark = pytest.mark.django_db
JUNE = dt.date(2025, 6, 1)


@remembered
def planned():
    """A road whose default plan has been opened."""
    project = under_construction()
    with work(project.chain, None) as unit:
        open_plan(unit, type("Issued", (), {"project": project}))
    return project


@pytest.fixture
def project(db):
    return planned()


def point(project, code, **more):
    return Inspection.objects.select_related("project__chain").get(
        project=project, code=code, **more
    )


def codes(caught):
    return [each.code for each in caught.value.findings]


def test_every_field_has_an_order_that_begins_with_materials_and_conceals_nothing_unseen():
    for field, lines in TEMPLATES.items():
        numbers = [line.sequence for line in lines]
        assert numbers == sorted(numbers) and lines[0].code == "Q2", field
        concealed = max(line.sequence for line in lines if line.code == "Q1")
        assert all(line.sequence > concealed for line in lines if line.code == "Q3"), field


def test_each_checkpoint_says_when_what_for_and_on_what_basis(project):
    found = list(Inspection.objects.filter(project=project))
    assert len(found) == 7 + 3 * 3
    for each in found:
        assert each.due_on.replace(day=1) == each.month and each.basis and each.evidence, each
        assert dt.date(2025, 6, 3) <= each.due_on <= dt.date(2025, 8, 29)
        assert each.origin == "PLAN"


def test_a_district_names_its_own_checks_for_a_field_and_by_the_month(project):
    for key, value in (("checkpoints.of.农村生产生活", "Q1"), ("checkpoints.monthly", "W2")):
        Parameter.objects.create(
            key=key, value=value, strength="record", district="110118",
            effective_from=dt.date(2025, 1, 1), as_of="today", basis="区里规定",
        )  # fmt: skip
    with work(project.chain, None) as unit:
        plan = default_plan(unit, project)
    assert [each.code for each in plan] == ["Q1", "W2", "W2", "W2"]


def test_the_next_process_waits_until_the_one_before_is_signed_off(project):
    materials, concealed = point(project, "Q2"), point(project, "Q1")
    caught = refused(Refused, agree, concealed)
    assert codes(caught) == ["EARLIER_UNSIGNED"]
    assert "水泥、砂石、钢材" in str(caught.value) and "待报检" in str(caught.value)
    agree(materials)
    assert "待签认" in str(refused(Refused, agree, concealed).value)
    visit(fresh(materials), defect="无合格证")
    assert "整改中" in str(refused(Refused, agree, concealed).value)
    Inspection.objects.filter(pk=materials.pk).update(sequence=None)
    agree(concealed)
    assert fresh(concealed).state == "INSPECTING"


def test_nothing_is_reported_while_the_works_are_stopped(project):
    with work(project.chain, None) as unit:
        gate.advance(unit, project, "suspend")
    assert codes(refused(Refused, agree, point(project, "W1"))) == ["WORKS_STOPPED"]


def test_a_day_is_moved_with_a_reason_and_recorded(project):
    engineer, check = holding(project, "supervisor.engineer"), point(project, "SF4")
    day = dt.date(2025, 7, 9)
    assert desk.seats_at(check)[0].due_on == check.due_on == dt.date(2025, 6, 12)
    assert (
        desk.seats_at(check)[0].paper_title == check.title == f"检查 SF4 {check.name}（2025年6月）"
    )
    move_checkpoint(check, by=engineer, due_on=day, reason="脚手架七月搭设", expect=check.version)
    check = fresh(check)
    seat = desk.seats_at(check)[
        0
    ]  # the time to report it moves along, and the month it is called by
    assert seat.due_on == day and seat.paper_title.endswith("（2025年7月）")
    assert (check.due_on, check.month) == (day, dt.date(2025, 7, 1))
    last = Entry.objects.filter(paper="Inspection", paper_id=check.pk).order_by("sequence").last()
    assert (last.move, last.opinion) == ("move", "脚手架七月搭设")
    assert last.payload["due_on"] == "2025-07-09" and last.payload["before"] == "2025-06-12"
    for how, code in (
        ({"due_on": day, "reason": " "}, "OPINION_MISSING"),
        ({"due_on": dt.date(2025, 6, 19), "reason": "晚"}, "DAY_PAST"),
    ):
        assert codes(refused(Refused, move_checkpoint, check, by=engineer, **how)) == [code]
    twice = point(project, "W2", month=JUNE)
    caught = refused(Refused, move_checkpoint, twice, by=engineer, due_on=day, reason="晚")
    assert codes(caught) == ["CHECKPOINT_TWICE"]


def test_what_is_grave_is_moved_and_struck_by_the_chief_only(project):
    engineer = holding(project, "supervisor.engineer")
    chief, contractor = holding(project, "supervisor.chief"), holding(project, "contractor.lead")
    day = dt.date(2025, 7, 9)
    for code in ("Q1", "Q3", "W1"):
        check = point(project, code)
        for user in (engineer, contractor):
            refused(NotYours, move_checkpoint, check, by=user, due_on=day, reason="晚")
            refused(NotYours, gate.perform, check, "strike", by=user, opinion="不需要")
        assert move_checkpoint(check, by=chief, due_on=day, reason="晚").due_on == day
    refused(Refused, gate.perform, point(project, "Q3"), "strike", by=chief)
    gate.perform(point(project, "Q3"), "strike", by=chief, opinion="设计变更，不再做面层")
    assert point(project, "Q3").state == "STRUCK" and not desk.seats_at(point(project, "Q3"))
    gate.perform(point(project, "SF1"), "strike", by=engineer, opinion="与培训合并")
    gate.perform(point(project, "SF1"), "restore", by=engineer, opinion="撤销有误")
    assert desk.seats_at(point(project, "SF1"))[0].post.code == "contractor.lead"


def test_without_a_firm_the_owner_decides(db):
    project = under_construction(firm=False)
    with work(project.chain, None) as unit:
        plan_checkpoints(unit, project, [Checkpoint("Q1", "路基", "A", JUNE, True)])
    check, more = point(project, "Q1"), {"due_on": dt.date(2025, 7, 1), "reason": "晚"}
    refused(NotYours, move_checkpoint, check, by=holding(project, "owner.site"), **more)
    assert move_checkpoint(check, by=holding(project, "owner.lead"), **more).month.month == 7


@pytest.mark.parametrize("code", ["township.ledger", "sector.reviewer", "owner.lead"])
def test_a_surprise_lies_with_the_inspector_at_once(project, code):
    by, told = holding(project, code), holding(project, "contractor.lead")
    check = spot_check(project, by=by, code="SF4", note="路口护栏")
    seat = desk.seats_at(check)[0]
    assert (check.state, check.origin, check.report_note) == ("INSPECTING", "SPOT", "路口护栏")
    assert seat.holder == holding(project, "supervisor.engineer")
    assert not told.messages.filter(url=f"/papers/Inspection/{check.pk}/").exists()
    assert spot_check(project, by=by, code="SF4").pk == check.pk
    refused(Refused, gate.perform, check, "send_back", by=seat.holder, opinion="退")
    visit(check)
    assert "第 2 次" in spot_check(project, by=by, code="SF4").name
    assert Inspection.objects.filter(project=project, origin="SPOT").count() == 2


def test_an_inspector_inspects_what_he_opened_himself_even_among_colleagues(project):
    a_colleague(project.post("supervisor.engineer"))
    by = again(holding(project, "supervisor.engineer"))
    check = spot_check(project, by=by, code="W2")
    assert desk.seats_at(check)[0].holder == by
    visit(check)
    assert fresh(check).state == "PASSED"


def test_those_who_are_checked_surprise_nobody_and_planned_checks_are_reported(project):
    for code in ("contractor.lead", "village.director", "drc.chief"):
        refused(NotYours, spot_check, project, by=holding(project, code), code="SF4")
    township = holding(project, "township.ledger")
    refused(Refused, spot_check, project, by=township, code="XX")
    refused(NotYours, gate.perform, point(project, "SF4"), "surprise", by=township)
    with work(project.chain, None) as unit:
        gate.advance(unit, project, "complete")
    caught = refused(Refused, spot_check, fresh_project(project), by=township, code="SF4")
    assert codes(caught) == ["STAGE_WRONG"]


def fresh_project(project):
    return Project.objects.select_related("chain").get(pk=project.pk)


def test_at_the_end_what_was_never_inspected_is_named_and_blocks_nothing(project):
    paper = point(project, "Q1")
    found = list(never_inspected(never_inspected.load(paper), terms()))
    assert [(each.code, each.level) for each in found] == [
        ("CHECKPOINTS_MISSED", "review"), ("SPOT_CHECKS_FEW", "inform"),
    ]  # fmt: skip
    assert "16 个检查点" in found[0].message and found[0].rows == 16


def terms():
    return Terms(dt.date(2025, 8, 29), Parameter.snapshot())
