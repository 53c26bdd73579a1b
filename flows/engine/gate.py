"""The door. A paper changes state here and nowhere else.

``perform`` → lock → who may → what the rules say → transition → what opens → write once.
It returns the paper or raises Refused, NotYours, Stale or Busy; it never does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import machine, registry
from .findings import Finding, NotYours, Refused, Terms, evaluate
from .inputs import Input
from .moving import advance, carry_on, open_paper, raise_version, run
from .paper import document_of, label_of
from .refusals import (
    LAID_DOWN,
    ended,
    no_such_vote,
    not_here,
    opinion_missing,
    require_alive,
    require_elements,
    require_unchanged,
    require_unsigned,
    require_valid,
)
from .signing import Asked, sign
from .unit import Unit, work

__all__ = [
    "Asked",
    "Move",
    "advance",
    "carry_on",
    "edit",
    "fill",
    "moves",
    "open_paper",
    "perform",
    "run",
    "sign",
    "vote",
]


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
    paper: Any,
    move: str,
    *,
    by: Any,
    opinion: str = "",
    expect: int | None = None,
    direct: bool = False,
    **inputs: Any,
) -> Any:
    """Make ``move`` on ``paper`` as ``by``. ``expect`` is the version the person has seen.

    At a step, its outcomes are made by signing one's seat; the paper moves when the seats have
    decided. A ``direct`` return comes straight back here once put right (直达; else 重走).
    Raises Refused (with findings), NotYours, Stale, Busy; then nothing has changed.
    """
    with work(paper.chain, by) as unit:
        paper = _current(unit, paper, expect)
        transition = machine.find(paper, move)
        if transition is None:
            raise Refused([not_here(paper, move)])
        step = registry.desk.step_of(paper)
        if step is not None and move in step.outcomes:
            registry.desk.require_running(paper)
            seat, says = registry.desk.seat_of(paper, by), step.outcomes[move]
            sign(unit, paper, seat, Asked(says, move, opinion, direct=direct, inputs=inputs))
        else:
            _by_permission(unit, paper, transition, opinion, inputs)
        return paper


def _current(unit: Unit, paper: Any, expect: int | None) -> Any:
    """``paper`` as it stands, of a project that goes on, at the version that was seen."""
    paper = unit.current(paper)
    require_alive(paper)
    require_unchanged(unit, paper, expect)
    return paper


def _by_permission(
    unit: Unit, paper: Any, transition: Any, opinion: str, inputs: dict[str, Any]
) -> None:
    """A move off the desk: 撤回, 终止, what only one post may do."""
    label = transition.custom["label"]
    if not machine.permits(transition, paper, unit.by):
        raise NotYours(f"“{label}”不由您办理。")
    stopped = registry.desk.suspended(paper)
    if stopped is not None and stopped.code == LAID_DOWN:
        raise Refused([stopped])
    if transition.custom["reason"] and not opinion.strip():
        raise Refused([opinion_missing(label)])
    run(unit, paper, transition, opinion=opinion, inputs=inputs)


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
        paper = _current(unit, paper, expect)
        registry.desk.require_running(paper)
        seat = registry.desk.seat_of(paper, by)
        if says not in ("agreed", "refused", "abstained"):
            raise Refused([no_such_vote(says)])
        sign(unit, paper, seat, Asked(says, opinion=opinion, choice=choice))
        return paper


def edit(paper: Any, *, by: Any, expect: int | None = None, note: str = "", **values: Any) -> Any:
    """Change fields of ``paper`` while it lies on ``by``'s desk; raises its version."""
    with work(paper.chain, by) as unit:
        paper = _opened(unit, paper, by, expect)
        closed = set(values) - set(paper.editable())
        if closed:
            labels = {field.name: str(field.verbose_name) for field in paper._meta.fields}
            names = "、".join(sorted(labels.get(name, name) for name in closed))
            raise NotYours(f"当前环节不能修改：{names}。")
        for name, value in values.items():
            setattr(paper, name, value)
        require_valid(paper)
        raise_version(unit, paper)
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
        raise_version(unit, paper)
        label = f"填写{document.get_kind_display()}以工代赈要素"
        _record_edit(unit, paper, "fill", label, {"elements": sorted(elements)})
        return paper


def _opened(unit: Unit, paper: Any, by: Any, expect: int | None) -> Any:
    """``paper`` as it lies on ``by``'s desk to be written on: his seat, and nobody has signed."""
    paper = _current(unit, paper, expect)
    registry.desk.require_running(paper)
    registry.desk.seat_of(paper, by)
    require_unsigned(registry.desk.seats_at(paper))
    return paper


def _record_edit(unit: Unit, paper: Any, move: str, label: str, payload: dict[str, Any]) -> None:
    step, state = registry.desk.step_of(paper).label, label_of(paper)
    unit.record(
        paper, "edit", move, label, step=step, from_state=state, to_state=state, payload=payload
    )


def moves(paper: Any, terms: Terms, user: Any = None) -> list[Move]:
    """The moves of ``paper`` with reasons; those ``user`` may make, or all when no user is given."""
    step, found, over = registry.desk.step_of(paper), [], ended(paper)
    seated = user is None or registry.desk.has_seat(paper, user)
    stopped = registry.desk.suspended(paper) if step else None
    for each in machine.moves_from(paper):
        says = step.outcomes.get(each.name, "") if step else ""
        mine = seated if says else (user is not None and machine.permits(each, paper, user))
        if not mine:
            continue
        wrong = [over] if over else evaluate(each.custom["rules"], paper, terms)
        if not over and stopped is not None and (says or stopped.code == LAID_DOWN):
            wrong = [stopped, *wrong]
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
