"""会签、或签、票签、顺序会签、弃权: what the seats of a step decide together, through the door."""

from decimal import Decimal

import pytest

from flows.demo.actors import fresh, whose
from flows.desk.seats import Sign
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from tests.dossier import codes, holding
from tests.semantics.hands import SEVEN, again, at_joint_review, last_entry, refused, says, states

THREE = ("agri.chief", "drc.chief", "finance.chief")
HALF = Decimal("0.5")


# -- 会签 ------------------------------------------------------------------------------------


def test_all_must_agree_and_one_refusal_ends_it(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    says(item, "agri.chief", "agreed")
    assert fresh(item).state == "JOINT_REVIEW"
    says(item, "drc.chief", "refused")
    assert fresh(item).state == "REMOVED"
    task = project.chain.seats.get(post__code="finance.chief", step="joint_review")
    assert task.state == "closed" and task.decided_by is None


def test_all_agree_in_any_order(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    for code in reversed(THREE):
        assert fresh(item).state == "JOINT_REVIEW"
        says(item, code, "agreed")
    assert fresh(item).state == "LISTING"


# -- 或签 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word, state", [("agreed", "LISTING"), ("refused", "REMOVED")])
def test_any_one_decides_for_all(monkeypatch, project, word, state):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("any"))
    says(item, "drc.chief", word)
    assert fresh(item).state == state
    rest = project.chain.seats.filter(step="joint_review").exclude(post__code="drc.chief")
    assert {seat.state for seat in rest} == {"closed"}


# -- 票签 ------------------------------------------------------------------------------------


def test_by_count_it_ends_with_the_vote_that_makes_it(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, SEVEN, sign=Sign("quorum", count=3))
    for code in SEVEN[:2]:
        says(item, code, "agreed")
    says(item, SEVEN[2], "refused")
    assert fresh(item).state == "JOINT_REVIEW"
    says(item, SEVEN[3], "agreed")
    assert fresh(item).state == "LISTING"


def test_by_count_it_ends_as_soon_as_so_many_can_no_longer_agree(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, SEVEN[:4], sign=Sign("quorum", count=3))
    says(item, SEVEN[0], "refused")
    says(item, SEVEN[1], "refused")
    assert fresh(item).state == "REMOVED"


@pytest.mark.parametrize(
    "words, state",
    [
        (["agreed"] * 4, "LISTING"),
        (["refused"] * 4, "REMOVED"),
        (["agreed"] * 3, "JOINT_REVIEW"),
        (["agreed"] * 3 + ["refused"] * 3, "JOINT_REVIEW"),  # the seventh decides
    ],
)
def test_by_ratio_it_ends_as_soon_as_nothing_can_change(monkeypatch, project, words, state):
    sign = Sign("ratio", share=HALF, quorum=HALF)
    item = at_joint_review(monkeypatch, project, SEVEN, sign=sign)
    for code, word in zip(SEVEN, words, strict=False):
        assert fresh(item).state == "JOINT_REVIEW"
        says(item, code, word)
    assert fresh(item).state == state


def test_by_ratio_without_early_end_everybody_is_heard(monkeypatch, project):
    sign = Sign("ratio", share=HALF, quorum=HALF, early=False)
    item = at_joint_review(monkeypatch, project, SEVEN, sign=sign)
    for code in SEVEN:
        assert fresh(item).state == "JOINT_REVIEW"
        says(item, code, "agreed")
    assert fresh(item).state == "LISTING"


def test_weights_count_instead_of_heads(monkeypatch, project):
    """区发改 has four votes of seven: it decides alone, and against all others."""
    item = at_joint_review(
        monkeypatch, project, SEVEN[:4], sign=Sign("ratio", share=HALF),
        weigh=lambda paper, post: 4 if post.code == "drc.chief" else 1,
    )  # fmt: skip
    says(item, "agri.chief", "refused")
    says(item, "owner.lead", "refused")
    assert fresh(item).state == "JOINT_REVIEW"
    says(item, "drc.chief", "agreed")
    assert fresh(item).state == "LISTING"


def test_the_vote_that_loses_stands_in_the_trail_beside_the_outcome(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, SEVEN[:3], sign=Sign("ratio", share=HALF))
    says(item, SEVEN[0], "agreed")
    says(item, SEVEN[1], "refused")
    says(item, SEVEN[2], "refused")
    assert (last_entry(item).move, last_entry(item).opinion) == ("remove", "理由")


# -- 顺序会签 --------------------------------------------------------------------------------


def test_in_turn_each_waits_for_the_one_before(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("turn"))
    assert list(states(item).values()) == ["open", "waiting", "waiting"]
    for code in THREE:
        assert whose(fresh(item)) == holding(project, code)
        for later in THREE[THREE.index(code) + 1 :]:
            refused(NotYours, gate.perform, item, "reserve", by=again(holding(project, later)))
        says(item, code, "agreed")
    assert fresh(item).state == "LISTING"


def test_in_turn_a_refusal_spares_the_others(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("turn"))
    says(item, "agri.chief", "refused")
    assert fresh(item).state == "REMOVED"


# -- 弃权 ------------------------------------------------------------------------------------


def test_abstaining_wants_a_reason(monkeypatch, project):
    item = at_joint_review(
        monkeypatch, project, SEVEN, abstain=True, sign=Sign("ratio", share=HALF)
    )
    by = again(holding(project, "drc.chief"))
    caught = refused(Refused, gate.vote, item, "abstained", by=by, opinion=" \n")
    assert codes(caught) == ["OPINION_MISSING"] and "弃权" in str(caught.value)
    gate.vote(item, "abstained", by=by, opinion="未参加前期研究")
    entry = last_entry(item)
    assert (entry.move, entry.opinion, entry.actor) == ("abstained", "未参加前期研究", by)


def test_who_abstains_is_there_but_does_not_agree(monkeypatch, project):
    """Quorum five of seven: with three abstentions it is met, and four agreements are more than
    half of those who sit. With one more abstention nobody agrees enough any more."""
    sign = Sign("ratio", share=HALF, quorum=Decimal(5) / 7)
    item = at_joint_review(monkeypatch, project, SEVEN, abstain=True, sign=sign)
    for code in SEVEN[:3]:
        says(item, code, "abstained")
    assert fresh(item).state == "JOINT_REVIEW"
    says(item, SEVEN[3], "agreed")
    says(item, SEVEN[4], "abstained")
    assert fresh(item).state == "REMOVED"


def test_abstaining_beside_agreement_passes_a_countersign(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, abstain=True)
    says(item, "agri.chief", "abstained")
    says(item, "drc.chief", "agreed")
    assert fresh(item).state == "JOINT_REVIEW"
    says(item, "finance.chief", "agreed")
    assert fresh(item).state == "LISTING"


def test_not_everybody_may_abstain(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, abstain=True)
    says(item, "agri.chief", "abstained")
    says(item, "drc.chief", "abstained")
    by = again(holding(project, "finance.chief"))
    caught = refused(Refused, gate.vote, item, "abstained", by=by, opinion="不熟悉")
    assert codes(caught) == ["NOBODY_LEFT"] and caught.value.findings[0].cure
    gate.vote(item, "agreed", by=by)
    assert fresh(item).state == "LISTING"
