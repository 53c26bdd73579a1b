"""报批 through the door: whose desk, in which order, and who never sits."""

import pytest

from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.desk.models import Seat, Task
from flows.engine import gate
from flows.engine.findings import NotYours
from tests.dossier import (
    ELEMENTS,
    a_colleague,
    a_project,
    case_of,
    holding,
    onward,
)

from .conftest import who_sits

pytestmark = pytest.mark.django_db


DESKS = {
    "drc": {
        "SUBMITTED": ["drc.clerk"],
        "COUNTERSIGNING": ["finance.chief", "hrss.clerk", "agri.chief"],
        "DECIDING": ["drc.chief", "drc.leader"],
    },
    "agri": {
        "SUBMITTED": ["agri.clerk"],
        "COUNTERSIGNING": ["finance.chief", "hrss.clerk"],
        "DECIDING": ["agri.chief"],
    },
    "city_drc": {
        "SUBMITTED": ["city_drc.clerk"],
        "COUNTERSIGNING": ["finance.chief", "hrss.clerk", "agri.chief"],
        "DECIDING": ["city_drc.head"],
    },
}


SERIES = {
    "drc": "密云区发改〔2025〕",
    "agri": "密云区农业农村〔2025〕",
    "city_drc": "京发改〔2025〕",
}


@pytest.mark.django_db
@pytest.mark.parametrize("body", DESKS)
def test_whose_desk_by_the_approving_body(body):
    """审批部门是项目字段；审批部门与申报、业主单位不占会签席位 (domain.md 2.14)."""
    case = case_of(a_project(approving_body=body), "DRAFT")
    seen = {}
    while case.state != "DELIVERED":
        if case.state == "DECIDING":
            gate.fill(case, by=whose(case), elements=ELEMENTS)
        seen[case.state] = who_sits(case)
        agree(case)
        case = fresh(case)
    assert seen == {
        "DRAFT": ["owner.lead"],
        "TOWN_REVIEW": ["township.clerk", "township.leader"],
        "SECTOR_REVIEW": ["sector.reviewer"],
        "DECIDED_APPROVE": DESKS[body]["SUBMITTED"],
        **DESKS[body],
    }
    assert case.decision_number.startswith(SERIES[body])


def test_an_office_that_is_itself_the_owner_has_no_countersign_seat(db):
    from flows.orgs.models import Organization
    from tests.dossier import bodies

    bodies()
    finance = Organization.objects.get(kind="finance", district="110118")
    a_colleague(finance.posts.create(code="owner.lead"))
    project = a_project(owner=finance)
    case = case_of(project, "COUNTERSIGNING")
    assert who_sits(case) == ["hrss.clerk", "agri.chief"]


def test_a_number_the_office_gives_is_kept(project):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    agree(case, decision_number="密发改〔2025〕88号")
    assert fresh(case).decision_number == fresh(project).baseline.document_number
    assert fresh(case).document.number == "密发改〔2025〕88号"


def test_countersigning_wants_every_seat(project):
    case = case_of(project, "COUNTERSIGNING")
    for left in (2, 1, 0):
        gate.perform(case, "countersign_pass", by=whose(case), expect=case.version)
        assert (fresh(case).state == "DECIDING") is (left == 0)


@pytest.mark.parametrize("before", [0, 1, 2])
def test_one_refusal_refuses_and_closes_the_other_seats(project, before):
    case = case_of(project, "COUNTERSIGNING")
    for _ in range(before):
        gate.perform(case, "countersign_pass", by=whose(case))
    task = Task.objects.get(process__paper="ApprovalCase", status="ASSIGNED")
    gate.perform(case, "countersign_refuse", by=whose(case), opinion="资金未落实")
    assert fresh(case).state == "SECTOR_REVIEW"
    states = sorted(task.seats.values_list("state", flat=True))
    assert states == sorted(["agreed"] * before + ["refused"] + ["closed"] * (2 - before))
    onward(case, "COUNTERSIGNING")
    assert len(who_sits(fresh(case))) == 3  # 重新会签：先前的意见不再算数


def test_the_decision_is_taken_in_turn(project):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    leader = holding(project, "drc.leader")
    with pytest.raises(NotYours):
        gate.perform(case, "approve", by=leader)
    gate.perform(case, "approve", by=holding(project, "drc.chief"))
    assert fresh(case).state == "DECIDING"
    gate.perform(case, "approve", by=leader)
    assert fresh(case).state == "DECIDED_APPROVE"


def test_the_leader_may_refuse_what_the_chief_has_passed(project):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    gate.perform(case, "approve", by=whose(case))
    gate.perform(case, "reject", by=whose(case), opinion="与规划不符")
    assert fresh(case).state == "DECIDED_REJECT" and fresh(project).stage == "REJECTED"
    assert fresh(project).baseline is None and verify(project.chain).intact


def test_the_owner_never_decides_on_his_own_case(project):
    """业主项目负责人 also appointed 区发改科长: his own application is not his to approve."""
    from flows.orgs.models import Appointment

    case = case_of(project, "SECTOR_REVIEW")
    owner = holding(project, "owner.lead")
    assert case.initiator == owner
    for code in ("drc.chief", "finance.chief", "sector.reviewer"):
        Appointment.objects.create(user=owner, post=project.post(code))
    owner = type(owner).objects.get(pk=owner.pk)
    for state, move in (
        ("SECTOR_REVIEW", "sector_pass"),
        ("COUNTERSIGNING", "countersign_pass"),
        ("DECIDING", "approve"),
    ):
        case = onward(case, state)
        with pytest.raises(NotYours):
            gate.perform(case, move, by=owner)
    assert (
        not Seat.objects.filter(paper="ApprovalCase", decided_by=owner)
        .exclude(step="compile")
        .exists()
    )
