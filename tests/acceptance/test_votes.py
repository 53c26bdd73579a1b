"""The committee's vote: the pure decision, the tally, and the door agree with each other."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest

from flows.acceptance.figures.votes import Tally, fraction
from flows.acceptance.rules.conclusion import nobody_wants_rectification, vote_carried
from flows.demo.actors import agree, whose
from flows.desk import desk
from flows.desk.seats import Sign, decide
from flows.engine import gate
from flows.engine.findings import NotYours, Refused

SIGN = Sign("ratio", share=Decimal("0.5"), quorum=fraction("2/3"))
SAYS = ("agree", "rectify", "refused", "abstained")


@dataclass
class Voice:
    state: str
    weight: int = 1


def tally_of(*says, members=None):
    counts = {said: says.count(said) for said in SAYS}
    return Tally(
        members or len(says),
        counts["agree"],
        counts["rectify"],
        counts["refused"],
        counts["abstained"],
        fraction("2/3"),
        Decimal("0.5"),
    )


def outcome(tally):
    """What the conclusion may be: pass, rectify or fail."""
    if list(vote_carried(tally, None)):
        return "fail"
    return "rectify" if list(nobody_wants_rectification(tally, None)) else "pass"


@pytest.mark.parametrize("size", [5, 6, 7])
def test_the_tally_says_what_the_seats_decide(size):
    for says in combinations_with_replacement(SAYS, size):
        seats = [Voice("agreed" if said in ("agree", "rectify") else said) for said in says]
        assert (decide(SIGN, seats) == "agreed") == tally_of(*says).carried, says


@pytest.mark.parametrize(
    ("says", "conclusion"),
    [
        (("agree",) * 7, "pass"),
        (("agree",) * 4 + ("refused",) * 3, "pass"),
        (("agree",) * 4 + ("abstained",) * 3, "pass"),
        (("agree",) * 3 + ("abstained",) * 4, "fail"),
        (("agree",) * 3 + ("refused",) * 3, "fail"),  # a tie
        (("agree",) * 3 + ("rectify",) + ("refused",) * 3, "rectify"),
        (("rectify",) * 4 + ("refused",) * 3, "rectify"),
        (("rectify",) * 3 + ("refused",) * 4, "fail"),
        (("abstained",) * 7, "fail"),
    ],
)
def test_truth_table(says, conclusion):
    assert outcome(tally_of(*says)) == conclusion


@pytest.mark.parametrize(("present", "quorate"), [(4, False), (5, True), (6, True)])
def test_two_thirds_are_a_quorum(present, quorate):
    assert tally_of(*("agree",) * present, members=7).quorate is quorate


def test_exactly_two_thirds_suffice():
    assert tally_of(*("agree",) * 4, members=6).quorate
    assert not tally_of(*("agree",) * 3, members=6).quorate


@pytest.mark.parametrize(
    ("says", "wrong"),
    [
        (("agree",) * 6 + ("rectify",), ["VOTE_RECTIFY"]),
        (("agree",) * 3 + ("refused",) * 4, ["VOTE_FAILED"]),
        (("agree",) * 3 + ("abstained",) * 4, ["VOTE_FAILED"]),
    ],
)
def test_through_the_door(works, says, wrong):
    works.to_vote()
    case = works.vote(*says)
    assert case.state == "CONCLUDING"
    with pytest.raises(Refused) as refused:
        agree(case)
    assert [finding.code for finding in refused.value.findings] == wrong
    if wrong == ["VOTE_FAILED"]:
        with pytest.raises(Refused) as refused:
            gate.perform(case, "conclude_rectify", by=whose(case), deadline="2025-09-30")
        assert refused.value.findings[0].code == "VOTE_FAILED"
        gate.perform(case, "conclude_fail", by=whose(case), opinion="表决未通过")
        assert works.stage == "CONSTRUCTION"
    else:
        gate.perform(case, "conclude_rectify", by=whose(case), deadline="2025-09-30")
        assert works.stage == "HANDOVER"


def test_nothing_is_decided_before_all_have_voted_or_the_chair_counts(works):
    works.to_vote()
    case = works.vote(*("agree",) * 4, None, None, None)
    assert case.state == "VOTING" and case.votes.present == 4
    chair = works.holder("owner.lead")
    with pytest.raises(Refused) as refused:
        gate.perform(case, "count", by=chair)
    assert [finding.code for finding in refused.value.findings] == ["NO_QUORUM"]
    seat = next(seat for seat in desk.seats_at(case) if seat.state == "open")
    gate.vote(case, "abstained", by=seat.holder, opinion="不熟悉本村情况")
    with pytest.raises(NotYours):
        gate.perform(case, "count", by=works.holder("drc.chief"))
    gate.perform(case, "count", by=chair)
    case = works.case
    assert case.state == "CONCLUDING"
    assert (case.votes.members, case.votes.present, case.votes.carried) == (7, 5, True)
    agree(case)
    assert works.case.state == "PASSED"


def test_a_vote_counted_without_the_missing_may_be_lost(works):
    works.to_vote()
    works.vote(*("agree",) * 3, "refused", "refused", None, None)
    gate.perform(works.case, "count", by=works.holder("owner.lead"))
    assert not works.case.votes.carried


def test_speakers_do_not_vote(works):
    case = works.to_vote()
    assert {seat.post.code for seat in desk.seats_at(case)}.isdisjoint(
        {"contractor.lead", "supervisor.chief"}
    )
    with pytest.raises(NotYours):
        gate.vote(case, "agreed", by=works.holder("supervisor.chief"), choice="agree")
