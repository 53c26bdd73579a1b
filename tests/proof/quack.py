"""Small flows for the corpus: a paper that quacks like a model, and its machine in one table."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django_fsm import Transition

from flows.desk.proof.proving import prove
from flows.desk.step import PaperFlow, Step
from flows.engine import machine
from flows.engine.inputs import Input
from flows.projects.posts import posts

CLERK, CHIEF, LEADER = "township.clerk", "drc.chief", "gov.leader"
NOTE = Input("note", "说明")


def move(source: str, name: str, target: str, label: str = "", **more: Any) -> Any:
    """A transition as ``engine.machine.move`` makes them; ``label`` None: it has none."""
    permission = more.pop("permission", machine.seated)
    custom = {"label": label or name, "rules": (), "inputs": (), "tone": "ok", "when": None}
    if label is None:
        custom["label"] = ""

    def method() -> None:
        pass

    method.__name__ = method.__qualname__ = name
    return Transition(method, source, target, None, [], permission, custom | more)


def paper(states: str, *moves: Any, fields: dict[str, Any] | None = None, **attributes: Any) -> Any:
    """A paper with the ``states`` (words), the first of them the one it begins in."""
    names = states.split()
    field = SimpleNamespace(
        name="state",
        default=names[0],
        choices=[(name, name) for name in names],
        get_all_transitions=lambda model: iter(moves),
    )
    known = {"state": field, **(fields or {})}
    meta = SimpleNamespace(get_field=known.__getitem__, verbose_name="文书")
    return type("Paper", (), {"_meta": meta, **attributes})


def flow(of: Any, **steps: Step) -> Any:
    """A flow on ``of`` with these steps in this order."""
    for number, each in enumerate(steps.values()):
        each._written = number
    return type("Sample", (PaperFlow,), {"__doc__": "样例", "paper": of, **steps})


def step(label: str, at: str, *codes: str, **policy: Any) -> Step:
    """A step at which ``codes`` sit; without added seats, unless it allows them."""
    policy.setdefault("allows", frozenset())
    return Step(label, at=at, posts=policy.pop("posts", posts(*(codes or (CLERK,)))), **policy)


def judged(sample: Any, *, opens: Any = (), made: Any = ()) -> Any:
    """The verdict on ``sample``; ``made`` are the moves that other papers bring about."""
    return prove(sample, opens, lambda kind, name: name in made)
