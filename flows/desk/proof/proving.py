"""``prove``: every flow, and what is wrong with it in the words of those who use it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flows.engine import machine

from . import makers
from .configs import Made
from .explore import Fault, explored
from .tables import declared

RANKS = {"trap": 1, "endless": 2, "dead-step": 3, "dead-state": 4, "dead-move": 5}


@dataclass(frozen=True)
class Verdict:
    """What was explored of one flow, and its faults: first what its declaration says wrongly,
    then what goes wrong on the way, the shortest way first."""

    flow: str
    label: str
    steps: int
    moves: int
    states: int
    faults: tuple[Fault, ...]

    @property
    def trace(self) -> list[str] | None:
        """The way to the first fault and what it is; None when the flow is proved."""
        return [*self.faults[0].trace, self.faults[0].text] if self.faults else None

    def as_json(self) -> dict[str, Any]:
        """``{"flow","steps","moves","states","trace"}``."""
        return {
            "flow": self.flow,
            "steps": self.steps,
            "moves": self.moves,
            "states": self.states,
            "trace": self.trace,
        }


def prove(flow: Any, opens: Iterable[Any] = (), made: Made = makers.made) -> Verdict:
    """Explore ``flow``. ``opens`` are the states of its paper at which something opens."""
    faults = declared(flow, made)
    walks, found = explored(flow, made)
    reached = {config.state for walk in walks for config in walk.configs}
    names = dict(machine.state_field(flow.paper).choices or ())
    for state in opens:
        if state not in reached:
            faults.append(
                Fault("opens-never", f"从不会到达“{names.get(state, state)}”，随后无从开始。")
            )
    waits = {str(step.at) for step in flow.steps()}
    return Verdict(
        flow.__name__,
        (flow.__doc__ or flow.__name__).strip().splitlines()[0],
        len(reached & waits),
        len({each for walk in walks for each in walk.made}),
        sum(len(walk.configs) for walk in walks),
        (*faults, *_shortest(found)),
    )


def _shortest(found: Iterable[Fault]) -> list[Fault]:
    """Each kind of fault once, by its shortest way; what follows from the others comes last."""
    kinds: dict[tuple[str, str], Fault] = {}
    for fault in sorted(found, key=lambda each: len(each.trace)):
        kinds.setdefault((fault.code, "" if fault.trace else fault.text), fault)
    return sorted(kinds.values(), key=lambda each: (RANKS.get(each.code, 0), len(each.trace)))


def prove_all(flows: Iterable[Any], opens: Iterable[tuple[Any, Any]]) -> list[Verdict]:
    """A verdict for each flow, and for what opens at states of papers that no flow carries."""
    chosen, keys = list(flows), list(opens)
    found = [
        prove(flow, [state for paper, state in keys if paper is flow.paper]) for flow in chosen
    ]
    carried = {flow.paper for flow in chosen}
    found += [_uncarried(paper, state) for paper, state in keys if paper not in carried]
    return found


def _uncarried(paper: Any, state: Any) -> Verdict:
    text = f"“{paper._meta.verbose_name}”没有流程，“{state}”随后无从开始。"
    name = paper.__name__
    return Verdict(name, name, 0, 0, 0, (Fault("opens-uncarried", text),))
