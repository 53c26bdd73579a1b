"""The corridor's own machine: every stage × every move, made by the door alone."""

from itertools import pairwise
from pathlib import Path

import pytest

from flows.engine import machine
from flows.projects.models import Project
from flows.projects.states import CORRIDOR, SIDE, Stage
from tests.machines import every_pair, require_snapshot


def test_the_machine_is_as_written():
    require_snapshot(Path(__file__).with_name("machines.txt"), Project)


@pytest.mark.parametrize("stage, move, found", list(every_pair(Project)))
def test_every_stage_knows_its_moves_and_no_other(stage, move, found):
    project = Project(stage=stage)
    if found is None:
        with pytest.raises(Exception, match=move):
            getattr(project, move)()
        assert project.stage == stage
    else:
        getattr(project, move)()
        assert project.stage == found.target


def test_nobody_moves_a_stage_by_hand():
    for each in machine.transitions(Project):
        assert each.permission is machine.nobody, each.name


def test_the_corridor_has_eighteen_stages_minus_the_way_aside():
    """domain.md 4.1：18 个状态（停工是其中之一），另有四个出口和批复撤销；补录待确认是另一个入口."""
    assert len(CORRIDOR) == 17 and {Stage.SUSPENDED, Stage.ENTERING} < set(SIDE) and len(SIDE) == 7


def test_the_corridor_leads_from_idea_to_archive():
    onward = {(each.source, each.target) for each in machine.transitions(Project)}
    for here, there in pairwise(CORRIDOR):
        assert (here, there) in onward, (here, there)


def test_moves_are_offered_in_the_order_they_are_written():
    from flows.approval.models import ApprovalCase

    names = [each.name for each in machine.moves_from(ApprovalCase(state="DECIDING"))]
    returns = ["back_to_draft", "back_to_town", "back_to_reception", "back_to_countersign"]
    assert names == ["approve", "reject", "decide_return", *returns, "withdraw", "terminate"]
