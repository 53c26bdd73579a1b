"""The names of flows and steps are stored in rows: renaming one orphans what is open.

A new flow or step:  REGENERATE=1 python3 manage.py test -q tests/architecture/test_references.py
A renamed one needs a data migration of flows_task.flow_task, flows_process.flow_class and
flows_seat.step first.
"""

import os
from pathlib import Path

from flows.engine import registry

FILE = Path(__file__).with_name("references.txt")


def references():
    lines = []
    for flow in registry.flows().values():
        path = f"{flow.__module__}.{flow.__qualname__}"
        lines.append(f"{path} on {flow.paper.__name__}")
        lines += [f"{path}.{step.name} at {step.at}" for step in flow.steps()]
    return lines


def test_references_are_as_stored():
    now = references()
    if os.environ.get("REGENERATE"):
        FILE.write_text("\n".join(now) + "\n")
    stored = FILE.read_text().splitlines() if FILE.exists() else []
    gone = [line for line in stored if line not in now]
    new = [line for line in now if line not in stored]
    assert not gone and not new, f"不见了：{gone}\n新增：{new}\n{__doc__}"


def test_openers_are_of_states_that_are_entered():
    """(paper, state) of OPENS: a state no move leads to would open nothing, silently."""
    from flows.engine import machine
    from flows.flows import OPENS

    for model, state in OPENS:
        starts = machine.state_field(model).default
        entered = {each.target for each in machine.transitions(model)} | {starts}
        assert state in entered, (model.__name__, state)
