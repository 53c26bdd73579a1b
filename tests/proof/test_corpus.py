"""Broken flows, each refused for its own reason, with the shortest way to it in users' words."""

import pytest

from flows.desk.seats import Sign
from flows.engine import machine
from flows.projects.posts import posts
from tests.proof.corpus import BROKEN
from tests.proof.quack import CHIEF, LEADER, flow, judged, move, paper, step
from tests.proof.samples import whole


@pytest.mark.parametrize(
    ("build", "code", "trace"), [row[1:] for row in BROKEN], ids=[r[0] for r in BROKEN]
)
def test_a_broken_flow_is_refused_for_its_own_reason(build, code, trace):
    verdict = judged(build())
    assert verdict.faults[0].code == code, verdict.faults
    assert verdict.trace == trace


def test_every_broken_flow_has_a_reason_of_its_own():
    assert len(BROKEN) >= 20
    assert len({code for _, _, code, _ in BROKEN}) >= 20


def test_the_flow_they_were_made_from_is_proved():
    verdict = judged(whole())
    assert verdict.faults == () and verdict.trace is None
    assert (verdict.steps, verdict.moves) == (2, 3)


def test_a_state_at_which_something_opens_must_be_reached():
    verdict = judged(whole(), opens=["归档"])
    assert verdict.faults[0].code == "opens-never"
    assert verdict.trace == ["从不会到达“归档”，随后无从开始。"]
    assert not judged(whole(), opens=["办结"]).faults


def test_what_another_paper_brings_about_counts_only_where_something_makes_it():
    waiting = paper(
        "申报 等候 办结",
        move("申报", "send", "等候", "报送"),
        move("等候", "close", "办结", "办结", permission=machine.nobody),
    )
    sample = flow(waiting, report=step("申报", "申报").on(agreed="send"))
    assert not judged(sample, made={"close"}).faults
    codes = [fault.code for fault in judged(sample).faults]
    assert codes[:2] == ["move-unmade", "trap"]


def test_a_flow_that_names_a_missing_move_is_refused_before_any_proof():
    with pytest.raises(TypeError, match="没有动作"):
        flow(paper("甲 乙", move("甲", "go", "乙")), one=step("甲", "甲").on(agreed="gone"))


def test_added_seats_are_part_of_the_way():
    """加签、委派、回避、拿回、挂起 where the step allows them: nothing stuck, and more explored."""
    office = frozenset(
        {"add_seat", "drop_seat", "delegate", "recuse", "transfer", "take_back", "pause", "resume"}
    )
    plain, full = judged(whole()), judged(whole(allows=office))
    assert not full.faults and full.states > plain.states
    assert not judged(whole(allows=office, codes=(CHIEF, LEADER), sign=Sign("all"))).faults


def test_representative_posts_are_those_declared():
    assert posts(CHIEF).codes == (CHIEF,)
