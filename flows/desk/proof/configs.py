"""What a paper's way is made of: where it lies, what somebody does, how a step is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flows.engine import machine
from flows.orgs.kinds import PostCode

from .rows import Row

NEVER_BACK, ENDLESS, STOPPED_TWICE = "direct-passes", "direct-endless", "stopped-twice"
Made = Callable[[str, str], bool]  # (paper, move) → whether something makes it
Undo = tuple[str, Row]  # 拿回: the step before, as it would be laid again


class Config(NamedTuple):
    """Where a paper is. ``row`` None: it waits for nobody; (): nobody sits at its step.
    ``resume`` is the step that waits for a direct return, ``variant`` the paper's own track."""

    state: str
    row: Row | None
    stopped: bool = False
    resume: str = ""
    undo: Undo | None = None
    variant: int = 0


class Action(NamedTuple):
    """What somebody does. Which of ``results`` comes of it is not his to choose."""

    words: str
    results: tuple[Config, ...]
    made: tuple[str, ...] = ()  # the moves of the paper in it
    escape: bool = False  # leaves the desk instead of deciding: 撤回、终止
    flaw: str = ""


class Exit(NamedTuple):
    """A step is left: by which move, and what waits for the paper's coming back."""

    name: str
    move: str
    resume: str
    back: str
    undo: Undo | None
    variant: int


class Outcome(NamedTuple):
    """Where a paper may lie then, by which moves, or why it lies nowhere."""

    results: tuple[Config, ...]
    made: tuple[str, ...]
    flaw: str


def holder_of(transition: Any) -> str:
    """Who makes a move apart from the desk, in words."""
    if transition.permission is machine.initiator:
        return "发起人"
    if transition.permission is machine.nobody:
        return "系统随其他文书"
    codes = getattr(transition.permission, "codes", ())
    known = [PostCode(code).label for code in codes if code in PostCode.values]
    return "、".join(known[:2]) or "有权的人"
