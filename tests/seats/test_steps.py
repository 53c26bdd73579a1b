"""What a step says about itself, and what it refuses to be."""

import pytest

from flows.desk.step import PaperFlow, Step
from flows.engine import machine, registry
from flows.planning.models import PlanItem
from flows.planning.states import ItemState
from flows.projects.posts import posts


def test_a_flow_that_names_a_missing_move_fails_at_import():
    with pytest.raises(TypeError, match="没有动作"):

        class Wrong(PaperFlow):
            paper = PlanItem
            report = Step("申报", at=ItemState.DRAFT, posts=posts()).on(agreed="enlist")


def test_every_outcome_of_every_step_is_a_move_from_its_state():
    for flow in registry.flows().values():
        for step in flow.steps():
            here = {e.name for e in machine.transitions(flow.paper) if e.source == step.at}
            assert set(step.outcomes) <= here
            assert flow.node_at(step.at) is step


def test_every_move_a_seat_makes_belongs_to_a_step():
    """A move with permission ``seated`` that no step offers could never be made by anybody."""
    for flow in registry.flows().values():
        offered = {(step.at, name) for step in flow.steps() for name in step.outcomes}
        for each in machine.transitions(flow.paper):
            if each.permission is machine.seated:
                assert (each.source, each.name) in offered, (flow.__name__, each.name)


def test_every_step_says_what_is_needed_and_on_what_basis():
    for flow in registry.flows().values():
        for step in flow.steps():
            assert step.help and step.basis, f"{flow.__name__}.{step.name}"


def test_every_move_leads_where_somebody_sits_or_the_paper_rests():
    """A paper that waits for another paper is moved by the door alone (permission nobody), and one
    that rests is at most taken up again."""
    for flow in registry.flows().values():
        for each in machine.transitions(flow.paper):
            onward = [e for e in machine.transitions(flow.paper) if e.source == each.target]
            waits = flow.node_at(each.target) is not None
            alone = (e.permission is machine.nobody or e.custom["reopens"] for e in onward)
            assert waits or all(alone), each.name
