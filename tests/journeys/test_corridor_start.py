"""From 村申报 to 送达, through the door, as its officials would."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.approval.models import ApprovalCase, LabourSurvey
from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast, ensure
from flows.engine import clock, gate
from flows.engine.findings import Refused
from flows.planning.actions import register
from flows.planning.models import PlanItem

pytestmark = pytest.mark.django_db

ELEMENTS = {
    "r1": {"labour_links": ["一般劳动"], "trades": ["普工"], "openings": 42, "worker_days": 1680},
    "r2": {"headcount": 42, "priority_headcount": 12},
    "r3": {"labour_pay": "336000", "denominator": "市级财政", "denominator_amount": "1500000"},
    "r4": {"daily_rate": "200", "basis": "当地水平"},
    "r5": {"safety": 42, "skills": 42},
    "r6": {"method": "本人银行卡", "cycle_days": 31},
    "r7": {"project_board": True, "pay_publicity_days": 7},
    "r8": {"public_welfare_posts": 2, "asset_shares": 0},
    "r9": {"mode": "村集体", "body": "合作社", "procurement": "村民自建", "basis": "议定"},
    "r10": {"responsible_person": "甲", "supervising_unit": "乙", "supervising_person": "丙"},
    "r11": {"body": "村委会", "annual_fund": "20000"},
    "r12": {"no_management_pay": True},
}


@pytest.fixture
def project():
    bodies = ensure(
        Cast(
            "110118",
            "示例镇",
            "示例村",
            "农村生产生活",
            "示例镇乡村建设服务中心",
            "示例村股份经济合作社",
            "北京示例监理有限公司",
        )
    )
    director = bodies["village"].posts.get(code="village.director").holders[0]
    return register(
        by=director,
        year=2025,
        funds={"市级财政": Decimal(1500000), "区级财政": Decimal(480000)},
        simulated_at=clock.at(dt.date(2025, 1, 6)),
        name="示例村道路",
        code="2503-110118-04-01-200001",
        district="110118",
        town="示例镇",
        village_name="示例村",
        field="农村生产生活",
        content="路面硬化",
        labour_links=["一般劳动"],
        total_investment=Decimal(1980000),
        planned_start=dt.date(2025, 6, 3),
        planned_end=dt.date(2025, 8, 29),
        village=bodies["village"],
        oversight=bodies["oversight"],
        township=bodies["township"],
        owner=bodies["owner"],
        supervisor=bodies["supervisor"],
    )


def to_approval(project):
    item = PlanItem.objects.get(project=project)
    while (item := fresh(item)).state != "FILED":
        agree(item)
    agree(LabourSurvey.objects.get(project=project), willing=50, priority=15)
    return ApprovalCase.objects.get(project=project)


def test_plan_without_elements_is_refused_and_nothing_changes(project):
    case = to_approval(project)
    before = project.chain.entries.count()
    with pytest.raises(Refused) as refused:
        agree(case)
    assert [finding.code for finding in refused.value.findings] == [
        "r1",
        "r2",
        "r3",
        "r4",
        "r5",
        "r6",
        "r7",
        "r8",
        "r9",
        "r11",
        "r12",
    ]
    assert fresh(case).state == "DRAFT" and project.chain.entries.count() == before


def test_to_delivery(project):
    case = to_approval(project)
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    while (case := fresh(case)).state != "DELIVERED":
        if case.state == "DECIDING":
            gate.fill(
                case, by=whose(case), elements=case.document.elements | {"r10": ELEMENTS["r10"]}
            )
        agree(case)
    project = fresh(project)
    assert project.stage == "APPROVED"
    assert project.baseline.labour_pay == Decimal(336000)
    assert verify(project.chain).intact
    with pytest.raises(LookupError):
        whose(case)
