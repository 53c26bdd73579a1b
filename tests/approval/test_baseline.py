"""What an approval leaves, and the ways out before it."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.approval.models import ApprovalCase
from flows.audit.verify import verify
from flows.demo.actors import fresh, whose
from flows.desk import desk
from flows.desk.models import Seat
from flows.engine import gate
from tests.dossier import (
    CITY,
    case_of,
)

from .conftest import refusal

pytestmark = pytest.mark.django_db


def test_the_baseline_is_what_the_approval_says(project):
    case = case_of(project, "DECIDED_APPROVE")
    base = fresh(project).baseline
    assert (base.headcount, base.priority_headcount) == (42, 12)
    assert (base.labour_pay, base.denominator) == (Decimal(336000), CITY)
    assert (base.denominator_amount, base.ratio) == (Decimal(1500000), Decimal("0.224"))
    assert (base.training, base.posts, base.number) == (82, 2, 1)
    assert (base.safety_training, base.total_investment) == (42, project.total_investment)
    assert base.named == f"批复基线 1（批复，{base.document_number}）"
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
    assert refusal(gate.perform, case, "withdraw", by=case.initiator) == ["MOVE_NOT_OPEN"]


def test_not_received_ends_it(project):
    case = case_of(project, "SUBMITTED")
    gate.perform(case, "decline", by=whose(case), opinion="不属本部门审批权限")
    assert fresh(case).state == "NOT_RECEIVED" and fresh(project).stage == "REJECTED"


def test_one_open_case_per_project_is_a_fact_of_the_database(project):
    from django.db import IntegrityError, transaction

    case = case_of(project, "SUBMITTED")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalCase.objects.create(project=project, plan=case.plan, created_at=case.created_at)
