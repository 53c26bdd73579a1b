"""The door. A paper changes state here and nowhere else.

``perform`` → lock → who may → what the rules say → transition → what opens → write once.
It returns the paper or raises Refused, NotYours, Stale or Busy; it never does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import machine, registry
from .findings import Finding, NotYours, Refused, Stale, Terms, evaluate
from .inputs import Input, clean
from .paper import document_of, label_of
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
            raise Refused([_not_here(paper, move)])
        step = registry.desk.step_of(paper)
        if step is not None and move in step.outcomes:
            sign(
                unit,
                paper,
                registry.desk.seat_of(paper, by),
                step.outcomes[move],
                opinion,
                inputs,
                move,
            )
        elif transition.permission(paper, by):
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
        sign(unit, paper, registry.desk.seat_of(paper, by), says, opinion, {}, choice=choice)
        return paper


def sign(
    unit: Unit,
    paper: Any,
    seat: Any,
    says: str,
    opinion: str,
    inputs: Mapping[str, Any],
    move: str = "",
    choice: str = "",
) -> None:
    """Sign ``seat`` inside ``unit``; carry out the step's outcome once the seats have decided."""
    step = registry.desk.step_of(paper)
    move = move or step.agreed
    transition = machine.find(paper, move)
    assert transition is not None
    if says in ("refused", "returned") and not opinion.strip():
        raise Refused([Finding("OPINION_MISSING", f"“{transition.custom['label']}”必须写明意见。")])
    outcome = registry.desk.vote(unit, paper, seat, says, opinion, choice)
    if says == "returned":
        run(unit, paper, transition, opinion=opinion, inputs=inputs, seat=seat)
    elif outcome == "pending":
        if says == "agreed":
            require(transition.custom["rules"], paper, unit.terms)
        unit.record(
            paper,
            "sign",
            says,
            seat.get_state_display(),
            step=step.label,
            opinion=opinion,
            from_state=label_of(paper),
            to_state=label_of(paper),
            post=str(seat.post),
            payload={"choice": choice} if choice else {},
        )
    else:
        agreed = move if move in step.also else step.agreed
        final = machine.find(paper, agreed if outcome == "agreed" else step.refused)
        if final is None or outcome == "stuck":
            raise Refused([_stuck(step)])
        taken = inputs if final.name == move else {}
        run(unit, paper, final, opinion=opinion, inputs=taken, seat=seat)


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
    values, wrong = clean(transition.custom["inputs"], inputs or {})
    if wrong:
        raise Refused(wrong)
    before, step = label_of(paper), registry.desk.step_of(paper)
    getattr(paper, transition.name)(**values)
    paper.version += 1
    unit.changed(paper)
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
        payload={name: str(value) for name, value in values.items() if value is not None},
    )
    registry.desk.follow(unit, paper, transition.name)
    for opener in registry.openers(paper):
        opener(unit, paper)


def advance(unit: Unit, paper: Any, move: str, **inputs: Any) -> Any:
    """Make ``move`` from inside a unit, as a consequence: no permission is asked, rules are."""
    paper = unit.current(paper)
    transition = machine.find(paper, move)
    if transition is None:
        raise Refused([_not_here(paper, move)])
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
        paper = unit.current(paper)
        require_unchanged(unit, paper, expect)
        registry.desk.seat_of(paper, by)
        step = registry.desk.step_of(paper)
        closed = set(values) - set(paper.EDITABLE.get(paper.state, ()))
        if closed:
            raise NotYours(f"当前环节不能修改：{'、'.join(sorted(closed))}。")
        for name, value in values.items():
            setattr(paper, name, value)
        paper.full_clean(exclude=["created_at", "initiator"])
        paper.version += 1
        unit.changed(paper)
        unit.record(
            paper,
            "edit",
            "edit",
            note or "修改内容",
            step=step.label,
            from_state=label_of(paper),
            to_state=label_of(paper),
            payload={"fields": sorted(values)},
        )
        return paper


def fill(paper: Any, *, by: Any, elements: dict[str, Any], expect: int | None = None) -> Any:
    """Write the 以工代赈 ``elements`` of the document that lies with ``paper`` on ``by``'s desk."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        require_unchanged(unit, paper, expect)
        registry.desk.seat_of(paper, by)
        document = document_of(paper)
        if document is None:
            raise NotYours("当前环节不填写以工代赈要素。")
        document = unit.current(document)
        document.elements = elements
        paper.version += 1
        unit.changed(document)
        unit.changed(paper)
        unit.record(
            paper,
            "edit",
            "fill",
            f"填写{document.get_kind_display()}以工代赈要素",
            step=registry.desk.step_of(paper).label,
            from_state=label_of(paper),
            to_state=label_of(paper),
            payload={"elements": sorted(elements)},
        )
        return paper


def moves(paper: Any, terms: Terms, user: Any = None) -> list[Move]:
    """The moves of ``paper`` with reasons; those ``user`` may make, or all when no user is given."""
    step, found = registry.desk.step_of(paper), []
    seated = user is None or registry.desk.has_seat(paper, user)
    for each in machine.moves_from(paper):
        says = step.outcomes.get(each.name, "") if step else ""
        mine = seated if says else (user is not None and each.permission(paper, user))
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


def require(rules: Any, paper: Any, terms: Terms) -> None:
    wrong = [finding for finding in evaluate(rules, paper, terms) if finding.blocks]
    if wrong:
        raise Refused(wrong)


def require_unchanged(unit: Unit, paper: Any, expect: int | None) -> None:
    if expect is not None and expect != paper.version:
        last = (
            unit.chain.entries.filter(paper=type(paper).__name__, paper_id=paper.pk)
            .order_by("-sequence")
            .first()
        )
        said = (
            f"{last.actor_name} 已于 {last.happened_at:%Y-%m-%d %H:%M} “{last.label}”"
            if last
            else ""
        )
        raise Stale(f"该文书在您打开之后已有变化：{said}。请查看后重新办理，您填写的内容已保留。")


def _not_here(paper: Any, move: str) -> Finding:
    return Finding(
        "MOVE_NOT_OPEN",
        f"{paper.title}目前处于“{label_of(paper)}”，不能进行该操作。",
        cure="请刷新页面，按当前环节办理。",
    )


def _stuck(step: Any) -> Finding:
    return Finding(
        "NOBODY_LEFT",
        f"“{step.label}”到会或可表决的人数不足，不能形成结果。",
        cure="请补足人员后再办理。",
    )
