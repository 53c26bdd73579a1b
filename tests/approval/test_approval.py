"""报批 through the door: seats, order, elements, the share, the baseline, the ways out."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from flows.approval.models import ApprovalCase, ImplementationPlan, LabourSurvey
from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.models import Seat, Task
from flows.documents.models import Document
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from tests.dossier import (
    CENTRAL,
    CITY,
    ELEMENTS,
    a_colleague,
    a_project,
    case_of,
    codes,
    everything,
    holding,
    item_of,
    onward,
)
from tests.machines import every_pair, require_snapshot

HERE = Path(__file__).parent
PLAN_KEYS = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r11", "r12"]
APPROVAL_KEYS = [f"r{number}" for number in range(1, 13)]


def test_the_machines_are_as_written():
    require_snapshot(HERE / "machines.txt", LabourSurvey, ImplementationPlan, ApprovalCase)


@pytest.mark.parametrize(
    "model, state, move, found",
    [
        (model, *each)
        for model in (LabourSurvey, ImplementationPlan, ApprovalCase)
        for each in every_pair(model)
    ],
)
def test_every_state_knows_its_moves_and_no_other(model, state, move, found):
    paper = model(state=state)
    if found is None:
        with pytest.raises(Exception, match=move):
            getattr(paper, move)()
        assert paper.state == state
    else:
        given = {wanted.name: 1 for wanted in found.custom["inputs"]}
        getattr(paper, move)(**given)
        assert paper.state == found.target


@pytest.fixture
def project(db):
    return a_project()


def refused(act, *given, **more):
    before = everything()
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    assert everything() == before
    return codes(caught)


def who_sits(case):
    return [seat.post.code for seat in desk.seats_at(case)]


# -- the desks ---------------------------------------------------------------------------------

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


def test_an_office_that_is_itself_the_owner_has_no_countersign_seat(db):
    from flows.orgs.models import Organization
    from tests.dossier import bodies

    bodies()
    finance = Organization.objects.get(kind="finance", district="110118")
    a_colleague(finance.posts.create(code="owner.lead"))
    project = a_project(owner=finance)
    case = case_of(project, "COUNTERSIGNING")
    assert who_sits(case) == ["hrss.clerk", "agri.chief"]


def test_a_numbered_series_of_each_approving_body(db):
    for number, (body, series) in enumerate(
        [
            ("drc", "密云区发改〔2025〕"),
            ("agri", "密云区农业农村〔2025〕"),
            ("city_drc", "京发改〔2025〕"),
        ]
    ):
        project = a_project(approving_body=body, code=f"2503-110118-04-01-20000{number}")
        case = case_of(project, "DECIDED_APPROVE")
        assert case.decision_number.startswith(series)


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


# -- elements ----------------------------------------------------------------------------------


def without(*keys):
    return {key: parts for key, parts in ELEMENTS.items() if key not in keys}


@pytest.mark.parametrize("key", PLAN_KEYS)
def test_a_plan_without_one_element_is_not_handed_in(project, key):
    case = case_of(project, plan=without(key))
    assert refused(gate.perform, case, "submit", by=whose(case)) == [key]


def test_a_plan_need_not_name_who_supervises(project):
    case = case_of(project, plan=without("r10"))
    gate.perform(case, "submit", by=whose(case))


@pytest.mark.parametrize("key", APPROVAL_KEYS)
def test_an_approval_without_one_element_is_not_issued(project, key):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=without(key))
    assert refused(gate.perform, case, "approve", by=whose(case)) == [key]
    assert fresh(project).baseline is None


def test_all_that_is_missing_is_said_at_once(project):
    case = case_of(project, plan={})
    assert refused(gate.perform, case, "submit", by=whose(case)) == PLAN_KEYS


def test_the_survey_comes_first(project):
    item_of(project, "FILED")
    case = ApprovalCase.objects.get(project=project)
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    assert refused(gate.perform, case, "submit", by=whose(case)) == ["SURVEY_MISSING"]


def changed(key, **parts):
    return ELEMENTS | {key: ELEMENTS[key] | parts}


@pytest.mark.parametrize(
    "elements, code",
    [
        (changed("r2", headcount=40), "r2_DIFFERS"),
        (changed("r2", priority_headcount=13), "r2_DIFFERS"),
        (changed("r3", labour_pay="336000.01"), "r3_DIFFERS"),
    ],
)
def test_an_approval_that_differs_from_the_plan_is_not_issued(project, elements, code):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=elements)
    assert refused(gate.perform, case, "approve", by=whose(case)) == [code]


def test_the_approval_is_drawn_up_from_the_plan_and_again_when_it_comes_back(project):
    case = case_of(project, "DECIDING", plan=without("r10"))
    assert case.document.elements == without("r10")
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    gate.perform(case, "decide_return", by=whose(case), opinion="人数再核")
    case = fresh(case)
    gate.perform(case, "sector_return", by=whose(case), opinion="改方案")
    case = fresh(case)
    assert fresh(project).stage == "PREP" and fresh(case.plan).state == "DRAFT"
    gate.fill(case, by=whose(case), elements=changed("r2", headcount=45))
    while case.state != "DECIDING":
        agree(case)
        case = fresh(case)
    assert case.document.elements["r2"]["headcount"] == 45
    assert case.document.elements["r10"] == ELEMENTS["r10"]  # the office's own is kept
    assert Document.objects.filter(project=project).count() == 2


# -- the share (domain.md 2.13, 9) ---------------------------------------------------------------


def asking(fund, money, pay, *, on, denominator=None, total=None, headcount=117):
    """A project of ``money`` from ``fund`` (the rest from 其他资金), asked to decide; elements."""
    total = Decimal(total or money)
    funds = {fund: Decimal(money)}
    if total > Decimal(money):
        funds["其他资金"] = total - Decimal(money)
    named = denominator or fund
    elements = ELEMENTS | {
        "r2": {"headcount": headcount, "priority_headcount": 1},
        "r3": {
            "labour_pay": str(pay),
            "denominator": named,
            "denominator_amount": str(total if named == "总投资" else money),
        },
    }
    project = a_project(
        funds=funds,
        on=on,
        planned_start=on + dt.timedelta(days=60),
        planned_end=on + dt.timedelta(days=300),
    )
    case = case_of(project, "DECIDING", plan=elements)
    gate.fill(case, by=whose(case), elements=elements)
    return project, case


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fund, money, pay, on, more, refusal",
    [
        # C1 湖北广济堂村 186/370 = 50.27%
        (CENTRAL, 3700000, 1860000, dt.date(2025, 11, 3), {"total": 3980000}, []),
        # C6 四川船山 100/400 = 25%：中央衔接资金、2022 年批复，不触发中央预算内 30%
        ("中央衔接资金", 4000000, 1000000, dt.date(2022, 9, 1), {"total": 4500000}, []),
        # 同样的钱在 2025 年只提示
        ("中央衔接资金", 4000000, 1000000, dt.date(2025, 9, 1), {"total": 4500000}, []),
        # 若为中央预算内且批复日 ≥ 2023-03-01，必须报不达标
        (CENTRAL, 4000000, 1000000, dt.date(2025, 9, 1), {}, ["SHARE_BELOW_FLOOR"]),
        # 15% 的年代
        (CENTRAL, 4000000, 1000000, dt.date(2022, 9, 1), {}, []),
        (CENTRAL, 4000000, 599999, dt.date(2022, 9, 1), {}, ["SHARE_BELOW_FLOOR"]),
        # 四舍五入前比较：29.9999975% 不是 30%
        (CENTRAL, 4000000, "1199999.90", dt.date(2025, 9, 1), {}, ["SHARE_BELOW_FLOOR"]),
        (CENTRAL, 4000000, 1200000, dt.date(2025, 9, 1), {}, []),
        # C15 重庆万盛：分母为总投资 1.43%，不是中央预算内，不触发
        (CITY, 1000000, 17000, dt.date(2025, 9, 1),
         {"total": 1200000, "denominator": "总投资"}, []),
        # 中央预算内的 30% 对中央资金算，分母写总投资既不掩盖也不误伤
        (CENTRAL, 1000000, 310000, dt.date(2025, 9, 1),
         {"total": 9000000, "denominator": "总投资"}, []),
        (CENTRAL, 4000000, 1100000, dt.date(2025, 9, 1),
         {"total": 4100000, "denominator": "总投资"}, ["SHARE_BELOW_FLOOR"]),
    ],
)  # fmt: skip
def test_the_planned_share(fund, money, pay, on, more, refusal):
    project, case = asking(fund, money, pay, on=on, **more)
    if refusal:
        assert refused(gate.perform, case, "approve", by=whose(case)) == refusal
    else:
        agree(case)
        assert fresh(case).state == "DECIDED_APPROVE"
        assert fresh(project).baseline.labour_pay == Decimal(pay)


@pytest.mark.django_db
def test_c1_the_ratio_of_the_baseline():
    project, case = asking(CENTRAL, 3700000, 1860000, on=dt.date(2025, 11, 3), total=3980000)
    agree(case)
    assert round(fresh(project).baseline.ratio, 4) == Decimal("0.5027")


# -- baseline, withdrawal ------------------------------------------------------------------------


def test_the_baseline_is_what_the_approval_says(project):
    case = case_of(project, "DECIDED_APPROVE")
    base = fresh(project).baseline
    assert (base.headcount, base.priority_headcount) == (42, 12)
    assert (base.labour_pay, base.denominator) == (Decimal(336000), CITY)
    assert (base.denominator_amount, base.ratio) == (Decimal(1500000), Decimal("0.224"))
    assert (base.training, base.posts, base.number) == (82, 2, 1)
    assert base.approved_on == dt.date(2025, 1, 6) == case.document.issued_on
    assert fresh(case.plan).state == "APPROVED" and fresh(project).stage == "APPROVED"


@pytest.mark.parametrize(
    "state", ["TOWN_REVIEW", "SUBMITTED", "SECTOR_REVIEW", "COUNTERSIGNING", "DECIDING"]
)
def test_undecided_it_can_be_withdrawn_by_who_applied(project, state):
    case = case_of(project, state)
    gate.perform(case, "withdraw", by=case.initiator, opinion="资金有变")
    assert fresh(case).state == "WITHDRAWN" and fresh(project).stage == "WITHDRAWN"
    assert desk.seats_at(case) == []
    assert not Seat.objects.filter(paper="ApprovalCase", state__in=["open", "waiting"]).exists()
    assert verify(project.chain).intact


@pytest.mark.parametrize("state", ["DRAFT", "DECIDED_APPROVE", "DELIVERED"])
def test_decided_or_not_yet_handed_in_there_is_nothing_to_withdraw(project, state):
    case = case_of(project, state)
    assert refused(gate.perform, case, "withdraw", by=case.initiator) == ["MOVE_NOT_OPEN"]


def test_not_received_ends_it(project):
    case = case_of(project, "SUBMITTED")
    gate.perform(case, "decline", by=whose(case), opinion="不属本部门审批权限")
    assert fresh(case).state == "NOT_RECEIVED" and fresh(project).stage == "REJECTED"


def test_one_open_case_per_project_is_a_fact_of_the_database(project):
    from django.db import IntegrityError, transaction

    case = case_of(project, "SUBMITTED")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalCase.objects.create(project=project, plan=case.plan, created_at=case.created_at)
