"""Breadth first through everything that may happen to a paper, and the shortest way to what is wrong."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flows.engine import machine

from .configs import Action, Config, Made
from .paths import Paths
from .rows import OPEN, PROFILES, spread


class Fault(NamedTuple):
    """What is wrong: ``code`` for tests, ``text`` for people, ``trace`` how one gets there."""

    code: str
    text: str
    trace: tuple[str, ...] = ()


@dataclass
class Walk:
    """One exploration: configurations in the order they were found, and how each was reached."""

    paths: Paths
    configs: list[Config] = field(default_factory=list)
    parents: list[tuple[int, str]] = field(default_factory=list)
    acts: list[list[tuple[tuple[int, ...], bool]]] = field(default_factory=list)
    made: dict[tuple[str, str], int] = field(default_factory=dict)
    flaws: list[tuple[str, int, str]] = field(default_factory=list)
    noted: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def run(self) -> None:
        known: dict[Any, int] = {}
        todo: deque[int] = deque()

        def number(config: Config, parent: int, words: str) -> int:
            key = self.paths.key(config)
            if key not in known:
                known[key] = len(self.configs)
                self.configs.append(config)
                self.parents.append((parent, words))
                todo.append(known[key])
            return known[key]

        for first in self.paths.start():
            number(first, -1, "")
        while todo:
            at = todo.popleft()
            self.acts.append([])
            for action in self.paths.actions(self.configs[at]):
                results = tuple({number(each, at, action.words) for each in action.results})
                self._note(at, action)
                self.acts[at].append((results, action.escape))

    def _note(self, at: int, action: Action) -> None:
        if action.flaw:
            self.flaws.append((action.flaw, at, action.words))
        if not action.made or (self.configs[at].state, action.made) in self.noted:
            return
        self.noted.add((self.configs[at].state, action.made))
        for name in action.made[:1]:
            self.made.setdefault((self.configs[at].state, name), at)
        for name in action.made[1:]:  # passed on the way (直达)
            for each in self.paths.table:
                if each.name == name:
                    self.made.setdefault((str(each.source), name), at)

    def trace(self, at: int, *more: str) -> tuple[str, ...]:
        """What was done, from the beginning to the configuration ``at``."""
        found: list[str] = []
        while at >= 0:
            earlier = self.paths.came_by(self.configs[at])
            at, words = self.parents[at]
            if earlier:
                words += f"（沿用此前：{' → '.join(earlier)}）"
            found.append(words)
        return (*(words for words in reversed(found) if words), *more)

    def unfinishable(self) -> list[int]:
        """Configurations from which the end cannot be made sure of, earliest found first.

        An action leads on only if each of its results does; 撤回 and 终止 are no way on.
        """
        good = [self._ended(config.state) for config in self.configs]
        sources: list[list[tuple[int, int]]] = [[] for _ in self.configs]
        missing: dict[tuple[int, int], int] = {}
        for at, acts in enumerate(self.acts):
            for number, (results, escape) in enumerate(acts):
                if escape or not results:
                    continue
                missing[at, number] = len(results)
                for result in results:
                    sources[result].append((at, number))
        todo = [at for at, fine in enumerate(good) if fine]
        while todo:
            for act in sources[todo.pop()]:
                missing[act] -= 1
                if not missing[act] and not good[act[0]]:
                    good[act[0]] = True
                    todo.append(act[0])
        return [at for at, fine in enumerate(good) if not fine]

    def _ended(self, state: str) -> bool:
        """The machine has no move on from ``state``, whoever makes it."""
        return machine.rests(self.paths.flow.paper, state)


WRONG = {
    "refusal-nowhere": "席位已否决，流程没有写明否决后的动作。",
    "agreement-nowhere": "席位已同意，而这样的文书在这里没有可办的动作。",
    "unsigned": "没有任何人同意，环节就算通过。",
    "input-unasked": "形成结果须填写内容，而最后签署的人填不了。",
    "direct-passes": "直达退回人的环节后，没有经他办理就通过了。",
    "direct-endless": "直达途中各环节互相沿用，永远到不了退回人。",
    "stopped-twice": "停表未恢复，又进入另一段停表。",
}


def explored(flow: Any, made: Made) -> tuple[list[Walk], list[Fault]]:
    """Every exploration of ``flow``, and what is wrong in any of them."""
    walks: list[Walk] = []
    faults: list[Fault] = []
    for profile in range(PROFILES):
        walk = Walk(Paths(flow, profile, made))
        walk.run()
        walks.append(walk)
        faults += [*_flaws(walk), *_idle(walk), *_endless(walk)]
    return walks, [*faults, *_dead(flow, walks)]


def _flaws(walk: Walk) -> list[Fault]:
    first: dict[str, Fault] = {}
    for code, at, words in walk.flaws:
        first.setdefault(code, Fault(code, WRONG[code], walk.trace(at, words)))
    return list(first.values())


def _idle(walk: Walk) -> list[Fault]:
    """A step whose seats have all spoken, and still it waits: for nobody."""
    for at, config in enumerate(walk.configs):
        if config.row and not any(voice.state == OPEN for voice in spread(config.row)):
            step = walk.paths.node_at(config.state)
            text = f"“{step.label}”在等，却没有轮到任何人。"
            return [Fault("idle", text, walk.trace(at))]
    return []


def _endless(walk: Walk) -> list[Fault]:
    """Where a paper comes to rest without being done, and from where it can never be."""
    found: dict[str, Fault] = {}
    bad = walk.unfinishable()
    for at in bad:
        config = walk.configs[at]
        where = f"“{walk.paths.states.get(config.state, config.state)}”"
        if config.row is None and all(escape for _, escape in walk.acts[at]):
            text = f"{where}既不是办结，也没有人能办理下去。"
            found.setdefault("trap", Fault("trap", text, walk.trace(at)))
        elif at == bad[0]:
            text = f"从{where}起，除撤回、终止外，没有办法保证办结。"
            found["endless"] = Fault("endless", text, walk.trace(at))
    return list(found.values())


def _dead(flow: Any, walks: list[Walk]) -> list[Fault]:
    """Steps, states and moves that nothing leads to."""
    reached = {config.state for walk in walks for config in walk.configs}
    made = {each for walk in walks for each in walk.made}
    faults = [
        Fault("dead-step", f"没有任何办理顺序能到达环节“{step.label}”。")
        for step in flow.steps()
        if step.at not in reached or flow.node_at(step.at) is not step
    ]
    waits = {step.at for step in flow.steps()}
    for state, label in machine.state_field(flow.paper).choices or ():
        if state not in reached and state not in waits:
            faults.append(Fault("dead-state", f"没有任何办理顺序能到达状态“{label}”。"))
    for each in machine.transitions(flow.paper):
        if each.source in reached and (each.source, each.name) not in made:
            said = each.custom.get("label") or each.name
            faults.append(
                Fault("dead-move", f"“{said}”（{each.name}）在任何情形下都没有人能办理。")
            )
    return faults
