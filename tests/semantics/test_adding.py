"""加签 before, after and beside a seat, in every order of signing; 减签 by who added it."""

import pytest

from flows.demo.actors import fresh
from flows.desk import actions
from flows.desk.seats import Sign
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from tests.dossier import codes, holding
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


def add(paper, code, other, place, reason="请一并核对"):
    """Who holds ``code`` adds who holds ``other``."""
    by, person = (again(holding(paper.project, each)) for each in (code, other))
    actions.add_seat(paper, by=by, reason=reason, person=chosen(person), place=place)


def test_before_the_added_signs_first(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", "before")
    assert states(item)["drc.chief"] == "waiting" and states(item)["drc.clerk"] == "open"
    by = again(holding(project, "drc.chief"))
    refused(NotYours, gate.perform, item, "reserve", by=by)
    entry = last_entry(item)
    clerk = holding(project, "drc.clerk")
    assert (entry.move, entry.label, entry.actor) == ("add_seat", "前加签", by)
    assert (entry.opinion, entry.payload) == ("请一并核对", {"who": str(clerk)})
    told = by.messages.count()
    says(item, "drc.clerk", "agreed")
    assert states(item)["drc.chief"] == "open"
    assert by.messages.count() == told + 1  # his turn has come again
    for code in THREE:
        says(item, code, "agreed")
    assert fresh(item).state == "LISTING"


def test_after_the_added_signs_once_the_other_has_agreed(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", "after")
    assert states(item)["drc.chief"] == "open" and states(item)["drc.clerk"] == "waiting"
    assert not holding(project, "drc.clerk").messages.exists()
    for code in THREE:
        says(item, code, "agreed")
    assert fresh(item).state == "JOINT_REVIEW" and states(item)["drc.clerk"] == "open"
    assert holding(project, "drc.clerk").messages.count() == 1
    says(item, "drc.clerk", "agreed")
    assert fresh(item).state == "LISTING"


def test_beside_all_sign_together(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "gov.leader", "beside")
    assert set(states(item).values()) == {"open"}
    for code in THREE:
        says(item, code, "agreed")
    assert fresh(item).state == "JOINT_REVIEW"
    says(item, "gov.leader", "agreed")
    assert fresh(item).state == "LISTING"


@pytest.mark.parametrize("place", ["before", "after", "beside"])
def test_the_refusal_of_an_added_seat_is_a_refusal(monkeypatch, project, place):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", place)
    if place == "after":
        says(item, "drc.chief", "agreed")
    says(item, "drc.clerk", "refused")
    assert fresh(item).state == "REMOVED"


@pytest.mark.parametrize(
    "place, order",
    [
        ("before", ["drc.clerk", "agri.chief", "drc.chief", "finance.chief"]),
        ("after", ["agri.chief", "drc.clerk", "drc.chief", "finance.chief"]),
        ("beside", ["agri.chief", "drc.clerk", "drc.chief", "finance.chief"]),
    ],
)
def test_in_turn_the_added_seat_has_its_turn(monkeypatch, project, place, order):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("turn"))
    add(item, "agri.chief", "drc.clerk", place)
    if place == "beside":  # together with the seat it was added to, before the next
        assert states(item)["drc.clerk"] == "waiting"
    for code in order:
        assert states(item)[code] == "open", (code, states(item))
        says(item, code, "agreed")
    assert fresh(item).state == "LISTING"


def test_in_turn_the_refusal_of_an_added_seat_ends_it(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("turn"))
    add(item, "agri.chief", "drc.clerk", "before")
    says(item, "drc.clerk", "refused")
    assert fresh(item).state == "REMOVED"


@pytest.mark.parametrize("sign", [Sign("any"), Sign("quorum", count=2)])
def test_beside_only_where_every_seat_counts(monkeypatch, project, sign):
    item = at_joint_review(monkeypatch, project, THREE, sign=sign)
    by, person = again(holding(project, "drc.chief")), chosen(holding(project, "drc.clerk"))
    given = {"by": by, "reason": "请核对", "person": person}
    caught = refused(Refused, actions.add_seat, item, place="beside", **given)
    assert codes(caught) == ["PLACE_UNKNOWN"]
    actions.add_seat(item, place="before", **given)


def test_an_added_one_adds_another(monkeypatch, project):
    """办公室加会计、会计再加出纳：each waits for the one before."""
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", "before")
    add(item, "drc.clerk", "finance.clerk", "before")
    assert [states(item)[c] for c in ("finance.clerk", "drc.clerk", "drc.chief")] == [
        "open",
        "waiting",
        "waiting",
    ]
    says(item, "finance.clerk", "agreed")
    assert states(item)["drc.clerk"] == "open" and states(item)["drc.chief"] == "waiting"
    says(item, "drc.clerk", "agreed")
    assert states(item)["drc.chief"] == "open"


def test_who_may_not_be_added(monkeypatch, project):
    """The initiator, who sits here already, who has left office, who may not see the project."""
    item = at_joint_review(monkeypatch, project, THREE)
    by = again(holding(project, "drc.chief"))

    def asked(person, error=Refused):
        return refused(
            error, actions.add_seat, item, by=by, reason="请核对", person=person, place="before"
        )

    assert codes(asked(chosen(holding(project, "village.director")))) == ["BARRED"]
    assert codes(asked(chosen(holding(project, "agri.chief")))) == ["SEATED_ALREADY"]
    outside = project.post("drc.chief").organization.posts.model.objects.filter(
        organization__kind="admin"
    )
    assert codes(asked(chosen(outside.first().holders[0]))) == ["OUT_OF_SCOPE"]
    for nobody in ("", "0", "x", "999999"):
        asked(nobody, NotYours)


# -- 减签 ------------------------------------------------------------------------------------


def drop(paper, code, added):
    by = again(holding(paper.project, code))
    actions.drop_seat(paper, by=by, reason="不必了", seat=str(seat(paper, added).pk))


def test_who_added_it_drops_it_and_the_turn_comes_back(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", "before")
    drop(item, "drc.chief", "drc.clerk")
    assert states(item)["drc.clerk"] == "dropped" and states(item)["drc.chief"] == "open"
    entry = last_entry(item)
    clerk = holding(project, "drc.clerk")
    assert (entry.move, entry.opinion, entry.payload["who"]) == (
        "drop_seat",
        "不必了",
        str(clerk),
    )
    refused(NotYours, gate.perform, item, "reserve", by=again(clerk))
    add(item, "drc.chief", "drc.clerk", "after")  # and may be added again


def test_dropping_the_last_that_waits_may_decide(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", "after")
    for code in THREE:
        says(item, code, "agreed")
    drop(item, "drc.chief", "drc.clerk")
    assert fresh(item).state == "LISTING"


def test_only_who_added_it_and_only_before_it_is_signed(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    add(item, "drc.chief", "drc.clerk", "before")
    added = str(seat(item, "drc.clerk").pk)
    for code in ("agri.chief", "drc.clerk", "village.director"):
        by = again(holding(project, code))
        refused(NotYours, actions.drop_seat, item, by=by, reason="不必了", seat=added)
    says(item, "drc.clerk", "agreed")
    by = again(holding(project, "drc.chief"))
    refused(NotYours, actions.drop_seat, item, by=by, reason="不必了", seat=added)


def test_a_seat_of_the_step_itself_is_not_dropped(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    by, own = again(holding(project, "drc.chief")), str(seat(item, "agri.chief").pk)
    refused(NotYours, actions.drop_seat, item, by=by, reason="不必了", seat=own)
