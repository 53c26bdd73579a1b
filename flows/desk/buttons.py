"""The moves of a paper as buttons: what the machine and the step allow, never a list of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flows.engine import gate, registry
from flows.engine.findings import Finding, Terms
from flows.engine.gate import Move
from flows.engine.inputs import Input

from .desk import seat_of, seats_at
from .seats import SeatState, decide

VOTE = "vote."  # prefix of buttons that sign a seat without naming the paper's move


@dataclass(frozen=True)
class Button:
    """One button of the decision page. ``name`` is posted; ``confirm`` is asked first."""

    name: str
    label: str
    open: bool
    findings: list[Finding]
    tone: str = "neutral"
    confirm: str = ""
    needs_opinion: bool = False
    inputs: tuple[Input, ...] = field(default=())


@dataclass(frozen=True)
class Buttons:
    """The buttons a person has, what all rules of the step say, and whether he sits here."""

    shown: list[Button]
    findings: list[Finding]
    seated: bool


def buttons_of(paper: Any, user: Any, terms: Terms) -> Buttons:
    """Everything ``user`` may do with ``paper`` now; rules are evaluated once."""
    step = registry.desk.step_of(paper)
    seated = step is not None and registry.desk.has_seat(paper, user)
    moves = gate.moves(paper, terms, user)
    judged = moves if seated else gate.moves(paper, terms)
    shown = (
        _voting(step, moves)
        if seated and step is not None and step.choices
        else [_button(m) for m in moves]
    )
    shown = _primary(shown)
    if seated and not _decides(paper, step, user):
        # Whose signature makes the move, chooses which, and is asked for its names and numbers.
        agreeing = {step.agreed} | {b.name for b in shown if b.name.startswith(VOTE)}
        shown = [
            _without_inputs(b) if b.name in agreeing else b
            for b in shown
            if b.name not in step.also
        ]
    return Buttons(shown, _distinct(judged), seated)


def _button(move: Move) -> Button:
    final = move.tone == "bad"
    why = [finding for finding in move.findings if finding.blocks]
    return Button(
        move.name,
        move.label,
        move.open,
        why,
        move.tone,
        f"“{move.label}”将记入留痕，不能更改。请先在上面写明意见。" if final else "",
        move.says in ("refused", "returned"),
        move.inputs,
    )


AGAINST = Button(
    f"{VOTE}refused.", "不同意", True, [], "bad",
    "投“不同意”票将记入留痕，不能更改。请先在上面写明意见。", True,
)  # fmt: skip
ABSTAIN = Button(f"{VOTE}abstained.", "弃权", True, [], "neutral", "弃权计入到会人数，不计为同意。")


def _voting(step: Any, moves: list[Move]) -> list[Button]:
    """A vote: one button for each way to agree, then against, abstaining, and returning."""
    found: list[Button] = []
    for move in moves:
        if move.says == "agreed":
            plain = _changed(_button(move), tone="ok")
            found += [
                _changed(plain, name=f"{VOTE}agreed.{code}", label=label)
                for code, label in step.choices
            ]
        elif move.says != "refused":
            found.append(_button(move))
    return [*found, AGAINST, *([ABSTAIN] if step.abstain else [])]


def _primary(buttons: list[Button]) -> list[Button]:
    """The first open affirming button is filled; there is never more than one."""
    first = next((b for b in buttons if b.open and b.tone == "ok"), None)
    return [_changed(b, tone="primary") if b is first else b for b in buttons]


def _without_inputs(button: Button) -> Button:
    return _changed(button, inputs=())


def _changed(button: Button, **more: Any) -> Button:
    return Button(**(vars(button) | more))


def _decides(paper: Any, step: Any, user: Any) -> bool:
    """Whether ``user``'s agreement would end the step, or others still have to sign."""
    mine, seats = seat_of(paper, user), seats_at(paper)
    for seat in seats:
        if seat.pk == mine.pk:
            seat.state = SeatState.AGREED
    return decide(step.sign(paper), seats) != "pending"


def _distinct(moves: Iterable[Move]) -> list[Finding]:
    """The findings of all moves, each once, blocking ones first."""
    found: dict[tuple[str, str], Finding] = {}
    for move in moves:
        for finding in move.findings:
            found.setdefault((finding.code, finding.message), finding)
    return sorted(found.values(), key=lambda finding: not finding.blocks)
