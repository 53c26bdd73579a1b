"""The moves of a paper as buttons: what the machine and the step allow, never a list of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from flows.engine import gate, registry
from flows.engine.findings import Finding, Terms
from flows.engine.gate import Move
from flows.engine.inputs import Input

from .desk import seats_at
from .models import Seat
from .seats import Place, SeatState, decide
from .sitting import open_for

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
    href: str = ""  # a page of its own: 退回 has a preview
    key: str = ""  # a agrees, r returns


@dataclass(frozen=True)
class Buttons:
    """The buttons a person has, what all rules of the step say, and whether he sits here."""

    shown: list[Button]
    findings: list[Finding]
    seated: bool


def buttons_of(paper: Any, user: Any, terms: Terms) -> Buttons:
    """Everything ``user`` may do with ``paper`` now; rules are evaluated once."""
    step = registry.desk.step_of(paper)
    mine = open_for(paper, user) if step is not None else None
    moves = gate.moves(paper, terms, user)
    judged = moves if mine is not None else gate.moves(paper, terms)
    if mine is not None and mine.place == Place.ADVICE:
        return Buttons(_advising(), _distinct(judged), True)
    voting = mine is not None and bool(step.choices)
    shown = _voting(step, moves) if voting else [_button(m) for m in moves]
    shown = _keyed(_primary(_one_return(paper, shown, moves)))
    if mine is not None and not _decides(paper, step, mine):
        # Whose signature makes the move, chooses which, and is asked for its names and numbers.
        agreeing = {step.agreeing(paper)} | {b.name for b in shown if b.name.startswith(VOTE)}
        shown = [
            _without_inputs(b) if b.name in agreeing else b
            for b in shown
            if b.name not in step.also
        ]
    return Buttons(shown, _distinct(judged), mine is not None)


def _advising() -> list[Button]:
    """委派: an opinion for somebody else; it decides nothing."""
    return [
        Button(f"{VOTE}agreed.", "提出意见：同意", True, [], "primary", key="a"),
        Button(f"{VOTE}refused.", "提出意见：不同意", True, [], "bad", needs_opinion=True),
    ]


def _one_return(paper: Any, shown: list[Button], moves: list[Move]) -> list[Button]:
    """All returns behind one button: where to and how is chosen on its page, with a preview.

    What asks for more than a reason (补正) keeps a button of its own.
    """
    open_ = {m.name: m for m in moves if m.says == "returned" and m.open}
    kind, plain = type(paper).__name__, [name for name, m in open_.items() if not m.inputs]
    page = reverse("paper-return", args=[kind, paper.pk]) if open_ else ""
    found, done = [], False
    for button in shown:
        if button.name not in open_:
            found.append(button)
        elif button.name not in plain:
            found.append(_changed(button, href=f"{page}?move={button.name}", key=""))
        elif not done:
            label = button.label if len(plain) == 1 else "退回…"
            found.append(_changed(button, label=label, href=page, key="r"))
            done = True
    return found


def _keyed(buttons: list[Button]) -> list[Button]:
    return [_changed(b, key="a") if b.tone == "primary" else b for b in buttons]


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
ABSTAIN = Button(
    f"{VOTE}abstained.", "弃权", True, [], "neutral",
    "弃权计入到会人数，不计为同意。请先在上面写明理由。", True,
)  # fmt: skip


def _voting(step: Any, moves: list[Move]) -> list[Button]:
    """A vote: one button for each way to agree, then against, abstaining, and returning."""
    agreeing: list[Button] = []
    for move in moves:
        if move.says == "agreed":
            plain = _changed(_button(move), tone="ok")
            agreeing += [
                _changed(plain, name=f"{VOTE}agreed.{code}", label=label)
                for code, label in step.choices
            ]
    rest = [_button(move) for move in moves if move.says not in ("agreed", "refused")]
    return [*agreeing, AGAINST, *([ABSTAIN] if step.abstain else []), *rest]


def _primary(buttons: list[Button]) -> list[Button]:
    """The first open affirming button is filled; there is never more than one."""
    first = next((b for b in buttons if b.open and b.tone == "ok"), None)
    return [_changed(b, tone="primary") if b is first else b for b in buttons]


def _without_inputs(button: Button) -> Button:
    return _changed(button, inputs=())


def _changed(button: Button, **more: Any) -> Button:
    return Button(**(vars(button) | more))


def _decides(paper: Any, step: Any, mine: Seat) -> bool:
    """Whether agreement of the seat ``mine`` would end the step, or others still have to sign."""
    seats = seats_at(paper)
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
