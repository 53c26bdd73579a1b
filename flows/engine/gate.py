"""The door. A paper changes state here and nowhere else.

``perform`` → lock → who may → what the rules say → transition → what opens → write once.
It returns the paper or raises Refused, NotYours, Stale or Busy; it never does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import machine, registry
from .findings import Finding, NotYours, Refused, Terms, evaluate
from .inputs import Input, clean
from .paper import document_of, label_of
from .privacy import scrub
from .refusals import (
    no_such_vote,
    not_here,
    opinion_missing,
    require,
    require_elements,
    require_unchanged,
    require_unsigned,
    require_valid,
    stuck,
)
from .unit import Unit, work


@dataclass(frozen=True)
class Move:
    """A button: what it is called, whether it is open, and if not, why not."""

    name: str
    label: str
    tone: str
    says: str  # what a seat says by it: agreed, refused, returned; "" for a move off the desk
    open: bool
    findings: list[Finding]
    inputs: tuple[Input, ...]


def perform(
    paper: Any, move: str, *, by: Any, opinion: str = "", expect: int | None = None, **inputs: Any
) -> Any:
    """Make ``move`` on ``paper`` as ``by``. ``expect`` is the version the person has seen.

    At a step, its outcomes are made by signing one's seat; the paper moves when the seats have
    decided. Raises Refused (with findings), NotYours, Stale, Busy; then nothing has changed.
    """
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        require_unchanged(unit, paper, expect)
        transition = machine.find(paper, move)
        if transition is None:
            raise Refused([not_here(paper)])
        step = registry.desk.step_of(paper)
        if step is not None and move in step.outcomes:
            seat, says = registry.desk.seat_of(paper, by), step.outcomes[move]
            sign(unit, paper, seat, says=says, move=move, opinion=opinion, inputs=inputs)
        elif machine.permits(transition, paper, by):
            run(unit, paper, transition, opinion=opinion, inputs=inputs)
        else:
            raise NotYours(f"“{transition.custom['label']}”不由您办理。")
        return paper


def vote(
    paper: Any,
    says: str,
    *,
    by: Any,
    opinion: str = "",
    choice: str = "",
    expect: int | None = None,
) -> Any:
    """Sign ``by``'s seat at the paper's open step: ``says`` is ``agreed``, ``refused`` or
    ``abstained``, ``choice`` one of the step's choices. The twin of :func:`perform`."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        require_unchanged(unit, paper, expect)
        seat = registry.desk.seat_of(paper, by)
        if says not in ("agreed", "refused", "abstained"):
            raise Refused([no_such_vote(says)])
        sign(unit, paper, seat, says=says, opinion=opinion, choice=choice)
        return paper


def sign(
    unit: Unit,
    paper: Any,
    seat: Any,
    *,
    says: str,
    move: str = "",
    opinion: str = "",
    choice: str = "",
    inputs: Mapping[str, Any] | None = None,
) -> None:
    """Sign ``seat`` inside ``unit``; carry out the step's outcome once the seats have decided."""
    step, opinion = registry.desk.step_of(paper), scrub(opinion)
    asked = _asked(paper, step, move, says)
    if says in ("refused", "returned") and not opinion.strip():
        raise Refused([opinion_missing(asked.custom["label"])])
    outcome = registry.desk.vote(unit, paper, seat, says, opinion, choice)
    if outcome == "pending":
        if says == "agreed":
            require(asked.custom["rules"], paper, unit.terms)
        _record_signature(unit, paper, seat, says, opinion, choice)
        return
    final = _final(paper, step, outcome, asked)
    if final.name != asked.name or says == "abstained" or choice:
        # The vote's outcome is not what this person said: both stand in the trail.
        _record_signature(unit, paper, seat, says, opinion, choice)
        opinion = ""
    taken = inputs if final.name == asked.name else {}
    run(unit, paper, final, opinion=opinion, inputs=taken, seat=seat)


def _asked(paper: Any, step: Any, move: str, says: str) -> Any:
    """The transition a signature asks for; what says no where nothing refuses is told so later."""
    wished = move or (step.refused if says == "refused" else "") or step.agreed
    found = machine.find(paper, wished)
    assert found is not None, wished
    return found


