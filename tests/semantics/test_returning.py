"""退回 to every earlier step of both flows, gone through again, or straight back as the preview said."""

import pytest

from flows.approval.flow import ApprovalFlow
from flows.demo.actors import agree, fresh, whose
from flows.desk import actions, desk
from flows.desk.returning import returns_of
from flows.engine import machine
from flows.planning.flow import PlanningFlow
from tests.dossier import case_of, holding, item_of, onward
from tests.semantics.hands import again, chosen, half_signed, remembered, send_back

RETURNS = [
    *(("item", at, move) for at, moves in {
        "TOWN_REVIEW": ["town_return"],
        "JOINT_REVIEW": ["joint_return", "back_to_village"],
        "LISTING": ["list_return", "back_to_village", "back_to_town"],
        "FILING": ["file_return", "back_to_village", "back_to_town", "back_to_joint"],
    }.items() for move in moves),
    *(("case", at, move) for at, moves in {
        "TOWN_REVIEW": ["town_return"],
        "SUBMITTED": ["receive_return", "back_to_town"],
        "SECTOR_REVIEW": ["sector_return", "back_to_town", "back_to_reception"],
        "COUNTERSIGNING": [
            "countersign_return", "back_to_town", "back_to_reception", "back_to_sector",
        ],
        "DECIDING": [
            "back_to_draft", "back_to_town", "back_to_reception", "decide_return",
            "back_to_countersign",
        ],
    }.items() for move in moves),
]  # fmt: skip


def at(project, kind, state):
    return (item_of if kind == "item" else case_of)(project, state)


def test_the_list_above_is_every_return_of_both_flows():
    declared = {
        (kind, step.at, name)
        for kind, flow in (("item", PlanningFlow), ("case", ApprovalFlow))
        for step in flow.steps()
        for name in step.returned
    }
    assert declared == {*RETURNS, ("case", "SUBMITTED", "ask_supplement")}


@pytest.mark.parametrize("kind, state, move", RETURNS)
def test_gone_through_again_every_step_is_asked(project, kind, state, move):
    paper = at(project, kind, state)
    target = next(e for e in machine.moves_from(paper) if e.name == move).target
    paper = send_back(paper, move)
    assert paper.state == target and remembered(paper) is None
    while paper.state != state:
        assert not [s for s in desk.seats_at(paper) if s.kept]
        here = paper.state
        paper = onward(paper, _next(paper))
        assert paper.state != here
    assert not [s for s in desk.seats_at(paper) if s.kept]


def _next(paper):
    step = desk.step_of(paper)
    return machine.find(paper, step.agreeing(paper)).target


@pytest.mark.parametrize("kind, state, move", RETURNS)
def test_straight_back_only_who_was_asked_is_asked_and_the_preview_said_so(
    project, kind, state, move, terms
):
    """The preview's words and what then really happens, for every return of both flows."""
    paper = at(project, kind, state)
    user = again(whose(paper))
    said = next(r for r in returns_of(paper, user, terms(paper)) if r.move.name == move)
    way = next(way for way in said.ways if way.direct)
    back_at = desk.step_of(paper)
    paper = send_back(paper, move, direct=True, by=user)
    assert paper.state == said.to.at
    asked = [desk.step_of(paper).label]
    while paper.state != state:
        agree(paper)
        paper = fresh(paper)
        asked.append(desk.step_of(paper).label)
    assert asked == way.again and desk.step_of(paper) == back_at
    assert desk.has_seat(paper, user)
    assert remembered(paper) is None


# -- what the preview says besides -----------------------------------------------------------


def test_the_preview_says_whose_seats_end(project, terms):
    case = half_signed(project)
    user = again(holding(project, "hrss.clerk"))
    said = returns_of(case, user, terms(case))[0]
    assert len(said.ends) == 2 and str(user) in said.ends[0]


def test_only_who_could_return_gets_a_preview(project, terms):
    case = half_signed(project)
    for code in ("finance.chief", "owner.lead", "drc.clerk"):
        assert returns_of(case, again(holding(project, code)), terms(case)) == []
    given = {"reason": "请提意见", "person": chosen(holding(project, "agri.clerk"))}
    actions.delegate(case, by=again(holding(project, "agri.chief")), **given)
    assert returns_of(case, again(holding(project, "agri.clerk")), terms(case)) == []
