"""代理: a standing rule with dates and scope, signed as 甲 代 乙; no chains, no second seat."""

import datetime as dt

import pytest

from flows.demo.actors import fresh
from flows.desk import desk
from flows.desk.models import Incident, Seat
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Stale
from flows.orgs.models import Appointment, Substitution
from tests.dossier import case_of, holding, item_of
from tests.semantics.hands import again, at_joint_review, last_entry, refused, says, states

THREE = ("agri.chief", "drc.chief", "finance.chief")


def let(principal, substitute, first=-1, last=1, **scope):
    """``substitute`` stands in for ``principal`` from ``first`` to ``last`` day after today."""
    days = [clock.today() + dt.timedelta(days=number) for number in (first, last)]
    return Substitution.objects.create(
        principal=principal, substitute=substitute, reason="出差",
        started_on=days[0], ended_on=days[1], **scope,
    )  # fmt: skip


@pytest.fixture
def pair(project):
    return holding(project, "drc.chief"), holding(project, "drc.leader")


def test_seat_and_trail_say_who_for_whom(monkeypatch, project, pair):
    chief, leader = pair
    item = at_joint_review(monkeypatch, project, THREE)
    let(chief, leader)
    gate.perform(item, "reserve", by=again(leader), opinion="同意")
    seat = Seat.objects.get(post__code="drc.chief", step="joint_review")
    assert (seat.decided_by, seat.on_behalf, seat.holder) == (leader, chief, chief)
    assert seat.signer == f"{leader} 代 {chief}" == last_entry(item).actor_name
    caught = refused(Stale, gate.perform, item, "reserve", by=again(chief))
    assert f"{leader} 代 {chief}" in str(caught.value)


@pytest.mark.parametrize(
    "first, last, may", [(0, 0, True), (-9, 0, True), (1, 5, False), (-9, -1, False)]
)
def test_only_in_its_days(monkeypatch, project, pair, first, last, may):
    item = at_joint_review(monkeypatch, project, THREE)
    let(*pair, first, last)
    assert desk.has_seat(item, again(pair[1])) is may


def test_from_the_day_of_revocation_it_is_over(monkeypatch, project, pair):
    item = at_joint_review(monkeypatch, project, THREE)
    let(*pair, revoked_on=clock.today())
    refused(NotYours, gate.perform, item, "reserve", by=again(pair[1]))


def test_only_for_its_post_and_its_kind_of_paper(monkeypatch, project, pair):
    chief, leader = pair
    item = at_joint_review(monkeypatch, project, THREE)
    rule = let(chief, leader, post=project.post("drc.clerk"))
    assert not desk.has_seat(item, again(leader))
    Substitution.objects.filter(pk=rule.pk).update(post=project.post("drc.chief"))
    assert desk.has_seat(item, again(leader))
    Substitution.objects.filter(pk=rule.pk).update(paper="ApprovalCase")
    assert not desk.has_seat(item, again(leader))
    Substitution.objects.filter(pk=rule.pk).update(paper="PlanItem")
    assert desk.has_seat(item, again(leader))


def test_nobody_signs_for_another_on_his_own_paper(monkeypatch, project):
    director, chief = holding(project, "village.director"), holding(project, "drc.chief")
    item = at_joint_review(monkeypatch, project, THREE)
    let(chief, director)
    refused(NotYours, gate.perform, item, "reserve", by=again(director))


def test_what_bars_the_principal_bars_his_substitute(monkeypatch, project, pair):
    """乙 began the paper: nor may 甲 decide on it for him, and nobody else can: an incident."""
    chief, leader = pair
    let(chief, leader)
    item = item_of(project, "TOWN_REVIEW")
    item.initiator = chief
    item.save()
    item = at_joint_review(monkeypatch, project, THREE)
    refused(NotYours, gate.perform, item, "reserve", by=again(leader))
    assert Incident.objects.get().text.endswith("无人可以办理")


def test_no_chains(monkeypatch, project, pair):
    """甲 stands in for 乙 and 丙 for 甲: 丙 signs 甲's seats, never 乙's."""
    chief, leader = pair
    clerk = holding(project, "drc.clerk")
    item = at_joint_review(monkeypatch, project, THREE)
    let(chief, leader)
    let(leader, clerk)
    assert desk.has_seat(item, again(leader)) and not desk.has_seat(item, again(clerk))


def test_one_person_never_signs_two_seats_of_one_step(monkeypatch, project):
    """甲 sits himself and stands in for 乙: once he has signed, 乙's seat is 乙's."""
    agri, drc = holding(project, "agri.chief"), holding(project, "drc.chief")
    item = at_joint_review(monkeypatch, project, THREE)
    let(drc, agri)
    gate.perform(item, "reserve", by=again(agri))
    assert states(item)["agri.chief"] == "agreed"  # his own first
    refused(Stale, gate.perform, item, "reserve", by=again(agri))
    gate.perform(item, "reserve", by=again(drc))


def test_who_was_signed_for_does_not_sign_again(monkeypatch, project, pair):
    """乙 holds two posts of the step: 甲 has signed for him in one, and he signs no other."""
    chief, leader = pair
    held = Appointment.objects.filter(post=project.post("finance.chief"))
    held.update(ended_on=dt.date(2025, 1, 1))
    Appointment.objects.create(user=chief, post=project.post("finance.chief"))
    item = at_joint_review(monkeypatch, project, THREE)
    let(chief, leader, post=project.post("drc.chief"))
    gate.perform(item, "reserve", by=again(leader))
    refused(Stale, gate.perform, item, "reserve", by=again(chief))
    assert Incident.objects.filter(closed_at=None).count() == 1


def test_of_the_queue_of_a_post_too(monkeypatch, project, pair):
    from tests.dossier import a_colleague

    chief, leader = pair
    a_colleague(project.post("drc.chief"))
    item = at_joint_review(monkeypatch, project, THREE)
    let(chief, leader)
    gate.perform(item, "reserve", by=again(leader))
    seat = Seat.objects.get(post__code="drc.chief", step="joint_review")
    assert (seat.holder, seat.on_behalf) == (chief, chief)


def test_the_other_verbs_say_it_too(monkeypatch, project, pair):
    from flows.desk import actions
    from tests.semantics.hands import chosen

    chief, leader = pair
    item = at_joint_review(monkeypatch, project, THREE)
    let(chief, leader)
    clerk = chosen(holding(project, "drc.clerk"))
    actions.transfer(item, by=again(leader), reason="由经办人办理", person=clerk)
    assert last_entry(item).actor_name == f"{leader} 代 {chief}"


def test_unlike_holds_for_both(project):
    """甲 signed an earlier step for 乙: neither signs where the flow wants another person."""
    from flows.approval.flow import ApprovalFlow

    case = case_of(project, "SECTOR_REVIEW")
    reviewer, chief = holding(project, "sector.reviewer"), holding(project, "drc.chief")
    let(reviewer, chief)
    gate.perform(case, "sector_pass", by=again(chief))
    for code in ("finance.chief", "hrss.clerk", "agri.chief"):
        says(case, code, "agreed")
    case = fresh(case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ApprovalFlow.decide, "unlike", ("sector_review",))
        assert not desk.has_seat(case, again(chief))
    assert desk.has_seat(case, again(chief))
