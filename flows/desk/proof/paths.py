"""A paper on its way: where it lies, who has signed there, and everything that may happen next.

This is ``desk.follow``, ``laying.standing_at`` and ``moving.carry_on`` over rows of seats instead
of tables. What earlier rounds have left signed at a step (for 直达) is not remembered but taken
as anything that step can leave behind: whatever it was, the flow must be able to finish.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.engine import machine
from flows.orgs.kinds import PostCode

from .acts import Act, Desk
from .rows import AGREED, OPEN, Bench, Pattern, Row, asks, spread

NEVER_BACK, ENDLESS, STOPPED_TWICE, ASKED_AGAIN = (
    "direct-passes", "direct-endless", "stopped-twice", "direct-asks",
)  # fmt: skip
Back = tuple[str, Pattern]  # 直达: the step that waits for it, and what still stands there


class Config(NamedTuple):
    """Where a paper is. ``row`` None: it waits for nobody; (): nobody sits at its step."""

    state: str
    row: Row | None
    stopped: bool = False
    resume: Back | None = None
    undo: tuple[str, Row] | None = None  # 拿回: the step before, as it would be laid again


class Action(NamedTuple):
    """What somebody does. Which of ``results`` comes of it is not his to choose."""

    words: str
    results: tuple[Config, ...]
    made: tuple[str, ...] = ()  # the moves of the paper in it
    escape: bool = False  # leaves the desk instead of deciding: 撤回、终止
    flaw: str = ""


class Exit(NamedTuple):
    """A step is left: by which move, and what its seats leave behind (for 直达, for 拿回)."""

    name: str
    move: str
    resume: Back | None
    back: Back | None
    undo: tuple[str, Row] | None


class Paths:
    """One flow with so many seats at each step (``profile``)."""

    def __init__(self, flow: Any, profile: int) -> None:
        self.flow = flow
        self.table = list(machine.transitions(flow.paper))
        self.states = dict(machine.state_field(flow.paper).choices or ())
        self._waits = {str(step.at): step for step in reversed(flow.steps())}
        self._outcomes = {step.name: step.outcomes for step in flow.steps()}
        self._moves: dict[str, list[Any]] = {}
        self.words = {each.name: str(each.custom.get("label", "")) for each in self.table}
        names = {each.name for each in self.table}
        asking = frozenset(name for name in names if asks(flow, name))
        self.desks = {
            step.name: Desk(Bench(step, step.agreed in asking, profile), self.words, asking)
            for step in flow.steps()
        }
        self._left: dict[str, list[Pattern]] = {}
        self._exits: dict[Exit, tuple[tuple[Config, ...], tuple[str, ...], str]] = {}
        self._apart: dict[tuple[str, bool], list[tuple[Action, bool]]] = {}
        self.size = tuple(desk.bench.size for desk in self.desks.values())

    def start(self) -> list[Config]:
        state = str(machine.state_field(self.flow.paper).default)
        return [each for each in self._laid(state, None, None, None) if isinstance(each, Config)]

    def node_at(self, state: str) -> Any:
        """As ``flow.node_at``."""
        return self._waits.get(state)

    def key(self, config: Config) -> Any:
        """The same for configurations that differ only in who is who."""
        step = self.node_at(config.state)
        row, back, undo = config.row, config.resume, config.undo
        return (
            config.state,
            self.desks[step.name].bench.key(row) if step and row else row,
            config.stopped,
            back and (back[0], self.desks[back[0]].bench.kind(back[1])),
            undo and (undo[0], self.desks[undo[0]].bench.key(undo[1])),
        )

    def actions(self, config: Config) -> Iterator[Action]:
        """Everything that may be done at ``config``."""
        step = self.node_at(config.state)
        yield from self._off_the_desk(config, step)
        if step is None or config.row is None:
            return
        desk = self.desks[step.name]
        if not config.row:
            seated = config._replace(row=desk.bench.lay(desk.bench.fresh()))
            yield Action(f"{step.label}（系统管理员）补充任职，重新安排", (seated,))
            return
        yield from self._taking_back(config, step, desk)
        if config.stopped:
            yield Action(f"{step.label}（停表人）恢复", (config._replace(stopped=False),))
            return
        if "pause" in step.allows and any(v.state == OPEN for v in spread(config.row)):
            yield self._pause(config, step, desk)
        for act in desk.acts(config.row):
            yield self._done(config, step, act)

    # ── at the desk ──

    def _done(self, config: Config, step: Any, act: Act) -> Action:
        words = act.words
        if act.flaw:
            return Action(words, (), flaw=act.flaw)
        if not act.move:
            undo = None if act.acted else config.undo
            return Action(words, (config._replace(row=act.row, undo=undo),))
        onward = self._outcomes[step.name].get(act.move) == AGREED
        resume = config.resume if onward else None
        back = (step.name, act.left) if act.direct and not onward else resume
        undos: list[Any] = [(step.name, row) for row in act.undo if onward] or [None]
        results: list[Config] = []
        made: list[str] = []
        for undo in undos:
            exit_ = Exit(step.name, act.move, resume, back, undo)
            found, passed, flaw = self._left_by(exit_)
            if flaw:
                return Action(words, (), passed, flaw=flaw)
            results += found
            made += passed
        return Action(words, tuple(results), tuple(made))

    def _left_by(self, left: Exit) -> tuple[tuple[Config, ...], tuple[str, ...], str]:
        """Where the paper may lie then, by which moves, or why it lies nowhere."""
        if left not in self._exits:
            made = [left.move]
            found = list(self._follow(left, made))
            flaw = next((each for each in found if isinstance(each, str)), "")
            fine = tuple(each for each in found if isinstance(each, Config))
            self._exits[left] = fine, tuple(made), flaw
        return self._exits[left]

    def _taking_back(self, config: Config, step: Any, desk: Desk) -> Iterator[Action]:
        assert config.row is not None
        for act in desk.taken_back(config.row):
            yield Action(act.words, (config._replace(row=act.row),))
        if config.undo is None:
            return
        name, row = config.undo
        before = self.desks[name].step
        for each in self._from(config.state):
            asked = each.name in desk.asking
            if each.target == before.at and each.name in step.returned and not asked:
                fresh = Config(before.at, row, config.stopped)
                yield Action(f"{before.label}（最后签署的人）拿回", (fresh,), (each.name,))
                return

    def _pause(self, config: Config, step: Any, desk: Desk) -> Action:
        assert config.row is not None
        seat = next(v.pk for v in spread(config.row) if v.state == OPEN)
        who = desk.bench.name_of(config.row, seat)
        flaw = STOPPED_TWICE if step.stops else ""
        stopped = () if flaw else (config._replace(stopped=True),)
        return Action(f"{step.label}（{who}）挂起", stopped, flaw=flaw)

    # ── by permission, and by what other papers bring about ──

    def _off_the_desk(self, config: Config, step: Any) -> Iterator[Action]:
        """The moves apart from the desk; such a move begins with new seats, whatever stood."""
        known = (config.state, config.stopped)
        if known not in self._apart:
            self._apart[known] = list(self._by_permission(config.state, step, config.stopped))
        for action, stays in self._apart[known]:
            yield action._replace(results=(config,)) if stays else action

    def _by_permission(self, state: str, step: Any, stopped: bool) -> Iterator[tuple[Action, bool]]:
        for each in self._from(state):
            if (step and each.name in step.outcomes) or each.permission in (None, machine.seated):
                continue
            label = step.label if step else self.states.get(state, state)
            words = f"{label}（{_holder(each)}）{self.words[each.name]}"
            if step is not None and each.target == state:
                yield Action(words, (), (each.name,)), True
                continue
            found = list(self._laid(each.target, None, None, None, stopped))
            flaw = next((each for each in found if isinstance(each, str)), "")
            results = tuple(each for each in found if isinstance(each, Config))
            rests = self.node_at(each.target) is None
            escape = rests and each.permission is not machine.nobody
            yield Action(words, () if flaw else results, (each.name,), escape, flaw), False

    def _from(self, state: str) -> list[Any]:
        if state not in self._moves:
            self._moves[state] = [each for each in self.table if each.source in (state, "*")]
        return self._moves[state]

    # ── desk.follow and moving.carry_on ──

    def _follow(self, left: Exit, made: list[str]) -> Iterator[Config | str]:
        """Where the paper may lie after ``left``; a text is why it lies nowhere."""
        here = self.desks[left.name].step.at
        target = next(each.target for each in self._from(here) if each.name == left.move)
        for found in self._laid(target, left.resume, left.back, left.undo):
            if isinstance(found, str) or not found.row:
                yield found
                continue
            step = self.node_at(found.state)
            if not self.desks[step.name].bench.decides_already(found.row):
                yield found
            elif left.resume and left.resume[0] == step.name:
                yield NEVER_BACK  # it passes the one that sent it back
            elif self.desks[step.name].bench.asks:
                yield ASKED_AGAIN
            elif len(made) > 4 * len(self.table):
                yield ENDLESS
            else:
                made.append(step.agreed)
                back = found.resume
                yield from self._follow(Exit(step.name, step.agreed, back, back, None), made)

    def _laid(
        self,
        state: str,
        resume: Back | None,
        back: Back | None,
        undo: tuple[str, Row] | None,
        stopped: bool = False,
    ) -> Iterator[Config | str]:
        """As ``laying.lay``: each way the seats of the state's step may stand."""
        step = self.node_at(state)
        if step is None:
            yield Config(state, None)
            return
        if step.stops and stopped:
            yield STOPPED_TWICE
            return
        waits = None if back is None or back[0] == step.name else back
        for pattern in self._kept(step, resume):
            row = self.desks[step.name].bench.lay(pattern)
            yield Config(state, row, stopped, waits, None if any(pattern) else undo)
        if step.nobody == "incident":
            yield Config(state, (), stopped, waits, undo)

    def _kept(self, step: Any, resume: Back | None) -> list[Pattern]:
        """What may still stand at ``step`` (``laying.standing_at``)."""
        bench = self.desks[step.name].bench
        if resume is None:
            return [bench.fresh()]
        if resume[0] == step.name:
            return [resume[1]]
        return [bench.fresh()] if bench.asks else self._ever_left(step.name)

    def _ever_left(self, name: str) -> list[Pattern]:
        """Every kind of signatures the step can leave behind when it is agreed to, and none."""
        if name not in self._left:
            desk = self.desks[name]
            bench = desk.bench
            self._left[name], seen = [bench.fresh()], set()
            todo = [bench.lay(bench.fresh())]
            while todo:
                row = todo.pop()
                if bench.key(row) in seen:
                    continue
                seen.add(bench.key(row))
                acts = [act for act in (*desk.acts(row), *desk.taken_back(row)) if not act.flaw]
                todo += [act.row for act in acts if not act.move]
                left = [act.left for act in acts if act.left and not act.direct]
                self._left[name] = bench.alike([*self._left[name], *left])
        return self._left[name]


def _holder(transition: Any) -> str:
    """Who makes a move apart from the desk, in words."""
    if transition.permission is machine.initiator:
        return "发起人"
    if transition.permission is machine.nobody:
        return "系统随其他文书"
    codes = getattr(transition.permission, "codes", ())
    known = [PostCode(code).label for code in codes if code in PostCode.values]
    return "、".join(known[:2]) or "有权的人"
