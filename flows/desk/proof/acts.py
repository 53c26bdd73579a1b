"""What the people seated at a step may do there, and what comes of it: one step, no paper yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..actions.taking import _acted_on as acted_on
from .rows import (
    ABSTAINED,
    ADDED,
    ADVICE,
    AFTER,
    AGREED,
    ALIVE,
    BEFORE,
    BESIDE,
    OPEN,
    RETURNED,
    SAID,
    WAITING,
    Bench,
    Extra,
    Group,
    Row,
    Seat,
    spread,
    state_of,
    with_state,
    without,
)

NOWHERE, AIMLESS = "refusal-nowhere", "agreement-nowhere"
UNSIGNED, DUMB = "unsigned", "input-unasked"


class Act(NamedTuple):
    """One act of one person. ``move`` is the move of the paper it makes, "" while undecided; then
    ``row`` are the seats after it, else ``left`` the step as it would be laid again (直达), and
    ``undo`` as 拿回 would. ``flaw``: why the declaration cannot answer it."""

    words: str
    row: Row = ()
    acted: bool = True  # somebody has decided here: the step before can no longer take back
    move: str = ""
    direct: bool = False
    left: Row = ()
    undo: tuple[Row, ...] = ()
    flaw: str = ""


class Left(NamedTuple):
    """What a step may leave behind, and how it came to it: by being agreed to, by a return."""

    agreed: dict[Row, tuple[str, ...]]
    returned: dict[Row, tuple[str, ...]]


class Desk:
    """The acts at one step, asked once for each row of seats. ``known`` are the moves the paper's
    machine has there, ``asking`` those that ask for something to be written in."""

    def __init__(
        self, bench: Bench, words: dict[str, str], known: frozenset[str], asking: frozenset[str]
    ) -> None:
        self.bench, self.step = bench, bench.step
        self.words, self.known, self.asking = words, known, asking
        ways = (self.step.agreed, *self.step.also)
        self.ways = tuple(name for name in ways if name in known) or ways[:1]
        self._acts: dict[Row, list[Act]] = {}
        self._left: Left | None = None

    @property
    def agreeing(self) -> str:
        """As ``step.agreeing(paper)``."""
        return self.ways[0]

    def acts(self, row: Row) -> list[Act]:
        """Everything somebody with a seat may do; nothing while the clock is stopped."""
        if row not in self._acts:
            self._acts[row] = self._each_kind(self._everything(row))
        return self._acts[row]

    def _everything(self, row: Row) -> Iterator[Act]:
        yield from self._signatures(row)
        for seat in self._open(row):
            yield from self._passing(row, seat)
            if self.bench.adding and not self._extras(row) and seat[1] < 0:
                yield from self._adding(row, seat)
        yield from self._dropping(row)
        yield from self._reopening(row)

    def _each_kind(self, acts: Iterable[Act]) -> list[Act]:
        """Acts of people who sit alike come to the same; one of them is enough."""
        key = self.bench.key
        kinds: dict[Any, Act] = {}
        for act in acts:
            undo, left = tuple(map(key, act.undo)), key(act.left)
            kinds.setdefault((act.words, act.move, key(act.row), left, undo, act.flaw), act)
        return list(kinds.values())

    def _reopening(self, row: Row) -> Iterator[Act]:
        """拿回 of one's own signature while the step is undecided."""
        if "take_back" not in self.step.allows:
            return
        voices = spread(row)
        for voice in voices:
            free = not voice.kept and not acted_on(voice, voices, self.bench.ordered)  # type: ignore[arg-type]
            if voice.state in SAID and free:
                fresh = self.bench.turned(with_state(row, voice.pk, OPEN))
                yield Act(self._words(row, voice.pk, "拿回"), fresh)

    def _open(self, row: Row) -> list[Seat]:
        return [voice.pk for voice in spread(row) if voice.state == OPEN]

    # ── signing ──

    def _signatures(self, row: Row) -> Iterator[Act]:
        for seat in self._open(row):
            if self._is_advice(row, seat):
                yield self._pending(row, without(row, seat), seat, "提出意见")
                continue
            for name in self.ways:
                yield from self._signed(row, seat, AGREED, name)
            if self.step.refused in self.known:
                yield from self._signed(row, seat, "refused", self.step.refused)
            if self.step.abstain:
                yield from self._signed(row, seat, ABSTAINED, "")
            yield from self._returns(row, seat)

    def _returns(self, row: Row, seat: Seat) -> Iterator[Act]:
        left = self.bench.again(with_state(row, seat, RETURNED))
        for name in self.step.returned:
            if name in self.known:
                said = self._words(row, seat, self.words[name])
                yield Act(f"{said}（重走）", move=name)
                yield Act(f"{said}（改好直达）", move=name, direct=True, left=left)

    def _signed(self, row: Row, seat: Seat, says: str, move: str) -> Iterator[Act]:
        """As ``signing.sign``: what all seats say now, and the move that is."""
        after = with_state(row, seat, says)
        word = "弃权" if says == ABSTAINED else self.words[move]
        outcome = self.bench.outcome(after)
        if outcome == "pending":
            yield self._pending(row, after, seat, word)
        elif outcome != "stuck":  # the door refuses a signature that leaves nobody to decide
            final = move if outcome == AGREED and move in self.step.also else ""
            act = self._decided(row, after, seat, word, outcome, final, signer=seat)
            dumb = act.move in self.asking and (says == ABSTAINED or act.move != move)
            yield act._replace(flaw=act.flaw or (DUMB if dumb else ""))

    # ── 转办、委派、回避 ──

    def _passing(self, row: Row, seat: Seat) -> Iterator[Act]:
        allows = self.step.allows
        if "transfer" in allows:  # as passing._replace: what was added goes with the seat
            yield from self._settled(row, row, seat, "转办")
        if "recuse" in allows:
            if self.bench.sign.policy not in ("quorum", "ratio"):
                yield from self._settled(row, row, seat, "回避，由同岗位的人接手")
            yield from self._settled(row, without(row, seat), seat, "回避")

    # ── 委派、加签、减签 ──

    def _adding(self, row: Row, seat: Seat) -> Iterator[Act]:
        allows = self.step.allows
        extras = [Extra(ADVICE, OPEN)] if "delegate" in allows else []
        if "add_seat" in allows:
            extras += [Extra(BEFORE, OPEN), Extra(AFTER, WAITING)]
            if self.bench.sign.policy in ("all", "turn"):
                added = Group(row[seat[0]].post, OPEN, beside=True)
                more = (*row[: seat[0] + 1], added, *row[seat[0] + 1 :])
                yield from self._settled(row, more, seat, ADDED[BESIDE], acted=False)
        for extra in extras:
            more = self._attach(row, seat, extra)
            yield from self._settled(row, more, seat, ADDED[extra.place], acted=False)

    def _dropping(self, row: Row) -> Iterator[Act]:
        if "drop_seat" not in self.step.allows:
            return
        for voice in spread(row):
            at, number = voice.pk
            added = number >= 0 or row[at].beside
            if added and state_of(row, voice.pk) in ALIVE:
                fewer = without(row, voice.pk)
                yield from self._settled(row, fewer, (at, -1), "减签", acted=False)

    def _attach(self, row: Row, seat: Seat, extra: Extra) -> Row:
        at = seat[0]
        more = row[at]._replace(extras=(*row[at].extras, extra))
        return (*row[:at], more, *row[at + 1 :])

    def _extras(self, row: Row) -> bool:
        """One added seat at a time is explored."""
        return any(group.extras or group.beside for group in row)

    def _is_advice(self, row: Row, seat: Seat) -> bool:
        return seat[1] >= 0 and row[seat[0]].extras[seat[1]].place == ADVICE

    # ── what follows ──

    def _words(self, row: Row, seat: Seat, word: str) -> str:
        return f"{self.step.label}（{self.bench.name_of(row, seat)}）{word}"

    def _pending(self, row: Row, after: Row, seat: Seat, word: str, *, acted: bool = True) -> Act:
        return Act(self._words(row, seat, word), self.bench.turned(after), acted=acted)

    def _settled(
        self, row: Row, after: Row, seat: Seat, word: str, *, acted: bool = True
    ) -> Iterator[Act]:
        """As ``settling.settle``: a seat has come or gone; refused where that ends in nothing."""
        outcome = self.bench.outcome(after)
        if outcome == "pending":
            yield self._pending(row, after, seat, word, acted=acted)
        elif outcome != "stuck":
            move = self.agreeing if outcome == AGREED else self.step.refused
            if move in self.known and move not in self.asking:
                yield self._decided(row, after, seat, word, outcome)

    def _decided(
        self,
        row: Row,
        after: Row,
        seat: Seat,
        word: str,
        outcome: str,
        final: str = "",
        signer: Seat | None = None,
    ) -> Act:
        """The seats have decided: the move it is, or why the declaration has none."""
        said = self._words(row, seat, word)
        move = final or (self.agreeing if outcome == AGREED else self.step.refused)
        if move not in self.known:
            return Act(said, flaw=AIMLESS if outcome == AGREED else NOWHERE)
        if outcome != AGREED:
            return Act(said, move=move)
        unsigned = not any(group.state == AGREED for group in after)
        left, undo = self.bench.again(after), self._undo(after, signer)
        return Act(said, move=move, left=left, undo=undo, flaw=UNSIGNED if unsigned else "")

    def _undo(self, row: Row, signer: Seat | None) -> tuple[Row, ...]:
        """The step as 拿回 would lay it again: without the signature that came last."""
        if "take_back" not in self.step.allows:
            return ()
        fresh = [voice.pk for voice in spread(row) if voice.state in SAID and not voice.kept]
        last = [signer] if signer else fresh
        return tuple(dict.fromkeys(self.bench.again(row, reopened=pk) for pk in last))

    # ── what a step leaves behind ──

    def left(self) -> Left:
        """Every kind of seats that the step, however often it was laid again, can leave behind."""
        if self._left is None:
            self._left = self._explore_left()
        return self._left

    def _explore_left(self) -> Left:
        key, fresh = self.bench.key, self.bench.fresh
        found, seen = Left({}, {}), {key(fresh)}
        kinds: set[Any] = set()
        todo: deque[tuple[Row, tuple[str, ...]]] = deque([(fresh, ())])
        while todo:
            row, before = todo.popleft()
            for act in self.acts(row):
                words, after = (*before, act.words), act.left if act.move else act.row
                if act.flaw or not after:
                    continue
                if act.move and (act.direct, key(after)) not in kinds:
                    kinds.add((act.direct, key(after)))
                    (found.returned if act.direct else found.agreed)[after] = words
                passes = act.move and self.bench.decides_already(after)
                if key(after) not in seen and not passes:
                    seen.add(key(after))
                    todo.append((after, words))
        return found
