"""The seats of a step without a database: rows that ``decide`` and ``turns`` are asked about.

A row holds what still counts: who has left (回避、减签、转出) is dropped, for no function of the
desk looks at him again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.engine import machine
from flows.orgs.kinds import PostCode

from ..seats import LIVE, Outcome, Place, SeatState, Sign, decide, turns
from ..step import Step

OPEN, WAITING, AGREED = map(str, (SeatState.OPEN, SeatState.WAITING, SeatState.AGREED))
ABSTAINED, RETURNED = map(str, (SeatState.ABSTAINED, SeatState.RETURNED))
BEFORE, AFTER, BESIDE, ADVICE = map(str, (Place.BEFORE, Place.AFTER, Place.BESIDE, Place.ADVICE))
ADDED: dict[str, str] = dict(Place.choices)
ALIVE = tuple(map(str, LIVE))
STANDS = (AGREED, ABSTAINED)
# How many sit, per policy: each profile of the exploration takes one, never more than may sit.
SIZES: dict[str, tuple[int, ...]] = {
    "any": (1, 2),
    "all": (2, 3),
    "turn": (1, 2),
    "quorum": (0, 1),  # beside ``count``
    "ratio": (3, 4, 5),
}
PROFILES = max(map(len, SIZES.values()))


class Extra(NamedTuple):
    """A seat laid before or after another one, or asked for advice."""

    place: str
    state: str


class Group(NamedTuple):
    """A voice: a seat with those laid for it. ``own``: still of the step's own post ``post``."""

    post: int
    state: str
    own: bool = True
    kept: bool = False
    weight: int = 1
    beside: bool = False
    extras: tuple[Extra, ...] = ()


Row = tuple[Group, ...]
Pattern = tuple[str, ...]  # by post: the signature that stands, "" where it is signed anew


@dataclass
class Voice:
    """What ``decide`` and ``turns`` look at."""

    pk: tuple[int, int]
    state: Any
    weight: int
    place: str = ""
    attached_to_id: tuple[int, int] | None = None


def spread(row: Row) -> list[Voice]:
    """``row`` as the desk's functions know seats; an extra's ``pk`` is (voice, place in it)."""
    found: list[Voice] = []
    for at, group in enumerate(row):
        place = BESIDE if group.beside else ""
        found.append(Voice((at, -1), group.state, group.weight, place))
        found += [
            Voice((at, number), each.state, 1, each.place, (at, -1))
            for number, each in enumerate(group.extras)
        ]
    return found


def with_state(row: Row, pk: tuple[int, int], state: str) -> Row:
    """``row`` with one seat in another ``state``."""
    at, number = pk
    group = row[at]
    if number < 0:
        return (*row[:at], group._replace(state=state), *row[at + 1 :])
    extras = list(group.extras)
    extras[number] = extras[number]._replace(state=state)
    return (*row[:at], group._replace(extras=tuple(extras)), *row[at + 1 :])


def without(row: Row, pk: tuple[int, int]) -> Row:
    """``row`` without one seat; those laid for a voice that leaves count no more."""
    at, number = pk
    if number < 0:
        return (*row[:at], *row[at + 1 :])
    extras = row[at].extras
    kept = row[at]._replace(extras=(*extras[:number], *extras[number + 1 :]))
    return (*row[:at], kept, *row[at + 1 :])


def state_of(row: Row, pk: tuple[int, int]) -> str:
    at, number = pk
    return row[at].state if number < 0 else row[at].extras[number].state


def representative(step: Step) -> Sign | None:
    """The step's signing rule; where it depends on the paper, the one declared as ``like``."""
    return getattr(step._sign, "like", None) if callable(step._sign) else step._sign