def _final(paper: Any, step: Any, outcome: str, asked: Any) -> Any:
    """The transition that ``outcome`` of the seats is."""
    name = {
        "agreed": asked.name if asked.name in step.also else step.agreed,
        "refused": step.refused,
        "returned": asked.name,
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


def run(
    unit: Unit,
    paper: Any,
    transition: Any,
    *,
    opinion: str = "",
    inputs: Mapping[str, Any] | None = None,
    seat: Any = None,
) -> None:
    """Carry out ``transition``: rules, machine, desk, trail, what opens. Inside a unit only."""
    require(transition.custom["rules"], paper, unit.terms)
    values = _values(transition, inputs or {})
    before, step = label_of(paper), registry.desk.step_of(paper)
    getattr(paper, transition.name)(**values)
    _raise_version(unit, paper)
    unit.record(
        paper,
        "move",
        transition.name,
        transition.custom["label"],
        step=step.label if step else "",
        from_state=before,
        to_state=label_of(paper),
        opinion=opinion,
        post=str(seat.post) if seat is not None else "",
        payload={name: scrub(str(value)) for name, value in values.items() if value is not None},
    )
    registry.desk.follow(unit, paper, transition.name)
    for opener in registry.openers(paper):
        opener(unit, paper)


def _values(transition: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
    values, wrong = clean(transition.custom["inputs"], inputs)
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
    """Write a new ``paper``, record that it was opened and lay it on its first desk."""
    unit.create(paper)
    unit.record(paper, "open", "open", f"建立{paper.title}", to_state=label_of(paper))
    registry.desk.follow(unit, paper, "")
    return paper


def edit(paper: Any, *, by: Any, expect: int | None = None, note: str = "", **values: Any) -> Any:
    """Change fields of ``paper`` while it lies on ``by``'s desk; raises its version."""
    with work(paper.chain, by) as unit:
        paper = _opened(unit, paper, by, expect)
        closed = set(values) - set(paper.EDITABLE.get(paper.state, ()))
        if closed:
            labels = {field.name: str(field.verbose_name) for field in paper._meta.fields}
            names = "、".join(sorted(labels.get(name, name) for name in closed))
            raise NotYours(f"当前环节不能修改：{names}。")
        for name, value in values.items():
            setattr(paper, name, value)
        require_valid(paper)
        _raise_version(unit, paper)
        _record_edit(unit, paper, "edit", note or "修改内容", {"fields": sorted(values)})
        return paper


def fill(paper: Any, *, by: Any, elements: dict[str, Any], expect: int | None = None) -> Any:
    """Write the 以工代赈 ``elements`` of the document that lies with ``paper`` on ``by``'s desk."""
    with work(paper.chain, by) as unit:
        paper = _opened(unit, paper, by, expect)
        document = document_of(paper)
        if document is None:
            raise NotYours("当前环节不填写以工代赈要素。")
        require_elements(elements)
        document = unit.current(document)
        document.elements = elements
        unit.changed(document)
        _raise_version(unit, paper)
        label = f"填写{document.get_kind_display()}以工代赈要素"
        _record_edit(unit, paper, "fill", label, {"elements": sorted(elements)})
        return paper


def _opened(unit: Unit, paper: Any, by: Any, expect: int | None) -> Any:
    """``paper`` as it lies on ``by``'s desk to be written on: his seat, and nobody has signed."""
    paper = unit.current(paper)
    require_unchanged(unit, paper, expect)
    registry.desk.seat_of(paper, by)
    require_unsigned(registry.desk.seats_at(paper))
    return paper


def _raise_version(unit: Unit, paper: Any) -> None:
    paper.version += 1
    unit.changed(paper)


def _record_edit(unit: Unit, paper: Any, move: str, label: str, payload: dict[str, Any]) -> None:
    step, state = registry.desk.step_of(paper).label, label_of(paper)
    unit.record(
        paper, "edit", move, label, step=step, from_state=state, to_state=state, payload=payload
    )


def moves(paper: Any, terms: Terms, user: Any = None) -> list[Move]:
    """The moves of ``paper`` with reasons; those ``user`` may make, or all when no user is given."""
    step, found = registry.desk.step_of(paper), []
    seated = user is None or registry.desk.has_seat(paper, user)
    for each in machine.moves_from(paper):
        says = step.outcomes.get(each.name, "") if step else ""
        mine = seated if says else (user is not None and machine.permits(each, paper, user))
        if not mine:
            continue
        wrong = evaluate(each.custom["rules"], paper, terms)
        found.append(
            Move(
                each.name,
                each.custom["label"],
                each.custom["tone"],
                says,
                not any(finding.blocks for finding in wrong),
                wrong,
                each.custom["inputs"],
            )
        )
    return found
