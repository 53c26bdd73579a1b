"""回避: who has an interest leaves for good, with a reason; the matter goes on without him."""

from decimal import Decimal

import pytest

from flows.demo.actors import agree, fresh
from flows.desk import actions, desk
from flows.desk.models import Incident, Seat
from flows.desk.seats import Sign
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Stale
from flows.orgs.models import Appointment
from tests.dossier import a_colleague, case_of, codes, holding
from tests.semantics.hands import (
    SEVEN,
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


def leave(paper, code, reason="与承建单位负责人系亲属"):
    actions.recuse(paper, by=again(holding(paper.project, code)), reason=reason)


def test_a_colleague_of_the_post_takes_over(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    chief = holding(project, "drc.chief")
    other = a_colleague(project.post("drc.chief"))
    leave(item, "drc.chief")
    fresh_seat = seat(item, "drc.chief")
    assert (fresh_seat.holder, fresh_seat.state) == (other, "open")
    entry = last_entry(item)
    assert (entry.move, entry.actor, entry.opinion) == ("recuse", chief, "与承建单位负责人系亲属")
    assert other.messages.filter(key__startswith=f"seat:{fresh_seat.pk}:").exists()
    refused(Stale, gate.perform, item, "reserve", by=again(chief))
    gate.perform(item, "reserve", by=again(other))


def test_of_several_colleagues_one_takes_it_and_never_he_who_has_left(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    chief = holding(project, "drc.chief")
    others = [a_colleague(project.post("drc.chief")) for _ in range(2)]
    leave(item, "drc.chief")
    queued = seat(item, "drc.chief")
    assert queued.holder is None
    told = {m.recipient for other in others for m in other.messages.all()}
    assert told == set(others)
    refused(NotYours, actions.claim, queued, item, by=again(chief))
    actions.claim(queued, item, by=again(others[1]))
    assert seat(item, "drc.chief").holder == others[1]


def test_where_there_is_no_colleague_the_others_go_on(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    leave(item, "drc.chief")
    assert states(item)["drc.chief"] == "recused"
    says(item, "agri.chief", "agreed")
    says(item, "finance.chief", "agreed")
    assert fresh(item).state == "LISTING"


def test_the_last_who_leaves_may_be_what_decides(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    says(item, "agri.chief", "agreed")
    says(item, "finance.chief", "agreed")
    leave(item, "drc.chief")
    assert fresh(item).state == "LISTING"


def test_a_vote_goes_on_without_the_voice(monkeypatch, project):
    """Four of seven agree with two against: not half. One leaves, and they are more than half."""
    item = at_joint_review(monkeypatch, project, SEVEN, sign=Sign("ratio", share=Decimal("0.6")))
    for code in SEVEN[:4]:
        says(item, code, "agreed")
    for code in SEVEN[4:6]:
        says(item, code, "refused")
    assert fresh(item).state == "JOINT_REVIEW"
    leave(item, SEVEN[6])
    assert fresh(item).state == "LISTING"


def test_nobody_leaves_when_nobody_would_be_left(project):
    case = case_of(project, "SECTOR_REVIEW")
    by = again(holding(project, "sector.reviewer"))
    caught = refused(Refused, actions.recuse, case, by=by, reason="系亲属")
    assert codes(caught) == ["NOBODY_LEFT"] and caught.value.findings[0].cure


def test_too_few_may_not_be_left_for_the_count(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, SEVEN[:3], sign=Sign("quorum", count=3))
    by = again(holding(project, SEVEN[0]))
    caught = refused(Refused, actions.recuse, item, by=by, reason="系亲属")
    assert codes(caught) == ["NOBODY_LEFT"]


def test_he_has_left_the_matter_not_only_the_round(monkeypatch, project):
    """Returned and laid anew: the seat is not his again, and that nobody has it is an incident."""
    item = at_joint_review(monkeypatch, project, THREE)
    chief = holding(project, "drc.chief")
    leave(item, "drc.chief")
    says(item, "agri.chief", "agreed")
    by = again(holding(project, "finance.chief"))
    gate.perform(item, "joint_return", by=by, opinion="请补材料")
    agree(item)
    item = fresh(item)
    assert not desk.has_seat(item, again(chief))
    assert Incident.objects.filter(closed_at=None).count() == 1


def test_straight_back_his_seat_stays_empty(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    leave(item, "drc.chief")
    by = again(holding(project, "finance.chief"))
    gate.perform(item, "joint_return", by=by, opinion="请补材料", direct=True)
    agree(item)
    assert states(fresh(item)) == {
        "agri.chief": "open",
        "drc.chief": "recused",
        "finance.chief": "open",
    }
    assert not Incident.objects.exists()


def test_those_he_had_added_are_asked_nothing_more(monkeypatch, project):
    sign = Sign("ratio", share=Decimal("0.5"))
    item = at_joint_review(monkeypatch, project, SEVEN[:3], sign=sign)
    chief, clerk = holding(project, "drc.chief"), holding(project, "drc.clerk")
    actions.add_seat(item, by=again(chief), reason="请核对", person=chosen(clerk), place="after")
    leave(item, "drc.chief")
    assert states(item)["drc.clerk"] == "closed"
    refused(NotYours, gate.perform, item, "reserve", by=again(clerk))


def test_the_reason_is_wanted_and_without_numbers(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    by = again(holding(project, "drc.chief"))
    caught = refused(Refused, actions.recuse, item, by=by, reason=" ")
    assert codes(caught) == ["OPINION_MISSING"]
    leave(item, "drc.chief", "本人亲属 11010519491231002X 参建")
    assert "11010519491231002X" not in last_entry(item).opinion


@pytest.mark.parametrize("who", ["agri.clerk", "village.director", "audit.officer"])
def test_nobody_leaves_a_seat_that_is_not_his(monkeypatch, project, who):
    item = at_joint_review(monkeypatch, project, THREE)
    user = Appointment.objects.filter(post__code=who).first().user
    refused(NotYours, actions.recuse, item, by=again(user), reason="系亲属")


def test_who_stood_in_gives_the_seat_back(monkeypatch, project):
    """甲 stands in for 乙 and has an interest himself: 乙's seat waits for 乙."""
    from tests.semantics.test_substitution import let

    item = at_joint_review(monkeypatch, project, THREE)
    chief, leader = holding(project, "drc.chief"), holding(project, "drc.leader")
    let(chief, leader)
    actions.recuse(item, by=again(leader), reason="系亲属")
    assert seat(item, "drc.chief").holder == chief and states(item)["drc.chief"] == "open"
    assert Seat.objects.get(state="recused").decided_by == leader
    assert last_entry(item).actor_name == f"{leader} 代 {chief}"
    refused(Stale, gate.perform, item, "reserve", by=again(leader))
    gate.perform(item, "reserve", by=again(chief))
