"""Votes and returns: what may be said at a step, and where a return lands."""

import pytest

from flows.audit.models import Entry
from flows.audit.verify import verify
from flows.demo.actors import fresh, whose
from flows.desk import desk
from flows.desk.models import Seat, Task
from flows.engine import gate
from flows.engine.findings import Refused
from flows.planning.flow import PlanningFlow
from notifications.models import Message
from tests.dossier import (
    case_of,
    codes,
    holding,
    item_of,
    onward,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("says", ["returned", "recused", "dropped", "closed", "open", "同意"])
def test_a_vote_says_yes_no_or_abstains_and_nothing_else(project, says):
    """Anything else would move the paper past the others' seats, or leave the count."""
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.vote, item, says, by=whose(item), opinion="理由")
    assert codes(caught) == ["VOTE_UNKNOWN"]


def test_abstaining_and_choosing_only_where_the_step_says_so(project):
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.vote, item, "abstained", by=whose(item))
    assert codes(caught) == ["ABSTAIN_NOT_HERE"]
    caught = refused(Refused, gate.vote, item, "agreed", by=whose(item), choice="同意整改")
    assert codes(caught) == ["CHOICE_UNKNOWN"]


def test_no_where_nothing_can_be_refused(project):
    item = item_of(project, "LISTING")
    caught = refused(Refused, gate.vote, item, "refused", by=whose(item), opinion="不妥")
    assert codes(caught) == ["REFUSE_NOT_HERE"]


def test_a_return_in_turn_tells_nobody_of_a_turn_that_does_not_come(project):
    item = item_of(project, "TOWN_REVIEW")
    leader = holding(project, "township.leader")
    gate.perform(item, "town_return", by=whose(item), opinion="补会议记录")
    assert fresh(item).state == "DRAFT"
    assert not Message.objects.filter(recipient=leader).exists()
    assert Seat.objects.get(holder=leader).state == "closed"


RETURNS = [
    ("item", "TOWN_REVIEW", "town_return", "DRAFT"),
    ("item", "JOINT_REVIEW", "joint_return", "TOWN_REVIEW"),
    ("item", "LISTING", "list_return", "JOINT_REVIEW"),
    ("item", "FILING", "file_return", "LISTING"),
    ("case", "TOWN_REVIEW", "town_return", "DRAFT"),
    ("case", "SUBMITTED", "receive_return", "DRAFT"),
    ("case", "SECTOR_REVIEW", "sector_return", "DRAFT"),
    ("case", "COUNTERSIGNING", "countersign_return", "DRAFT"),
    ("case", "DECIDING", "decide_return", "SECTOR_REVIEW"),
]


@pytest.mark.parametrize("kind, state, move, target", RETURNS)
def test_a_return_lands_where_it_should_and_can_be_gone_throughagain(
    project, kind, state, move, target
):
    paper = (item_of if kind == "item" else case_of)(project, state)
    old = Task.objects.get(process__paper=type(paper).__name__, status="ASSIGNED")
    gate.perform(paper, move, by=whose(paper), opinion="请补正")
    paper = fresh(paper)
    assert paper.state == target
    assert not old.seats.filter(state__in=["open", "waiting"]).exists()
    assert Task.objects.get(pk=old.pk).outcome == move
    assert Task.objects.filter(process=old.process, status="ASSIGNED").count() == 1
    assert onward(paper, state).state == state
    assert verify(project.chain).intact


def test_the_last_signature_that_loses_is_in_the_trail_as_what_it_said(project, committee):
    """Four refused and one abstained; the last agrees. Not he said no, the vote did."""
    item = item_of(project, "JOINT_REVIEW")
    seats = desk.seats_at(item)
    for seat, says in zip(seats, ["refused"] * 4 + ["abstained"] * 2, strict=False):
        gate.vote(item, says, by=seat.holder, opinion="不够成熟")
    gate.vote(item, "agreed", by=seats[6].holder, choice="同意")
    assert fresh(item).state == "REMOVED"
    last, final = Entry.objects.filter(paper="PlanItem").order_by("-sequence")[:2][::-1]
    assert (last.move, last.payload, last.actor) == ("agreed", {"choice": "同意"}, seats[6].holder)
    assert (final.move, final.opinion) == ("remove", "")


@pytest.fixture
def committee(project, monkeypatch):
    """入库审核 as a vote of seven, of whom two thirds must be there and more than half agree."""
    from decimal import Decimal

    from flows.desk.seats import Sign

    step = PlanningFlow.node_at("JOINT_REVIEW")
    posts = [
        project.post(code)
        for code in (
            "owner.lead",
            "drc.chief",
            "agri.chief",
            "finance.clerk",
            "hrss.clerk",
            "township.leader",
            "oversight.director",
        )
    ]
    monkeypatch.setattr(step, "posts", lambda paper: posts)
    everyone = Sign("ratio", share=Decimal("0.5"), quorum=Decimal("0.66"), early=False)
    monkeypatch.setattr(step, "_sign", everyone)
    monkeypatch.setattr(step, "abstain", True)
    monkeypatch.setattr(step, "choices", (("同意", "同意"), ("同意整改", "同意，限期整改")))
    return posts


def test_a_vote_with_choices_wants_one(project, committee):
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.vote, item, "agreed", by=whose(item))
    assert codes(caught) == ["CHOICE_MISSING"]
    caught = refused(Refused, gate.perform, item, "reserve", by=whose(item))
    assert codes(caught) == ["CHOICE_MISSING"]
    gate.vote(item, "agreed", by=whose(item), choice="同意整改")
    assert Seat.objects.get(choice="同意整改").state == "agreed"