class Bench:
    """A step as explored: its rule, how many sit, and the desk's own functions asked about it."""

    def __init__(self, step: Step, asks: bool, profile: int) -> None:
        sign = representative(step)
        self.step, self.asks, self.sign = step, asks, sign or Sign()
        self.codes: tuple[str, ...] = tuple(getattr(step.posts, "codes", ()))
        sizes = SIZES.get(self.sign.policy, (1,))
        wished = sizes[min(profile, len(sizes) - 1)]
        wished += self.sign.count if self.sign.policy == "quorum" else 0
        self.size = max(1, min(wished, len(self.codes) or wished))
        self.ordered = self.sign.policy == "turn"
        known = dict(PostCode.choices)
        self._names = [str(known.get(code, code)) for code in self.codes] or ["承办人"]
        self._outcomes: dict[Row, Outcome] = {}
        self._keys: dict[Row, Any] = {}
        self._turned: dict[Row, Row] = {}
        self._laid: dict[Pattern, Row] = {}

    def fresh(self) -> Pattern:
        return ("",) * self.size

    def lay(self, pattern: Pattern) -> Row:
        """The seats as ``laying._seat_all`` lays them: signatures that stand, the others open."""
        if pattern not in self._laid:
            row = tuple(
                Group(post, said or OPEN, kept=bool(said), weight=self._weight(post))
                for post, said in enumerate(pattern)
            )
            self._laid[pattern] = self.turned(row)
        return self._laid[pattern]

    def _weight(self, post: int) -> int:
        return 1 if self.step.weigh is None or post else 2

    def turned(self, row: Row) -> Row:
        """``row`` with the turns the desk gives (``rearrange``)."""
        if row not in self._turned:
            fresh = row
            for voice, state in turns(self.sign, spread(row)):
                if voice.state != state:
                    fresh = with_state(fresh, voice.pk, str(state.value))
            self._turned[row] = fresh
        return self._turned[row]

    def outcome(self, row: Row) -> Outcome:
        if row not in self._outcomes:
            self._outcomes[row] = decide(self.sign, spread(row))
        return self._outcomes[row]

    def decides_already(self, row: Row) -> bool:
        """As ``desk.decides_already``: every signature still stands, and they decide it."""
        spoken = [group for group in row if group.state not in ALIVE]
        if not spoken or not all(group.kept for group in spoken):
            return False
        return self.outcome(row) == AGREED

    def standing(self, row: Row, *, but: tuple[int, int] | None = None) -> Pattern:
        """By post, the signatures that stand when the step is laid again (``laying.STANDS``)."""
        found = [""] * self.size
        for at, group in enumerate(row):
            if group.own and group.state in STANDS and (at, -1) != but:
                found[group.post] = group.state
        return tuple(found)

    def key(self, row: Row) -> Any:
        """The same for rows that differ only in who is who, where the order does not matter."""
        if self.ordered or len(row) < 2:
            return row
        if row not in self._keys:
            self._keys[row] = tuple(sorted(group[1:] for group in row))
        return self._keys[row]

    def kind(self, pattern: Pattern) -> Pattern:
        """The same for patterns that differ only in who is who."""
        return pattern if self.ordered or len(pattern) < 2 else tuple(sorted(pattern))

    def alike(self, patterns: Iterable[Pattern]) -> list[Pattern]:
        """One of each kind."""
        return sorted({self.kind(each): each for each in patterns}.values())

    def name_of(self, row: Row, pk: tuple[int, int]) -> str:
        """Whose seat it is, in words."""
        at, number = pk
        group = row[at]
        label = self._names[group.post % len(self._names)]
        if number >= 0:
            return f"{label}的{ADDED[group.extras[number].place]}人"
        if group.beside:
            return f"{label}的{ADDED[BESIDE]}人"
        return label if group.own else f"{label}转办的人"


def asks(flow: Any, name: str) -> bool:
    """Whether the move ``name`` wants something written in (as ``laying._asks``)."""
    moves = [each for each in machine.transitions(flow.paper) if each.name == name]
    return any(wanted.required for each in moves for wanted in each.custom.get("inputs", ()))
