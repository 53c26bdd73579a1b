"""A paper on its way: where it lies, who has signed there, and everything that may happen next.

This is ``desk.follow``, ``laying.lay`` and ``moving.carry_on`` over rows of seats instead of
tables. What earlier rounds have left behind at a step (for 直达) is not remembered but taken as
anything that step can leave behind: whatever it was, the flow must be able to finish.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.engine import machine

from .acts import Act, Desk
from .configs import (
    ENDLESS,
    NEVER_BACK,
    STOPPED_TWICE,
    Action,
    Config,
    Exit,
    Made,
    Outcome,
    Undo,
    holder_of,
)
from .rows import AGREED, OPEN, SAID, Bench, Row, asks, spread
from .variants import apply, editable, variants_of


class Paths:
    """One flow with so many seats at each step (``profile``)."""

    def __init__(self, flow: Any, profile: int, made: Made) -> None:
        self.flow, kind = flow, flow.paper.__name__
        self.table = [
            each
            for each in machine.transitions(flow.paper)
            if each.permission is not machine.nobody or made(kind, each.name)
        ]
        self.states = dict(machine.state_field(flow.paper).choices or ())
        self.words = {each.name: str(each.custom.get("label", "")) for each in self.table}
        self.variants = variants_of(flow.paper, self.table)
        self._editable = {state for state in self.states if editable(flow.paper, state, self.table)}
        self._waits = {str(step.at): step for step in reversed(flow.steps())}
        self._outcomes = {step.name: step.outcomes for step in flow.steps()}
        self._moves: dict[tuple[str, int], list[Any]] = {}
        self._exits: dict[Exit, Outcome] = {}
        self._apart: dict[Config, list[Action]] = {}
        asking = frozenset(name for name in self.words if asks(flow, name))
        self.benches = {
            step.name: Bench(step, step.agreed in asking, profile) for step in flow.steps()
        }
        self._desks = {
            (step.name, variant): self._desk(step, variant, asking)
            for step in flow.steps()
            for variant in range(len(self.variants))
        }
        self.size = tuple(bench.size for bench in self.benches.values())

    def _desk(self, step: Any, variant: int, asking: frozenset[str]) -> Desk:
        open_ = frozenset(each.name for each in self.moves_from(str(step.at), variant))
        return Desk(self.benches[step.name], self.words, open_, asking)

    def start(self) -> list[Config]:
        state = str(machine.state_field(self.flow.paper).default)
        return [
            each
            for variant in range(len(self.variants))
            for each in self._laid(Config(state, None, variant=variant), "", "", None)
            if isinstance(each, Config)
        ]

    def node_at(self, state: str) -> Any:
        """As ``flow.node_at``."""
        return self._waits.get(state)

    def moves_from(self, state: str, variant: int) -> list[Any]:
        """As ``machine.moves_from`` for a paper of that kind."""
        if (state, variant) not in self._moves:
            paper = self.variants[variant]
            here = [each for each in self.table if each.source in (state, "*")]
            self._moves[state, variant] = [each for each in here if apply(each, paper)]
        return self._moves[state, variant]

    def key(self, config: Config) -> Any:
        """The same for configurations that differ only in who is who."""
        step, row, undo = self._waits.get(config.state), config.row, config.undo
        return (
            config.state,
            self.benches[step.name].key(row) if step and row else row,
            config.stopped,
            config.resume,
            undo and (undo[0], self.benches[undo[0]].key(undo[1])),
            config.variant,
        )

    def came_by(self, config: Config) -> tuple[str, ...]:
        """How the signatures that stand at ``config`` were given in an earlier round."""
        step = self._waits.get(config.state)
        if step is None or not any(voice.kept for voice in spread(config.row or ())):
            return ()
        assert config.row is not None
        left = self._desks[step.name, config.variant].left()
        return left.returned.get(config.row) or left.agreed.get(config.row) or ()

    def actions(self, config: Config) -> Iterator[Action]:
        """Everything that may be done at ``config``."""
        step = self._waits.get(config.state)
        yield from self._off_the_desk(config, step)
        if step is None or config.row is None:
            return
        if not config.row:
            seated = config._replace(row=self.benches[step.name].fresh)
            yield Action(f"{step.label}（系统管理员）补充任职，重新安排", (seated,))
        elif config.stopped:
            yield Action(f"{step.label}（停表人）恢复", (config._replace(stopped=False),))
        else:
            yield from self._at_the_desk(config, step, config.row)

    # ── at the desk ──

    def _at_the_desk(self, config: Config, step: Any, row: Row) -> Iterator[Action]:
        desk = self._desks[step.name, config.variant]
        if config.undo is not None:
            yield from self._taking_back(config, step, desk, config.undo)
        if "pause" in step.allows and any(voice.state == OPEN for voice in spread(row)):
            yield self._pause(config, step, row)
        if config.state in self._editable:
            yield from self._changing(config, step, row)
        for act in desk.acts(row):
            yield self._done(config, step, act)

    def _done(self, config: Config, step: Any, act: Act) -> Action:
        if act.flaw:
            return Action(act.words, (), flaw=act.flaw)
        if not act.move:
            undo = None if act.acted else config.undo
            return Action(act.words, (config._replace(row=act.row, undo=undo),))
        onward = self._outcomes[step.name].get(act.move) == AGREED
        resume = config.resume if onward else ""
        back = step.name if act.direct and not onward else resume
        undos: list[Any] = [(step.name, row) for row in act.undo if onward] or [None]
        found = [
            self._left_by(Exit(step.name, act.move, resume, back, undo, config.variant))
            for undo in undos
        ]
        flaw = next((each.flaw for each in found if each.flaw), "")
        results = found[0].results if len(found) == 1 else sum((e.results for e in found), ())
        return Action(act.words, () if flaw else results, found[0].made, flaw=flaw)

    def _left_by(self, left: Exit) -> Outcome:
        if left not in self._exits:
            made = {left.move: None}
            found = list(self._follow(left, made, ()))
            flaw = next((each for each in found if isinstance(each, str)), "")
            fine = tuple(each for each in found if isinstance(each, Config))
            self._exits[left] = Outcome(fine, tuple(made), flaw)
        return self._exits[left]

    def _taking_back(self, config: Config, step: Any, desk: Desk, undo: Undo) -> Iterator[Action]:
        before = self.benches[undo[0]].step
        for each in self.moves_from(config.state, config.variant):
            asked = each.name in desk.asking
            if each.target == before.at and each.name in step.returned and not asked:
                fresh = config._replace(state=str(before.at), row=undo[1], undo=None)
                yield Action(f"{before.label}（最后签署的人）拿回", (fresh,), (each.name,))
                return

    def _pause(self, config: Config, step: Any, row: Row) -> Action:
        seat = next(voice.pk for voice in spread(row) if voice.state == OPEN)
        words = f"{step.label}（{self.benches[step.name].name_of(row, seat)}）挂起"
        if step.stops:
            return Action(words, (), flaw=STOPPED_TWICE)
        return Action(words, (config._replace(stopped=True),))

    def _changing(self, config: Config, step: Any, row: Row) -> Iterator[Action]:
        """The paper is put on another track while it is filled in and nobody has signed."""
        if any(voice.state in SAID for voice in spread(row)):
            return
        for number, variant in enumerate(self.variants):
            if number != config.variant:
                words = f"{step.label}（承办人）改为{variant.label}"
                yield Action(words, (config._replace(variant=number),))

    # ── by permission, and by what other papers bring about ──

    def _off_the_desk(self, config: Config, step: Any) -> Iterator[Action]:
        """The moves apart from the desk; such a move begins with new seats, whatever stood."""
        bare = Config(config.state, None, config.stopped, variant=config.variant)
        if bare not in self._apart:
            self._apart[bare] = list(self._by_permission(bare, step))
        for action in self._apart[bare]:
            stays = step is not None and not action.results and not action.flaw
            yield action._replace(results=(config,)) if stays else action

    def _by_permission(self, bare: Config, step: Any) -> Iterator[Action]:
        for each in self.moves_from(bare.state, bare.variant):
            if (step and each.name in step.outcomes) or each.permission in (None, machine.seated):
                continue
            label = step.label if step else self.states.get(bare.state, bare.state)
            words = f"{label}（{holder_of(each)}）{self.words[each.name]}"
            if step is not None and each.target == bare.state:
                yield Action(words, (), (each.name,))
                continue
            found = list(self._laid(bare._replace(state=str(each.target)), "", "", None))
            flaw = next((each for each in found if isinstance(each, str)), "")
            results = tuple(each for each in found if isinstance(each, Config))
            rests = self.node_at(each.target) is None
            escape = rests and each.permission is not machine.nobody
            yield Action(words, () if flaw else results, (each.name,), escape, flaw)

    # ── desk.follow and moving.carry_on ──

    def _follow(
        self, left: Exit, made: dict[str, None], passed: tuple[str, ...]
    ) -> Iterator[Config | str]:
        """Where the paper may lie after ``left``, and the steps it has ``passed`` on its way; a
        text is why it lies nowhere."""
        here = self.benches[left.name].step.at
        moves = self.moves_from(str(here), left.variant)
        target = next(each.target for each in moves if each.name == left.move)
        bare, carried = Config(str(target), None, variant=left.variant), False
        for found in self._laid(bare, left.resume, left.back, left.undo):
            if isinstance(found, str) or not found.row:
                yield found
                continue
            name = self.node_at(found.state).name
            if not self.benches[name].decides_already(found.row):
                yield found
            elif left.resume == name:
                yield NEVER_BACK  # it passes the one that sent it back
            elif name in passed:
                yield ENDLESS
            elif not carried:  # whatever stands there, it passes all the same
                carried = True
                onward = self._desks[name, left.variant].agreeing
                made[onward] = None
                back = found.resume
                further = Exit(name, onward, back, back, None, left.variant)
                yield from self._follow(further, made, (*passed, name))

    def _laid(
        self, bare: Config, resume: str, back: str, undo: Undo | None
    ) -> Iterator[Config | str]:
        """As ``laying.lay``: each way the seats of the state's step may stand."""
        step = self.node_at(bare.state)
        if step is None:
            yield Config(bare.state, None, variant=bare.variant)
            return
        if step.stops and bare.stopped:
            yield STOPPED_TWICE
            return
        waits = "" if back == step.name else back
        for row in self._kept(step, resume, bare.variant):
            yield bare._replace(row=row, resume=waits, undo=undo)
        if step.nobody == "incident":
            yield bare._replace(row=(), resume=waits, undo=undo)

    def _kept(self, step: Any, resume: str, variant: int) -> list[Row]:
        """What may still stand at ``step`` (``standing.standing_at``, ``laying.lay``)."""
        bench = self.benches[step.name]
        if not resume:
            return [bench.fresh]
        left = self._desks[step.name, variant].left()
        if resume == step.name:
            rows = list(left.returned)
        else:
            rows = [bench.fresh] if bench.asks else [bench.fresh, *left.agreed]
        return [bench.fresh if bench.asks and bench.outcome(r) == AGREED else r for r in rows]
