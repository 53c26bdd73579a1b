"""转办 and 委派: the seat goes to a colleague for good, or for an opinion; 移交 of everything."""

import pytest

from flows.approval.models import ApprovalCase
from flows.demo.actors import fresh, whose
from flows.desk import actions
from flows.desk.models import Seat
from flows.desk.seats import Sign
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Stale
from flows.orgs.models import Appointment
from tests.dossier import ELEMENTS, a_colleague, case_of, codes, holding, item_of
from tests.semantics.hands import (
    again,
    at_joint_review,
    chosen,
    last_entry,
    refused,
    says,
    seat,
    states,
)

THREE = ("agri.chief", "drc.chief", "finance.chief")


def hand(act, paper, code, person, reason="请经办人办理"):
    act(paper, by=again(holding(paper.project, code)), reason=reason, person=chosen(person))


# -- 转办 ------------------------------------------------------------------------------------


def test_the_seat_is_his_from_now_on(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    chief, clerk = holding(project, "drc.chief"), holding(project, "drc.clerk")
    hand(actions.transfer, item, "drc.chief", clerk)
    assert states(item) == {
        "agri.chief": "open",
        "drc.chief": "moved",
        "finance.chief": "open",
        "drc.clerk": "open",
    }
    entry = last_entry(item)
    assert (entry.move, entry.actor, entry.opinion) == ("transfer", chief, "请经办人办理")
    assert entry.payload == {"to": str(clerk)}
    assert clerk.messages.count() == 1
    refused(Stale, gate.perform, item, "reserve", by=again(chief))
    for code in ("agri.chief", "drc.clerk", "finance.chief"):
        says(item, code, "agreed")
    assert fresh(item).state == "LISTING"


def test_it_keeps_its_place_in_the_order_and_its_weight(monkeypatch, project):
    item = at_joint_review(
        monkeypatch, project, THREE, sign=Sign("turn"), weigh=lambda paper, post: 3
    )
    hand(actions.transfer, item, "agri.chief", holding(project, "agri.clerk"))
    moved = seat(item, "agri.clerk")
    assert (moved.order, moved.weight, moved.state) == (0, 3, "open")
    assert states(item)["drc.chief"] == "waiting"
    says(item, "agri.clerk", "agreed")
    assert states(item)["drc.chief"] == "open"


def test_what_was_added_to_it_goes_with_it_answered_or_not(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    finance = holding(project, "finance.clerk")
    actions.add_seat(
        item, by=again(holding(project, "drc.chief")), reason="请核对资金", person=chosen(finance),
        place="before",
    )  # fmt: skip
    says(item, "finance.clerk", "agreed")
    hand(actions.transfer, item, "drc.chief", holding(project, "drc.clerk"))
    assert seat(item, "finance.clerk").attached_to == seat(item, "drc.clerk")


def test_to_a_colleague_of_the_same_post(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    other = a_colleague(project.post("drc.chief"))
    hand(actions.transfer, item, "drc.chief", other)
    assert seat(item, "drc.chief").holder == other
    gate.perform(item, "reserve", by=again(other))


def test_and_back_again(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    chief, clerk = holding(project, "drc.chief"), holding(project, "drc.clerk")
    hand(actions.transfer, item, "drc.chief", clerk)
    hand(actions.transfer, item, "drc.clerk", chief, "请科长本人办理")
    assert seat(item, "drc.chief").state == "open"
    gate.perform(item, "reserve", by=again(chief))


def test_who_may_not_get_it(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    by = again(holding(project, "drc.chief"))

    def asked(user):
        given = {"by": by, "reason": "转办", "person": chosen(user)}
        return codes(refused(Refused, actions.transfer, item, **given))

    assert asked(holding(project, "agri.clerk")) == ["OTHER_HOUSE"]
    assert asked(holding(project, "agri.chief")) == ["SEATED_ALREADY"]
    assert asked(by) == ["SEATED_ALREADY"]
    assert asked(holding(project, "village.director")) == ["BARRED"]


def test_what_was_passed_on_does_not_close_the_text(project):
    """Only a signature does: who gets 批复 passed on fills in its elements."""
    case = case_of(project, "DECIDING")
    clerk = holding(project, "drc.clerk")
    hand(actions.transfer, case, "drc.chief", clerk)
    gate.fill(case, by=again(clerk), elements=ELEMENTS)


# -- 委派 ------------------------------------------------------------------------------------


def test_it_comes_back_with_the_opinion(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    chief, clerk = holding(project, "drc.chief"), holding(project, "drc.clerk")
    hand(actions.delegate, item, "drc.chief", clerk, "请先核资金来源")
    assert states(item)["drc.chief"] == "waiting" and states(item)["drc.clerk"] == "open"
    refused(NotYours, gate.perform, item, "reserve", by=again(chief))
    before = chief.messages.count()
    gate.vote(item, "agreed", by=again(clerk), opinion="资金已落实")
    assert states(item)["drc.chief"] == "open" and chief.messages.count() == before + 1
    advice = seat(item, "drc.clerk")
    assert (advice.get_place_display(), advice.opinion) == ("委派", "资金已落实")
    assert last_entry(item).opinion == "资金已落实"
    says(item, "drc.chief", "refused")
    assert fresh(item).state == "REMOVED"


@pytest.mark.parametrize("sign", [Sign("any"), Sign("all"), Sign("turn"), Sign("quorum", count=1)])
@pytest.mark.parametrize("word", ["agreed", "refused"])
def test_it_never_decides(monkeypatch, project, sign, word):
    item = at_joint_review(monkeypatch, project, THREE, sign=sign)
    hand(actions.delegate, item, "agri.chief", holding(project, "agri.clerk"))
    says(item, "agri.clerk", word)
    assert fresh(item).state == "JOINT_REVIEW" and states(item)["agri.chief"] == "open"


def test_who_gives_an_opinion_does_nothing_else(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    clerk, leader = holding(project, "drc.clerk"), holding(project, "drc.leader")
    hand(actions.delegate, item, "drc.chief", clerk)
    by, given = again(clerk), {"reason": "请看", "person": chosen(leader)}
    caught = refused(Refused, actions.delegate, item, by=by, **given)
    assert codes(caught) == ["NO_CHAIN"]
    caught = refused(Refused, actions.add_seat, item, by=by, place="before", **given)
    assert codes(caught) == ["PLACE_UNKNOWN"]
    refused(NotYours, actions.pause, item, by=by, reason="等一等")
    caught = refused(Refused, gate.perform, item, "joint_return", by=by, opinion="退")
    assert codes(caught) == ["RETURN_NOT_HERE"]
    caught = refused(Refused, gate.vote, item, "abstained", by=by, opinion="无")
    assert codes(caught) == ["ABSTAIN_NOT_HERE"]


def test_from_a_queue_it_comes_back_to_who_asked(monkeypatch, project):
    a_colleague(project.post("drc.chief"))
    item = at_joint_review(monkeypatch, project, THREE)
    chief = holding(project, "drc.chief")
    hand(actions.delegate, item, "drc.chief", holding(project, "drc.clerk"))
    assert seat(item, "drc.chief").holder == chief


def test_it_can_be_called_off(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    hand(actions.delegate, item, "drc.chief", holding(project, "drc.clerk"))
    added = str(seat(item, "drc.clerk").pk)
    by = again(holding(project, "drc.chief"))
    actions.drop_seat(item, by=by, reason="已自行核实", seat=added)
    assert states(item)["drc.chief"] == "open"


def test_asked_again_he_is_told_again(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    chief, clerk = holding(project, "drc.chief"), holding(project, "drc.clerk")
    leader = holding(project, "drc.leader")
    told = chief.messages.count()
    for number, person in enumerate((clerk, leader), 1):
        hand(actions.delegate, item, "drc.chief", person)
        gate.vote(item, "agreed", by=again(person))
        assert chief.messages.count() == told + number


def test_the_opinion_does_not_close_the_text(project):
    case = case_of(project, "DECIDING")
    hand(actions.delegate, case, "drc.chief", holding(project, "drc.clerk"))
    says(case, "drc.clerk", "agreed")
    gate.fill(case, by=again(holding(project, "drc.chief")), elements=ELEMENTS)


# -- 移交 ------------------------------------------------------------------------------------


@pytest.fixture
def admin(project):
    return again(Appointment.objects.get(post__code="admin.system").user)


def test_everything_open_goes_to_the_successor_in_one_move(project, admin):
    case = case_of(project, "SUBMITTED")
    leaver = whose(case)
    successor = a_colleague(project.post("drc.clerk"), "接手人")
    found = actions.hand_over(leaver, successor, by=admin, reason="调离")
    assert [each.to for each in found] == ["接手人"]
    assert seat(case, "drc.clerk").holder == successor
    entry = last_entry(case)
    assert (entry.move, entry.actor, entry.opinion) == ("hand_over", admin, "调离")
    assert successor.messages.filter(url=f"/papers/ApprovalCase/{case.pk}/").exists()
    refused(NotYours, gate.perform, case, "receive", by=again(leaver))
    gate.perform(case, "receive", by=again(successor))
    assert actions.hand_over(leaver, successor, by=admin, reason="调离") == []


def test_what_the_successor_may_not_sign_goes_back_to_the_queue_of_its_post(project, admin):
    item = item_of(project, "TOWN_REVIEW")
    leaver, other = whose(item), a_colleague(project.post("township.clerk"))
    found = actions.hand_over(leaver, holding(project, "agri.clerk"), by=admin, reason="调离")
    assert seat(item, "township.clerk").holder is None and "待领" in found[0].to
    assert other.messages.count() == 1
    gate.perform(item, "town_pass", by=again(other))


def test_the_initiator_does_not_get_his_own_paper_by_it(project, admin):
    item = item_of(project, "TOWN_REVIEW")
    director = holding(project, "village.director")
    Appointment.objects.create(user=director, post=project.post("township.clerk"))
    leaver = again(whose(item))
    actions.hand_over(leaver, again(director), by=admin, reason="调离")
    assert seat(item, "township.clerk").holder is None


def test_only_an_administrator_hands_over(project):
    item = item_of(project, "TOWN_REVIEW")
    leaver, successor = whose(item), a_colleague(project.post("township.clerk"))
    for by in (again(leaver), again(successor), again(holding(project, "drc.chief"))):
        refused(NotYours, actions.hand_over, leaver, successor, by=by, reason="调离")


def test_each_seat_in_a_unit_of_its_own(project, admin, monkeypatch):
    """One that fails does not take the others with it: what was handed over is handed over."""
    case = case_of(project, "SUBMITTED")
    assert isinstance(case, ApprovalCase)
    leaver, successor = whose(case), a_colleague(project.post("drc.clerk"))
    before = Seat.objects.filter(holder=leaver, state="open").count()
    actions.hand_over(leaver, successor, by=admin, reason="离职 13800138000")
    assert before == Seat.objects.filter(holder=successor, state="open").count()
    assert "13800138000" not in last_entry(case).opinion
