"""A project whose approval has just been delivered, under either supervision mode."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.approval.models import ApprovalCase, LabourSurvey
from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast, ensure
from flows.engine import clock, gate
from flows.labour.models import Engagement, Roster, Worker
from flows.planning.actions import register
from flows.planning.models import PlanItem

CONTRACTOR, FIRM = "示例村股份经济合作社", "北京示例监理有限公司"
MODES = ("监理单位", "业主现场代表+村务监督")
ELEMENTS = {
    "r1": {"labour_links": ["一般劳动"], "trades": ["普工"], "openings": 42, "worker_days": 1680},
    "r2": {"headcount": 42, "priority_headcount": 12},
    "r3": {"labour_pay": "336000", "denominator": "市级财政", "denominator_amount": "1500000"},
    "r4": {"daily_rate": "200", "basis": "当地水平"},
    "r5": {"safety": 42, "skills": 42},
    "r6": {"method": "本人银行卡", "cycle_days": 31},
    "r7": {"project_board": True, "pay_publicity_days": 7},
    "r8": {"public_welfare_posts": 2, "asset_shares": 0},
    "r9": {
        "mode": "村集体",
        "body": CONTRACTOR,
        "procurement": "村民自建",
        "basis": "村民代表会议议定",
    },
    "r10": {"responsible_person": "甲", "supervising_unit": "乙", "supervising_person": "丙"},
    "r11": {"body": "村委会", "annual_fund": "20000"},
    "r12": {"no_management_pay": True},
}


@pytest.fixture
def deliver():
    """``deliver(mode)`` lives a project up to 送达 and returns it."""

    def live(mode=MODES[0]):
        firm = mode == MODES[0]
        bodies = ensure(
            Cast(
                "110118",
                "示例镇",
                "示例村",
                "农村生产生活",
                "示例镇乡村建设服务中心",
                CONTRACTOR,
                FIRM if firm else None,
            )
        )
        project = register(
            by=bodies["village"].posts.get(code="village.director").holders[0],
            year=2025,
            funds={"市级财政": Decimal(1500000), "区级财政": Decimal(480000)},
            simulated_at=clock.at(dt.date(2025, 3, 3)),
            name="示例村道路",
            code="2503-110118-04-01-200001",
            district="110118",
            town="示例镇",
            village_name="示例村",
            field="农村生产生活",
            content="路面硬化",
            labour_links=["一般劳动"],
            total_investment=Decimal(1980000),
            supervision_mode=mode,
            planned_start=dt.date(2025, 6, 3),
            planned_end=dt.date(2025, 8, 29),
            village=bodies["village"],
            oversight=bodies["oversight"],
            township=bodies["township"],
            owner=bodies["owner"],
        )
        return approve(project)

    return live


def approve(project):
    item = PlanItem.objects.get(project=project)
    while (item := fresh(item)).state != "FILED":
        agree(item)
    agree(LabourSurvey.objects.get(project=project), willing=50, priority=15)
    case = ApprovalCase.objects.get(project=project)
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    while (case := fresh(case)).state != "DELIVERED":
        if case.state == "DECIDING":
            gate.fill(case, by=whose(case), elements=ELEMENTS)
        agree(case)
    return fresh(project)


@pytest.fixture
def notice(deliver):
    return FundingNotice.objects.get(project=deliver())


def body(name):
    from flows.orgs.models import Organization

    return Organization.objects.get(name=name)


def forwarded(project):
    """The money has been forwarded; returns the contract that was opened."""
    notice = FundingNotice.objects.get(project=project)
    while (notice := fresh(notice)).state != "FORWARDED":
        agree(notice)
    return Contract.objects.get(project=project)


def contract_facts(project):
    return {
        "contractor": body(CONTRACTOR),
        "supervisor": body(FIRM) if project.has_firm else None,
        "price": Decimal("1782000"),
        "signed_on": clock.today(project.chain),
        "labour_fee_cycle_days": 31,
        "labour_clause": True,
        "wage_regime": "参照执行",
    }


def registered(project):
    """The contract is registered; returns the start's paper."""
    contract = forwarded(project)
    agree(contract)
    gate.edit(fresh(contract), by=whose(contract), **contract_facts(project))
    agree(contract)
    verify_roster(fresh(project))
    return StartReadiness.objects.get(project=project)


def verify_roster(project):
    """One trained person with an agreement is on the roster, and the township has verified it."""
    worker = Worker.objects.create(
        name="吕树", id_index="blind", id_last4="9489", birth_date=dt.date(1979, 8, 21)
    )
    Engagement.objects.create(
        project=project,
        worker=worker,
        category="务工人员",
        agreement_number="XY-1",
        training_date=clock.today(project.chain),
    )
    roster = Roster.objects.get(project=project)
    agree(roster)
    agree(roster)


def start_facts(project):
    today = clock.today(project.chain)
    return {
        "wage_account": True,
        "wage_account_opened_on": today,
        "deposit": False,
        "deposit_exemption": "合同额不足300万元且近一年无拖欠",
        "notice_board": True,
        "labour_officer": "某专管员",
        "project_publicity_on": today - dt.timedelta(days=12),
        "project_publicity_days": 10,
        "briefing_on": today,
        "insurance": "按项目参加工伤保险",
    }
