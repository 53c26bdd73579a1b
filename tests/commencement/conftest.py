"""A project whose approval has just been delivered, under either supervision mode."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.demo.actors import agree, fresh, whose
from flows.engine import clock, gate
from flows.labour.models import Engagement, Roster, Worker
from flows.orgs.models import Organization
from tests.dossier import CONTRACTOR, FIRM, a_project, case_of
from tests.remembered import remembered

MODES = ("监理单位", "业主现场代表+村务监督")


@remembered
def delivered(mode=MODES[0]):
    """A project lived up to 送达; its supervisor is named by the contract, where there is one."""
    project = a_project(
        on=dt.date(2025, 3, 3),
        firm=FIRM if mode == MODES[0] else None,
        supervision_mode=mode,
        supervisor=None,
    )
    case_of(project, "DELIVERED")
    return fresh(project)


@pytest.fixture
def deliver(db):
    return delivered


@pytest.fixture
def notice(deliver):
    return FundingNotice.objects.get(project=deliver())


def body(name):
    return Organization.objects.get(name=name)


@remembered
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


@remembered
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
