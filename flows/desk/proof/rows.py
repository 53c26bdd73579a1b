"""The seats of a step without a database: rows that ``decide`` and ``turns`` are asked about.

A row holds what still counts: who has left (回避、减签、转出) is dropped, for no function of the
desk looks at him again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.engine import machine
from flows.orgs.kinds import PostCode

from ..seats import LIVE, SPOKEN, STANDS, Outcome, Place, SeatState, Sign, decide, turns
from ..step import Step

OPEN, WAITING, AGREED = map(str, (SeatState.OPEN, SeatState.WAITING, SeatState.AGREED))
ABSTAINED, RETURNED = map(str, (SeatState.ABSTAINED, SeatState.RETURNED))
BEFORE, AFTER, BESIDE, ADVICE = map(str, (Place.BEFORE, Place.AFTER, Place.BESIDE, Place.ADVICE))
ADDED: dict[str, str] = dict(Place.choices)
ALIVE = tuple(map(str, LIVE))
STANDING = tuple(map(str, STANDS))
SAID = tuple(map(str, SPOKEN))
# How many sit, per policy and profile, never more than may sit: in the first profile seats are
# added as well (加签、委派), the others have more people.
SIZES: dict[str, tuple[int, int, int]] = {
    "any": (1, 2, 2),
    "all": (2, 3, 3),
    "turn": (2, 3, 3),
    "quorum": (0, 1, 2),  # beside ``count``
    "ratio": (3, 4, 5),
}
PROFILES = 3
ADDING = 0


class Extra(NamedTuple):
    """A seat laid before or after another one, or asked for advice."""

    place: str
    state: str
    kept: bool = False


class Group(NamedTuple):
    """A voice: a seat with those laid for it. ``kept``: an earlier signature that still stands."""

    post: int
    state: str
    kept: bool = False
    weight: int = 1
    beside: bool = False
    extras: tuple[Extra, ...] = ()


Row = tuple[Group, ...]
Seat = tuple[int, int]  # a voice's place in the row, and that of the seat laid for it, or -1


@dataclass
class Voice:
    """A seat as the functions of the desk look at it."""

    pk: Seat
    order: int
    state: Any
    weight: int
    place: str = ""
    attached_to_id: Seat | None = None
    kept: bool = False


def spread(row: Row) -> list[Voice]:
    """``row`` as the desk's functions know seats."""
    found: list[Voice] = []
    for at, group in enumerate(row):
        place = BESIDE if group.beside else ""
        found.append(Voice((at, -1), at, group.state, group.weight, place, kept=group.kept))
        found += [
            Voice((at, number), at, each.state, 1, each.place, (at, -1), each.kept)
            for number, each in enumerate(group.extras)
        ]
    return found


def with_state(row: Row, pk: Seat, state: str) -> Row:
    """``row`` with one seat in another ``state``."""
    at, number = pk
    group = row[at]
    if number < 0:
        return (*row[:at], group._replace(state=state), *row[at + 1 :])
    extras = list(group.extras)
    extras[number] = extras[number]._replace(state=state)
    return (*row[:at], group._replace(extras=tuple(extras)), *row[at + 1 :])


def without(row: Row, pk: Seat) -> Row:
    """``row`` without one seat; those laid for a voice that leaves count no more."""
    at, number = pk
    if number < 0:
        return (*row[:at], *row[at + 1 :])
    extras = row[at].extras
    kept = row[at]._replace(extras=(*extras[:number], *extras[number + 1 :]))
    return (*row[:at], kept, *row[at + 1 :])


def state_of(row: Row, pk: Seat) -> str:
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
        self.adding = profile == ADDING
        self.codes: tuple[str, ...] = tuple(getattr(step.posts, "codes", ()))
        wished = SIZES.get(self.sign.policy, (1, 1, 1))[profile]
        wished += self.sign.count if self.sign.policy == "quorum" else 0
        self.size = max(1, min(wished, len(self.codes) or wished))
        self.ordered = self.sign.policy == "turn"
        known = dict(PostCode.choices)
        self._names = [str(known.get(code, code)) for code in self.codes] or ["承办人"]
        self._outcomes: dict[Row, Outcome] = {}
        self._keys: dict[Row, Any] = {}
        self._turned: dict[Row, Row] = {}
        self._decided: dict[Row, bool] = {}
        weights = [2 if step.weigh and not post else 1 for post in range(self.size)]
        fresh = (Group(post, OPEN, weight=weight) for post, weight in enumerate(weights))
        self.fresh = self.turned(tuple(fresh))

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
        if row not in self._decided:
            spoken = [voice.kept for voice in spread(row) if voice.state in SAID]
            self._decided[row] = any(spoken) and all(spoken) and self.outcome(row) == AGREED
        return self._decided[row]

    def again(self, row: Row, *, reopened: Seat | None = None) -> Row:
        """The step laid again as it was left (``standing.Kept``): what was signed stands, but not
        what is ``reopened`` (拿回), the others are asked again, who has withdrawn stays away."""

        def stands(state: str, pk: Seat) -> bool:
            return state in STANDING and pk != reopened

        found = []
        for at, group in enumerate(row):
            extras = tuple(
                Extra(each.place, each.state, True)
                if stands(each.state, (at, number))
                else Extra(each.place, OPEN)
                for number, each in enumerate(group.extras)
            )
            still = stands(group.state, (at, -1))
            state = group.state if still else OPEN
            found.append(group._replace(state=state, kept=still, extras=extras))
        return self.turned(tuple(found))

    def key(self, row: Row) -> Any:
        """The same for rows that differ only in who is who, where the order does not matter."""
        if self.ordered or len(row) < 2:
            return row
        if row not in self._keys:
            self._keys[row] = tuple(sorted(group[1:] for group in row))
        return self._keys[row]

    def name_of(self, row: Row, pk: Seat) -> str:
        """Whose seat it is, in words."""
        at, number = pk
        group = row[at]
        label = self._names[group.post % len(self._names)]
        if number >= 0:
            return f"{label}的{ADDED[group.extras[number].place]}人"
        return f"{label}的{ADDED[BESIDE]}人" if group.beside else label


def asks(flow: Any, name: str) -> bool:
    """Whether the move ``name`` wants something written in (as ``laying._asks``)."""
    moves = [each for each in machine.transitions(flow.paper) if each.name == name]
    return any(wanted.required for each in moves for wanted in each.custom.get("inputs", ()))
