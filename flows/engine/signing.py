"""Sign a seat: what the person says, what the seats have decided together, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import machine, registry
from .findings import Refused
from .moving import carry_on, run
from .paper import label_of
from .privacy import scrub
from .refusals import opinion_missing, require, stuck
from .unit import Unit


@dataclass(frozen=True)
class Asked:
    """What a signature says, and what comes with it."""

    says: str
    move: str = ""
    opinion: str = ""
    choice: str = ""
    direct: bool = False
    inputs: Mapping[str, Any] = field(default_factory=dict)


def sign(unit: Unit, paper: Any, seat: Any, asked: Asked) -> None:
    """Sign ``seat`` inside ``unit``; carry out the step's outcome once the seats have decided."""
    step, opinion, says = registry.desk.step_of(paper), scrub(asked.opinion), asked.says
    wanted = _wanted(paper, step, asked.move, says)
    outcome = registry.desk.vote(unit, paper, seat, says, opinion, asked.choice)
    # 补正 says why in what it asks for.
    told = says == "returned" and any(each.required for each in wanted.custom["inputs"])
    if says in ("refused", "returned", "abstained") and not (opinion.strip() or told):
        label = "弃权" if says == "abstained" else wanted.custom["label"]
        raise Refused([opinion_missing(label)])
    if outcome in ("pending", "noted"):
        if says == "agreed" and outcome == "pending":
            require(wanted.custom["rules"], paper, unit.terms)
        _record_signature(unit, paper, seat, says, opinion, asked.choice)
        return
    final = _final(paper, step, outcome, wanted)
    if final.name != wanted.name or says == "abstained" or asked.choice:
        # The vote's outcome is not what this person said: both stand in the trail.
        _record_signature(unit, paper, seat, says, opinion, asked.choice)
        opinion = ""
    taken = asked.inputs if final.name == wanted.name else {}
    direct = asked.direct and outcome == "returned"
    run(unit, paper, final, opinion=opinion, inputs=taken, seat=seat, direct=direct)
    carry_on(unit, paper)


def _wanted(paper: Any, step: Any, move: str, says: str) -> Any:
    """The transition a signature asks for; what says no where nothing refuses is told so later."""
    wished = move or (step.refused if says == "refused" else "") or step.agreeing(paper)
    found = machine.find(paper, wished)
    assert found is not None, wished
    return found


def _final(paper: Any, step: Any, outcome: str, wanted: Any) -> Any:
    """The transition that ``outcome`` of the seats is."""
    name = {
        "agreed": wanted.name if wanted.name in step.also else step.agreeing(paper),
        "refused": step.refused,
        "returned": wanted.name,
    }.get(outcome, "")
    found = machine.find(paper, name)
    if found is None:
        raise Refused([stuck(step)])
    return found


def _record_signature(
    unit: Unit, paper: Any, seat: Any, says: str, opinion: str, choice: str
) -> None:
    state = label_of(paper)
    unit.record(
        paper,
        "sign",
        says,
        seat.get_state_display(),
        step=seat.step_label,
        opinion=opinion,
        from_state=state,
        to_state=state,
        post=str(seat.post),
        payload={"choice": choice} if choice else {},
    )
