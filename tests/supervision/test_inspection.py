"""Checkpoints: planned, reported, signed off or put right, rechecked by another person."""

import datetime as dt

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Stale
from flows.engine.machine import transitions
from flows.engine.unit import work
from flows.orgs.models import Appointment
from flows.supervision.actions import Checkpoint, add_checkpoint, default_plan, plan_checkpoints
from flows.supervision.figures import open_defects
from flows.supervision.models import Inspection, Rectification

POINT = Checkpoint("Q1", "隐蔽工程：路基", "A", dt.date(2025, 6, 1), True)


@pytest.fixture(params=[True, False], ids=["firm", "owner"])
def project(build, request):
    return build(firm=request.param)


def planned(project, point=POINT):
    with work(project.chain, None) as unit:
        plan_checkpoints(unit, project, [point])
    return Inspection.objects.get(project=project, code=point.code)


def defective(project):
    inspection = planned(project)
    agree(inspection, report_note="自检合格")
    inspector = whose(inspection)
    gate.perform(
        inspection, "find_defect", by=inspector, opinion="到现场看过", defect="垫层厚度不足"
    )
    return fresh(inspection), inspector


def appoint(user, post):
    Appointment.objects.create(user=user, post=post)


def test_every_state_and_move_is_as_written():
    found = {
        model.__name__: [
            f"{each.source} -{each.name}-> {each.target} {each.custom['label']}"
            for each in transitions(model)
        ]
        for model in (Inspection, Rectification)
    }
    assert found == {
        "Inspection": [
            "DEFECTIVE -close-> CLOSED 整改闭环",
            "INSPECTING -find_defect-> DEFECTIVE 有问题，下达整改",
            "PLANNED -report-> INSPECTING 报检",
            "INSPECTING -send_back-> PLANNED 资料不齐，退回报检",
            "INSPECTING -sign_off-> PASSED 检查合格，签认",
        ],
        "Rectification": [
            "OPEN -begin-> RECTIFYING 签收，开始整改",
            "SUBMITTED -close-> CLOSED 复查合格，销号",
            "SUBMITTED -reopen-> REOPENED 复查不合格，继续整改",
            "RECTIFYING -submit-> SUBMITTED 提交整改报告",
            "REOPENED -submit-> SUBMITTED 提交整改报告",
        ],
    }


def test_signed_off(project):
    inspection = planned(project)
    agree(inspection)
    expected = "supervisor.engineer" if project.has_firm else "owner.site"
    assert desk.seats_at(fresh(inspection))[0].post.code == expected
    agree(inspection)
    inspection = fresh(inspection)
    assert (inspection.state, inspection.result, inspection.inspected_on) == (
        "PASSED",
        "合格",
        dt.date(2025, 6, 20),
    )
    assert open_defects(project).defects == ()


def test_a_checkpoint_is_not_reported_before_its_month(project):
    inspection = planned(project, Checkpoint("Q3", "面层", "B", dt.date(2025, 8, 20)))
    assert inspection.month == dt.date(2025, 8, 1)
    with pytest.raises(Refused) as refused:
        agree(inspection)
    assert refused.value.findings[0].code == "CHECKPOINT_EARLY"
    assert fresh(inspection).state == "PLANNED"


def test_a_defect_is_put_right_rechecked_and_closed(project):
    inspection, inspector = defective(project)
    notice = Rectification.objects.get(inspection=inspection)
    assert (notice.number, notice.severity, notice.initiator) == (1, "A", inspector)
    assert notice.deadline == dt.date(2025, 6, 23)
    assert desk.seats_at(notice)[0].due_on == notice.deadline
    assert [each.severity for each in open_defects(project).defects] == ["A"]
    agree(notice)
    agree(notice, report="已返工")
    expected = "supervisor.chief" if project.has_firm else "oversight.director"
    assert desk.seats_at(fresh(notice))[0].post.code == expected
    gate.perform(notice, "reopen", by=whose(notice), opinion="仍有两处不足")
    notice = fresh(notice)
    assert (notice.state, notice.reopened) == ("REOPENED", 1)
    agree(notice, report="再次返工")
    agree(notice)
    notice = fresh(notice)
    assert (notice.state, notice.closed_on) == ("CLOSED", dt.date(2025, 6, 20))
    assert fresh(inspection).state == "CLOSED" and open_defects(project).defects == ()


def test_neither_inspector_nor_rectifier_rechecks(project):
    inspection, inspector = defective(project)
    notice = Rectification.objects.get(inspection=inspection)
    rectifier = whose(notice)
    code = "supervisor.chief" if project.has_firm else "oversight.director"
    post = project.post(code)
    appoint(inspector, post)
    appoint(rectifier, post)
    agree(notice)
    agree(notice, report="已返工")
    for user in (inspector, rectifier):
        user = type(user).objects.get(pk=user.pk)
        assert user.holds(code)
        with pytest.raises((NotYours, Stale)):
            gate.perform(fresh(notice), "close", by=user)
    assert fresh(notice).state == "SUBMITTED"
    agree(notice)
    assert fresh(notice).state == "CLOSED"


def test_submission_is_refused_while_nobody_could_recheck(project):
    inspection, inspector = defective(project)
    notice = Rectification.objects.get(inspection=inspection)
    post = project.post("supervisor.chief" if project.has_firm else "oversight.director")
    Appointment.objects.filter(post=post).update(ended_on=dt.date(2025, 6, 1))
    appoint(inspector, post)
    agree(notice)
    with pytest.raises(Refused) as refused:
        agree(notice, report="已返工")
    assert [each.code for each in refused.value.findings] == ["RECHECK_NOBODY"]


def test_a_defect_must_be_described(project):
    inspection = planned(project)
    agree(inspection)
    with pytest.raises(Refused):
        gate.perform(inspection, "find_defect", by=whose(inspection), opinion="不行")
    assert fresh(inspection).state == "INSPECTING" and not Rectification.objects.exists()


def test_default_plan_names_the_field(build):
    project = build(field="水利")
    with work(project.chain, None) as unit:
        plan = default_plan(unit, project)
    assert [(each.code, each.month.month, each.severity) for each in plan] == [
        ("Q1", 6, "A"),
        ("Q3", 8, "B"),
        ("SF4", 6, "B"),
        ("W1", 6, "A"),
        ("W2", 8, "B"),
        ("W4", 8, "A"),
    ]
    assert plan[0].title == "隐蔽工程：渠基与垫层" and plan[0].is_concealed


def test_only_the_supervising_side_adds_checkpoints(project):
    side = project.post("supervisor.chief" if project.has_firm else "owner.site").holders[0]
    more = {"code": "W5", "title": "告示牌", "severity": "B", "month": dt.date(2025, 6, 1)}
    assert add_checkpoint(project, by=side, **more).state == "PLANNED"
    assert add_checkpoint(project, by=side, **more) is None
    with pytest.raises(NotYours):
        add_checkpoint(project, by=project.post("contractor.lead").holders[0], **more)
    assert Inspection.objects.count() == 1
