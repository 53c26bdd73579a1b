"""A project and its people for tests of the ground floor and the first rooms."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.approval.models import ApprovalCase, LabourSurvey
from flows.demo import organisation
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast
from flows.engine import clock, gate
from flows.orgs.models import Appointment, Post, User
from flows.planning.actions import register
from flows.planning.models import PlanItem
from tests.remembered import contents, remembered

CITY, DISTRICT, CENTRAL = "市级财政", "区级财政", "中央预算内投资"
CONTRACTOR, FIRM = "示例村股份经济合作社", "北京示例监理有限公司"
ELEMENTS = {
    "r1": {"labour_links": ["一般劳动"], "trades": ["普工"], "openings": 42, "worker_days": 1680},
    "r2": {"headcount": 42, "priority_headcount": 12},
    "r3": {"labour_pay": "336000", "denominator": CITY, "denominator_amount": "1500000"},
    "r4": {"daily_rate": "200", "basis": "当地水平"},
    "r5": {"safety": 42, "skills": 40},
    "r6": {"method": "本人银行卡", "cycle_days": 31},
    "r7": {"project_board": True, "pay_publicity_days": 7},
    "r8": {"public_welfare_posts": 2, "asset_shares": 0},
    "r9": {"mode": "村集体", "body": CONTRACTOR, "procurement": "村民自建", "basis": "议定"},
    "r10": {"responsible_person": "甲", "supervising_unit": "乙", "supervising_person": "丙"},
    "r11": {"body": "村委会", "annual_fund": "20000"},
    "r12": {"no_management_pay": True},
}


ensure = remembered(organisation.ensure)


def bodies(firm=FIRM):
    return ensure(
        Cast(
            "110118",
            "示例镇",
            "示例村",
            "农村生产生活",
            "示例镇乡村建设服务中心",
            CONTRACTOR,
            firm,
        )
    )


@remembered
def a_project(
    *, funds=None, on=dt.date(2025, 1, 6), code="2503-110118-04-01-200001", firm=FIRM, **changes
):
    """A project at 谋划, on the village's desk. ``on`` None: it lives in real time."""
    there = bodies(firm)
    funds = funds or {CITY: Decimal(1500000), DISTRICT: Decimal(480000)}
    facts = {
        "name": "示例村道路",
        "district": "110118",
        "town": "示例镇",
        "village_name": "示例村",
        "field": "农村生产生活",
        "content": "路面硬化",
        "labour_links": ["一般劳动"],
        "total_investment": sum(funds.values()),
        "planned_start": dt.date(2025, 6, 3),
        "planned_end": dt.date(2025, 8, 29),
        "village": there["village"],
        "oversight": there["oversight"],
        "township": there["township"],
        "owner": there["owner"],
        "supervisor": there.get("supervisor"),
    }
    return register(
        by=holder(there["village"].posts.get(code="village.director")),
        year=2025,
        funds=funds,
        simulated_at=clock.at(on) if on else None,
        code=code,
        **facts | changes,
    )


def holder(post):
    return post.holders[0]


def holding(project, code):
    """Who holds the project's post ``code``."""
    return project.post(code).holders[0]


def a_colleague(post: Post, name="另一位") -> User:
    """One more holder of ``post``."""
    user = User.objects.create(username=f"{post.code}.{User.objects.count()}", full_name=name)
    Appointment.objects.create(user=user, post=post)
    return user


@remembered
def item_of(project, state="DRAFT"):
    """The project's list item, brought to ``state``."""
    item = PlanItem.objects.get(project=project)
    while item.state != state:
        item = agreed(item)
    return item


@remembered
def case_of(project, state="DRAFT", *, plan=None, approval=None):
    """The project's approval case, brought to ``state`` with these elements in its documents."""
    item_of(project, "FILED")
    agree(LabourSurvey.objects.get(project=project), willing=50, priority=15)
    case = ApprovalCase.objects.get(project=project)
    gate.fill(case, by=whose(case), elements=ELEMENTS if plan is None else plan)
    return onward(case, state, approval=ELEMENTS if approval is None else approval)


@remembered
def onward(case, state, *, approval=ELEMENTS):
    case = fresh(case)
    while case.state != state:
        if case.state == "DECIDING":
            gate.fill(case, by=whose(case), elements=approval)
        case = agreed(case)
    return case


@remembered
def agreed(paper):
    """``paper`` after its present step, at which everybody agreed."""
    agree(paper)
    return fresh(paper)


def again(user):
    """The same person, loaded anew: nothing is remembered about his posts."""
    return User.objects.get(pk=user.pk)


def refused(error, act, *given, **more):
    """``act`` raises ``error`` and nothing at all has changed; returns what pytest caught."""
    before = everything()
    with pytest.raises(error) as caught:
        act(*given, **more)
    assert everything() == before
    return caught


def codes(refused):
    """The codes of the findings of ``pytest.raises(Refused)``."""
    return [finding.code for finding in refused.value.findings]


def everything() -> dict[str, str]:
    """A digest of every table: two are equal when nothing at all has changed."""
    return contents()
