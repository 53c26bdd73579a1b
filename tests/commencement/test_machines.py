"""Every state × every move of the three machines, as text. Change machines.txt on purpose only."""

from pathlib import Path

import pytest

from flows.commencement.flow import ContractFlow, FundingFlow, StartFlow
from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.commencement.states import ContractState, FundingState, StartState
from flows.engine import machine

MACHINES = ((FundingNotice, FundingState), (Contract, ContractState), (StartReadiness, StartState))
SNAPSHOT = Path(__file__).with_name("machines.txt")


def table(model, states):
    found = list(machine.transitions(model))
    names = list(dict.fromkeys(each.name for each in found))
    lines = [model.__name__]
    for state in states:
        for name in names:
            each = next((e for e in found if e.source == state and e.name == name), None)
            target = f"{each.target} {each.custom['label']}" if each else "-"
            lines.append(f"  {state.value} {name} → {target}")
    return "\n".join(lines)


def test_machines_are_as_written():
    assert "\n\n".join(table(*each) for each in MACHINES) + "\n" == SNAPSHOT.read_text()


@pytest.mark.parametrize("flow", [FundingFlow, ContractFlow, StartFlow])
def test_every_waiting_state_has_its_step(flow):
    states = dict(MACHINES)[flow.paper]
    ends = {
        each
        for each in states
        if not any(t.source == each for t in machine.transitions(flow.paper))
    }
    assert {state for state in states if flow.node_at(state) is None} == ends
    for step in flow.steps():
        assert step.help and step.basis
        made = {t.name for t in machine.transitions(flow.paper) if t.source == step.at}
        assert made == set(step.outcomes)


@pytest.mark.parametrize("model, states", MACHINES)
def test_moves_not_in_the_table_are_not_there(model, states):
    names = {each.name for each in machine.transitions(model)}
    for state in states:
        paper = model(state=state)
        open_now = {each.name for each in machine.moves_from(paper)}
        for name in names - open_now:
            assert machine.find(paper, name) is None
            with pytest.raises(Exception, match=f"{name}|{state.value}"):
                getattr(paper, name)()
        assert paper.state == state
