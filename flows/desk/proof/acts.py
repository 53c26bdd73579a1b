"""What the people seated at a step may do there, and what comes of it: one step, no paper yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

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
    STANDS,
    WAITING,
    Bench,
    Extra,
    Group,
    Pattern,
    Row,
    spread,
    state_of,
    with_state,
    without,
)

Seat = tuple[int, int]
NOWHERE, UNSIGNED, DUMB = "refusal-nowhere", "unsigned", "input-unasked"


class Act(NamedTuple):
    """One act of one person. ``move`` is the move of the paper it makes, "" while undecided; then
    ``row`` are the seats after it, else ``left`` the signatures they leave behind and ``undo``
    how the step would be laid again by 拿回. ``flaw``: why the declaration cannot answer it."""

    words: str
    row: Row = ()
    acted: bool = True  # somebody has decided here: the step before can no longer take back
    move: str = ""
    direct: bool = False
    left: Pattern = ()
    undo: tuple[Row, ...] = ()
    flaw: str = ""


class Desk:
    """The acts at one step, asked once for each row of seats."""

    def __init__(self, bench: Bench, words: dict[str, str], asking: frozenset[str]) -> None:
        self.bench, self.step = bench, bench.step
        self.words, self.asking = words, asking  # labels of moves; those that ask for inputs
        self._known: dict[Row, list[Act]] = {}
        self._reopened: dict[Row, list[Act]] = {}

    def acts(self, row: Row) -> list[Act]:
        """Everything somebody with an open seat may do; nothing while the clock is stopped."""
        if row not in self._known:
            found = [*self._signatures(row)]
            for seat in self._open(row):
                found += [*self._passing(row, seat), *self._adding(row, seat)]
            found += self._dropping(row)
            self._known[row] = self._each_kind(found)
        return self._known[row]

    def _each_kind(self, acts: Iterable[Act]) -> list[Act]:
        """Acts of people who sit alike come to the same; one of them is enough."""
        bench = self.bench
        kinds: dict[Any, Act] = {}
        for act in acts:
            undo = tuple(map(bench.key, act.undo))
            kind = (act.words, act.move, act.direct, bench.key(act.row), bench.kind(act.left), undo)
            kinds.setdefault((kind, act.flaw), act)
        return list(kinds.values())

    def taken_back(self, row: Row) -> list[Act]:
        """拿回 of one's own signature while the step is undecided; a stopped clock allows it."""
        if row not in self._reopened:
            self._reopened[row] = self._each_kind(self._reopening(row))
        return self._reopened[row]

    def _reopening(self, row: Row) -> Iterator[Act]:
        if "take_back" not in self.step.allows:
            return
        for voice in spread(row):
            at, number = voice.pk
            if voice.state in STANDS and not (number < 0 and row[at].kept):
                fresh = self.bench.turned(with_state(row, voice.pk, OPEN))
                yield Act(self._words(row, voice.pk, "拿回"), fresh)

    def _open(self, row: Row) -> list[Seat]:
        return [voice.pk for voice in spread(row) if voice.state == OPEN]

    # ── signing ──

    def _signatures(self, row: Row) -> Iterator[Act]:
        for seat in self._open(row):
            if self._is_advice(row, seat):
                yield self._pending(row, without(row, seat), seat, "提出意见", acted=True)
                continue
            for name in (self.step.agreed, *self.step.also):
                yield from self._signed(row, seat, AGREED, name)
            if self.step.refused:
                yield from self._signed(row, seat, "refused", self.step.refused)
            if self.step.abstain:
                yield from self._signed(row, seat, ABSTAINED, "")
            yield from self._returns(row, seat)

    def _returns(self, row: Row, seat: Seat) -> Iterator[Act]:
        left = self.bench.standing(with_state(row, seat, RETURNED))
        for name in self.step.returned:
            word = self.words[name]
            yield Act(self._words(row, seat, f"{word}（重走）"), move=name)
            said = self._words(row, seat, f"{word}（改好直达）")
            yield Act(said, move=name, direct=True, left=left)

    def _signed(self, row: Row, seat: Seat, says: str, move: str) -> Iterator[Act]:
        """As ``signing.sign``: what all seats say now, and the move that is."""
        after = with_state(row, seat, says)
        word = "弃权" if says == ABSTAINED else self.words[move]
        outcome = self.bench.outcome(after)
        if outcome == "pending":
            yield self._pending(row, after, seat, word, acted=True)
        elif outcome != "stuck":  # the door refuses a signature that leaves nobody to decide
            final = move if outcome == AGREED and move in self.step.also else ""
            act = self._decided(row, after, seat, word, outcome, final, signer=seat)
            dumb = act.move in self.asking and (says == ABSTAINED or act.move != move)
            yield act._replace(flaw=act.flaw or (DUMB if dumb else ""))

    # ── 转办、委派、回避 ──

    def _passing(self, row: Row, seat: Seat) -> Iterator[Act]:
        allows, main = self.step.allows, seat[1] < 0
        if "transfer" in allows:
            passed = self._own(row, seat, False) if main else row
            yield from self._settled(row, passed, seat, "转办")
        if "delegate" in allows and main and not self._extras(row):
            asked = self._attach(row, seat, Extra(ADVICE, OPEN))
            yield from self._settled(row, asked, seat, "委派", acted=False)
        if "recuse" in allows:
            if self.bench.sign.policy not in ("quorum", "ratio"):
                yield from self._settled(row, row, seat, "回避，由同岗位的人接手")
            yield from self._settled(row, without(row, seat), seat, "回避")

    def _own(self, row: Row, seat: Seat, own: bool) -> Row:
        at = seat[0]
        return (*row[:at], row[at]._replace(own=own), *row[at + 1 :])

    # ── 加签、减签 ──

    def _adding(self, row: Row, seat: Seat) -> Iterator[Act]:
        if "add_seat" not in self.step.allows or self._extras(row) or seat[1] >= 0:
            return
        for place in (BEFORE, AFTER):
            state = WAITING if place == AFTER else OPEN
            more = self._attach(row, seat, Extra(place, state))
            yield from self._settled(row, more, seat, ADDED[place], acted=False)
        if self.bench.sign.policy in ("all", "turn"):
            at = seat[0]
            added = Group(row[at].post, OPEN, own=False, beside=True)
            more = (*row[: at + 1], added, *row[at + 1 :])
            yield from self._settled(row, more, seat, ADDED[BESIDE], acted=False)

    def _dropping(self, row: Row) -> Iterator[Act]:
        if "drop_seat" not in self.step.allows:
            return
        for voice in spread(row):
            at, number = voice.pk
            added = number >= 0 or row[at].beside
            if added and state_of(row, voice.pk) in ALIVE:
                yield from self._settled(row, without(row, voice.pk), (at, -1), "减签")

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

    def _pending(self, row: Row, after: Row, seat: Seat, word: str, *, acted: bool) -> Act:
        return Act(self._words(row, seat, word), self.bench.turned(after), acted=acted)

    def _words(self, row: Row, seat: Seat, word: str) -> str:
        return f"{self.step.label}（{self.bench.name_of(row, seat)}）{word}"

    def _settled(
        self, row: Row, after: Row, seat: Seat, word: str, *, acted: bool = True
    ) -> Iterator[Act]:
        """As ``settling.settle``: a seat has come or gone."""
        outcome = self.bench.outcome(after)
        if outcome == "pending":
            yield self._pending(row, after, seat, word, acted=acted)
        elif outcome != "stuck":
            move = self.step.agreed if outcome == AGREED else self.step.refused
            if move in self.asking:
                return  # STILL_ASKED: who remains seated signs it, and writes what is asked
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
        move = final or (self.step.agreed if outcome == AGREED else self.step.refused)
        if not move:
            return Act(said, flaw=NOWHERE)
        if outcome != AGREED:
            return Act(said, move=move)
        unsigned = not any(group.state == AGREED for group in after)
        left, undo = self.bench.standing(after), self._undo(after, signer)
        return Act(said, move=move, left=left, undo=undo, flaw=UNSIGNED if unsigned else "")

    def _undo(self, row: Row, signer: Seat | None) -> tuple[Row, ...]:
        """The step as 拿回 would lay it again: without the signature that came last."""
        if "take_back" not in self.step.allows:
            return ()
        fresh = [v.pk for v in spread(row) if v.state == AGREED and not row[v.pk[0]].kept]
        last = [signer] if signer else fresh
        bench = self.bench
        return tuple(dict.fromkeys(bench.lay(bench.standing(row, but=pk)) for pk in last))
