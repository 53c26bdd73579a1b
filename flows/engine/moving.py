"""Carry a move out: rules, machine, version, trail, desk, what opens. Inside a unit only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import machine, registry
from .findings import Refused
from .inputs import clean
from .paper import label_of
from .privacy import scrub
from .refusals import not_here, require, require_alive
from .unit import Unit

STANDS = "沿用此前已签署的意见"


def run(
    unit: Unit,
    paper: Any,
    transition: Any,
    *,
    opinion: str = "",
    inputs: Mapping[str, Any] | None = None,
    seat: Any = None,
    label: str = "",
    **how: Any,
) -> None:
    """Carry out ``transition``: rules, machine, trail, desk, what opens. Inside a unit only.
    ``how`` goes to the desk (``direct``, ``reopen``); ``label`` is the trail's own word for it."""
    require_alive(paper)
    require(transition.custom["rules"], paper, unit.terms)
    values = _values(transition, inputs or {}, unit)
    about = {
        "step": getattr(registry.desk.step_of(paper), "label", ""),
        "from_state": label_of(paper),
        "opinion": opinion,
        "post": str(seat.post) if seat is not None else "",
        "payload": _told(values),
    }
    getattr(paper, transition.name)(**values)
    raise_version(unit, paper)
    about |= {"to_state": label_of(paper)}
    unit.record(paper, "move", transition.name, label or transition.custom["label"], **about)
    registry.desk.follow(unit, paper, transition.name, **how)
    for opener in registry.openers(paper):
        opener(unit, paper)


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: scrub(str(value)) for name, value in values.items() if value is not None}


def _values(transition: Any, inputs: Mapping[str, Any], unit: Unit) -> dict[str, Any]:
    values, wrong = clean(transition.custom["inputs"], inputs, today=unit.today)
    if wrong:
        raise Refused(wrong)
    return values


def advance(unit: Unit, paper: Any, move: str, **inputs: Any) -> Any:
    """Make ``move`` from inside a unit, as a consequence: no permission is asked, rules are."""
    paper = unit.current(paper)
    transition = machine.find(paper, move)
    if transition is None:
        raise Refused([not_here(paper)])
    run(unit, paper, transition, inputs=inputs)
    return paper


def open_paper(unit: Unit, paper: Any) -> Any:
    """Write a new ``paper``, record that it was opened, lay it on its first desk, and run what
    opens with it."""
    require_alive(paper)
    unit.create(paper)
    unit.record(paper, "open", "open", f"建立{paper.title}", to_state=label_of(paper))
    registry.desk.follow(unit, paper, "")
    for opener in registry.openers(paper):
        opener(unit, paper)
    return paper


def raise_version(unit: Unit, paper: Any) -> None:
    paper.version += 1
    unit.changed(paper)


def carry_on(unit: Unit, paper: Any) -> None:
    """直达: pass the steps whose signatures all still stand, up to the one that sent it back."""
    while registry.desk.decides_already(paper):
        step = registry.desk.step_of(paper)
        onward = machine.find(paper, step.agreeing(paper))
        assert onward is not None
        who = "、".join(seat.signer for seat in registry.desk.seats_at(paper) if seat.signed)
        label = f"沿用：{onward.custom['label']}"
        run(unit, paper, onward, opinion=f"{STANDS}（{who}）", label=label)
