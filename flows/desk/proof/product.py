"""``prove``: no order of work brings a project where it must not come with something still open.

One paper's machine beside the project's stage beside something that anybody may open at any time
and close again (an A or B defect). Machines, couplings and rules are data: a move of the paper is
barred while it is open where the move declares the rule, and nowhere else. Everything that is not
known is allowed (whoever signs, whatever else the rules say, every other move of the project), so
what is found impossible here is impossible. An engine for one question, exhaustive and small.
"""

from __future__ import annotations

import inspect
import textwrap
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from flows.engine import machine

from . import makers

NONE, OPEN, CLOSED = "none", "open", "closed"


class Here(NamedTuple):
    """Where paper and project are, and whether something is open."""

    state: str
    stage: str
    thing: str


@dataclass(frozen=True)
class Question:
    """``paper``'s machine and the ``project``'s stage. ``opens`` is the table of what opens next;
    ``again``: state in which a paper ends → state in which the next one begins. ``rule`` bars a move
    while ``thing`` is open; ``forbidden``: the stage that must not be reached then. Both begin at
    ``start``."""

    paper: Any
    project: Any
    opens: Mapping[tuple[Any, Any], tuple[Any, ...]]
    rule: Any
    thing: str
    forbidden: str
    start: tuple[str, str]
    again: Mapping[str, str]

    @cached_property
    def follows(self) -> dict[str, tuple[str, ...]]:
        """State of the paper → the project's moves it brings about, read from what opens there."""
        found: dict[str, tuple[str, ...]] = {}
        for (model, state), verbs in self.opens.items():
            if model is self.paper:
                found[str(state)] = tuple(move for verb in verbs for move in self._made_by(verb))
        return found

    @cached_property
    def others(self) -> frozenset[str]:
        """Moves of the project that anything but the paper's own verbs makes, or might."""
        own = Counter(move for moves in self.follows.values() for move in moves)
        total = Counter(move for noun, move in makers.every_call() if noun == self._noun)
        names = {each.name for each in machine.transitions(self.project)}
        return frozenset(name for name in names if not own[name] or total[name] > own[name])

    @property
    def _noun(self) -> str:
        return str(self.project.__name__).lower()

    def _made_by(self, verb: Callable[..., Any]) -> Iterator[str]:
        source = textwrap.dedent(inspect.getsource(verb))
        yield from (move for noun, move in makers.calls_in(source) if noun == self._noun)


@dataclass(frozen=True)
class Answer:
    """How many situations there are, and the shortest way to a forbidden one; () when none."""

    asked: Question
    states: int
    trace: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What was asked and found, in a line."""
        name = (self.asked.paper._meta.verbose_name, self.asked.thing)
        stage = dict(machine.state_field(self.asked.project).choices)[self.asked.forbidden]
        if self.trace:
            return f"有误　{name[0]}：可以带着未闭环的{name[1]}到达“{stage}”"
        return (
            f"通过　{name[0]}与{name[1]}：{self.states} 种情形，"
            f"任何办理顺序都不能带着未闭环的{name[1]}到达“{stage}”"
        )

    def as_json(self) -> dict[str, Any]:
        """``{"question","states","trace"}``."""
        return {"question": self.text, "states": self.states, "trace": list(self.trace) or None}


def answer(asked: Question) -> Answer:
    """Breadth first through every order; the first forbidden situation ends it."""
    first = Here(*asked.start, NONE)
    came: dict[Here, tuple[Here | None, str]] = {first: (None, "")}
    todo = deque([first])
    while todo:
        here = todo.popleft()
        for words, after, passed in _acts(asked, here):
            if after.thing == OPEN and asked.forbidden in passed:
                return Answer(asked, len(came), (*_way(came, here), words))
            if after not in came:
                came[after] = (here, words)
                todo.append(after)
    return Answer(asked, len(came))


def _way(came: Mapping[Here, tuple[Here | None, str]], here: Here) -> tuple[str, ...]:
    found: list[str] = []
    at: Here | None = here
    while at is not None:
        at, words = came[at]
        found.append(words)
    return tuple(words for words in reversed(found) if words)


def _acts(asked: Question, here: Here) -> Iterator[tuple[str, Here, tuple[str, ...]]]:
    """What may happen next: in words, where it leads, and the project's stages on the way."""
    if here.thing == OPEN:
        yield f"{asked.thing}闭环", here._replace(thing=CLOSED), ()
    else:
        yield f"发现{asked.thing}", here._replace(thing=OPEN), ()
    yield from _paper_moves(asked, here)
    for each in machine.transitions(asked.project):
        if each.source in (here.stage, "*") and each.name in asked.others:
            stage = str(each.target)
            yield f"项目{each.custom['label']}", here._replace(stage=stage), (stage,)


def _paper_moves(asked: Question, here: Here) -> Iterator[tuple[str, Here, tuple[str, ...]]]:
    for each in machine.transitions(asked.paper):
        barred = here.thing == OPEN and asked.rule in each.custom["rules"]
        if each.source in (here.state, "*") and not barred:
            state, passed = str(each.target), [here.stage]
            for move in asked.follows.get(state, ()):
                passed.append(_advanced(asked.project, passed[-1], move))
            after = Here(asked.again.get(state, state), passed[-1], here.thing)
            yield each.custom["label"], after, tuple(passed[1:])


def _advanced(project: Any, stage: str, move: str) -> str:
    """Where ``move`` leads from ``stage``: where it leads nowhere the verb leaves it out."""
    for each in machine.transitions(project):
        if each.name == move and each.source in (stage, "*"):
            return str(each.target)
    return stage
