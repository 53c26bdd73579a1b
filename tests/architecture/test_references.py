"""The names of flows and steps are stored in rows: renaming one orphans what is open.

A new flow or step:  REGENERATE=1 python3 manage.py test -q tests/architecture/test_references.py
A line that is renamed or goes away is accepted only when a data migration names it, which brings
flows_task.flow_task, flows_process.flow_class and flows_seat.step to the new name; before the
first release a row of RENAMED does.
"""

import os
from pathlib import Path

from flows.engine import registry

FILE = Path(__file__).with_name("references.txt")
MIGRATIONS = Path(__file__).parents[2] / "flows" / "migrations"

# Before the first release, while nothing real runs: old name → new one, "" where it is gone.
RENAMED: dict[str, str] = {}


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
    orphaned, new = orphans(stored, now, RENAMED), [line for line in now if line not in stored]
    assert not orphaned and not new, f"不见了：{orphaned}\n新增：{new}\n{__doc__}"


def orphans(stored, now, renamed, migrations=None):
    """The lines of ``stored`` that no flow has now, and that nothing brings to another name."""
    moved = migrated() if migrations is None else migrations
    names = {_name(line) for line in now}
    found = []
    for name in dict.fromkeys(_name(line) for line in stored if line not in now):
        if name in names:  # the step is there, at another state of its paper
            found.append(f"{name} 在另一状态")
        elif name not in renamed and not any(_stored(name) in text for text in moved):
            found.append(name)
        elif renamed.get(name) and renamed[name] not in names:
            found.append(f"{name} → {renamed[name]}（没有这个环节）")
    return found


def _name(line):
    return line.split(" ")[0]


def _stored(name):
    """As viewflow writes it into rows: ``flows/approval.flow.ApprovalFlow.decide``."""
    return name.replace("flows.", "flows/", 1)


def migrated():
    """The texts of the data migrations; the first two only make the tables."""
    return [file.read_text() for file in sorted(MIGRATIONS.glob("0*.py")) if int(file.name[:4]) > 2]


BEFORE = ["flows.a.flow.AFlow on A", "flows.a.flow.AFlow.one at DRAFT"]
AFTER = ["flows.a.flow.AFlow on A", "flows.a.flow.AFlow.first at DRAFT"]
OLD, NEW = "flows.a.flow.AFlow.one", "flows.a.flow.AFlow.first"


def test_a_renamed_step_is_refused_unless_its_rows_are_brought_along():
    assert orphans(BEFORE, AFTER, {}, []) == [OLD]
    assert orphans(BEFORE, AFTER, {OLD: NEW}, []) == []
    assert orphans(BEFORE, AFTER, {OLD: "flows.a.flow.AFlow.zero"}, []) != []
    assert orphans(BEFORE, AFTER, {}, ["UPDATE flows_task … 'flows/a.flow.AFlow.one'"]) == []
    assert orphans(BEFORE, BEFORE[:1], {OLD: ""}, []) == []


def test_a_step_moved_to_another_state_is_refused():
    assert orphans(BEFORE, [BEFORE[0], "flows.a.flow.AFlow.one at SENT"], {OLD: NEW}, []) != []


def test_what_is_renamed_is_not_there_any_more():
    assert not {name for name in RENAMED if name in {_name(line) for line in references()}}


def test_openers_are_of_states_that_are_entered():
    """(paper, state) of OPENS: a state no move leads to would open nothing, silently."""
    from flows.engine import machine
    from flows.flows import OPENS

    for model, state in OPENS:
        starts = machine.state_field(model).default
        entered = {each.target for each in machine.transitions(model)} | {starts}
        assert state in entered, (model.__name__, state)
