"""A machine as text: every state × every move, for the snapshots that rooms keep of theirs.

``table(model)`` is compared with a ``machines.txt`` beside the test; ``regenerate`` says how a
wanted change gets there.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.engine import machine


def every_pair(model: Any) -> Iterator[tuple[str, str, Any]]:
    """(state, move, transition), the transition None where the machine has no such move."""
    found = list(machine.transitions(model))
    names = list(dict.fromkeys(each.name for each in found))
    for state, _ in machine.state_field(model).choices:
        for name in names:
            fitting = (each for each in found if each.name == name)
            yield state, name, next((e for e in fitting if e.source in (state, "*")), None)


def table(model: Any) -> str:
    """One block: a line per state with where each move leads; a move not named is refused there."""
    rows: dict[str, list[str]] = {}
    for state, name, each in every_pair(model):
        rows.setdefault(state, []).extend([f"{name}→{each.target}"] if each else [])
    lines = [f"  {state}: {' '.join(cells) or '—'}" for state, cells in rows.items()]
    labels = {each.name: each.custom["label"] for each in machine.transitions(model)}
    words = [f"  {name} = {label}" for name, label in labels.items()]
    return "\n".join([model.__name__, *lines, *words])


def require_snapshot(file: Path, *models: Any) -> None:
    """Fail when the machines of ``models`` are not as ``file`` says; say how to accept a change."""
    now = "\n\n".join(table(model) for model in models) + "\n"
    if not file.exists() or file.read_text() != now:
        fresh = file.with_suffix(".new")
        fresh.write_text(now)
        raise AssertionError(f"机器有变：核对后 mv {fresh} {file}\n{now}")
    file.with_suffix(".new").unlink(missing_ok=True)
