"""Checkpoints: planned, reported, signed off or put right, rechecked by another person."""

import datetime as dt

import pytest

from flows.demo.actors import agree, fresh, photograph, whose
from flows.demo.onsite import visit
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
    visit(inspection, by=inspector, defect="垫层厚度不足")
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
            "STRUCK -restore-> PLANNED 恢复检查点",
            "INSPECTING -send_back-> PLANNED 资料不齐，退回报检",
            "INSPECTING -sign_off-> PASSED 检查合格，签认",
            "PLANNED -strike-> STRUCK 撤销检查点",
            "PLANNED -surprise-> INSPECTING 突击抽查，不待报检",
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
    visit(inspection)
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
    photograph(notice)
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
    photograph(notice)
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
    photograph(notice)
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
    once = [
        (each.code, each.title.split("：")[-1], f"{each.due_on:%m-%d}", each.sequence)
        for each in plan
        if each.code not in ("W2", "W4", "W6")
    ]
    assert once == [
        ("Q2", "水泥、砂石、止水材料", "06-16", 1),
        ("Q1", "渠基与垫层", "06-30", 2),
        ("Q3", "混凝土衬砌", "08-15", 3),
        ("Q3", "通水试验", "08-29", 4),
        ("SF1", "安全交底双方签字", "06-12", None),
        ("SF4", "防护用品与临时用电", "06-12", None),
        ("W1", "用工实名", "06-12", None),
        ("W5", "专户、保证金、告示牌、劳资专管员", "06-12", None),
    ]
    monthly = [(each.code, each.due_on) for each in plan if each.code in ("W2", "W4", "W6")]
    assert monthly == [
        (code, day)
        for day in (dt.date(2025, 6, 30), dt.date(2025, 7, 31), dt.date(2025, 8, 29))
        for code in ("W2", "W4", "W6")
    ]
    assert plan[1].is_concealed and "质量管理条例30" in plan[1].basis


def test_only_the_supervising_side_adds_checkpoints(project):
    side = project.post("supervisor.chief" if project.has_firm else "owner.site").holders[0]
    more = {"code": "W5", "title": "告示牌", "severity": "B", "month": dt.date(2025, 6, 1)}
    assert add_checkpoint(project, by=side, **more).state == "PLANNED"
    assert add_checkpoint(project, by=side, **more) is None
    with pytest.raises(NotYours):
        add_checkpoint(project, by=project.post("contractor.lead").holders[0], **more)
    assert Inspection.objects.count() == 1
