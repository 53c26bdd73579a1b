"""Who is offered which work, and why: pure, stable, the same for the same people and openings.

Priority groups come first (实施意见一(一)), then whose skills the work asks for (二(三)), then whose
months cover it, then whose home is nearer. Skill and months must fit; the rest is order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

ALL_YEAR = frozenset(range(1, 13))
NOT_ASKED = {"", "无", "不限", "无要求", "不要求", "无需", "一般", "普通", "普工", "无技能要求"}
NO_SKILL = {"", "无", "没有"}
NOT = "不没无未"
SAID = 3  # openings of which it is said why they do not fit
FULL = "适合的岗位（{0}）人数已满"


@dataclass(frozen=True)
class Work:
    """An opening: ``skills`` as written, 、 between what is all needed, / or 或 between what will do."""

    key: int
    trade: str
    headcount: int
    skills: str
    starts_on: dt.date
    ends_on: dt.date

    @property
    def months(self) -> frozenset[int]:
        """The calendar months the work lies in."""
        count = (self.ends_on.year - self.starts_on.year) * 12
        count += self.ends_on.month - self.starts_on.month + 1
        first = self.starts_on.month - 1
        return frozenset((first + step) % 12 + 1 for step in range(min(count, 12)))

    @property
    def demands(self) -> tuple[tuple[str, ...], ...]:
        """Skills that are all needed, each as its alternatives."""
        parts = re.split(r"[、，,;；\s]+", self.skills.strip())
        found = (tuple(word for word in re.split(r"[/／或]", part) if word) for part in parts)
        return tuple(each for each in found if each and not set(each) & NOT_ASKED)


@dataclass(frozen=True)
class Willing:
    """Somebody of the survey. ``nearness`` is 0 for the project's village, ``home`` its word;
    ``months`` empty means that nobody asked him."""

    key: int
    name: str
    priority: str
    skills: str
    wish: str
    months: frozenset[int]
    nearness: int
    home: str


@dataclass(frozen=True)
class Fit:
    """How one person fits one opening; less is better in every place of ``order``."""

    skilled: bool
    wished: bool
    covered: int  # months of the work that he can come, in percent

    @property
    def order(self) -> tuple[bool, bool, int]:
        return (not self.skilled, not self.wished, -self.covered)


@dataclass(frozen=True)
class Placement:
    """One person at one opening, and why, as it is read: 因灾需救助，优先；会砌筑；可务工 3–6 月；本村."""

    work: Work
    person: Willing
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Unplaced:
    person: Willing
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Matching:
    """``placements`` by opening and rank; ``left`` is everybody else; ``open`` places by opening."""

    placements: tuple[Placement, ...]
    left: tuple[Unplaced, ...]
    open: Mapping[int, int]


@dataclass
class _Plan:
    """Who sits where while people are placed one after the other, best first."""

    works: dict[int, Work]
    choices: dict[int, list[int]]  # person → the openings that fit him, the best first
    sitting: dict[int, list[int]] = field(default_factory=dict)  # opening → people
    closed: set[int] = field(default_factory=set)  # full, and nobody there could go elsewhere

    def place(self, person: int) -> bool:
        """Seat ``person``, moving others on to work that fits them too; nobody loses his place."""
        came: dict[int, tuple[int, int | None]] = {  # opening → (who moves there, from where)
            work: (person, None) for work in self.choices[person] if work not in self.closed
        }
        queue = list(came)
        for work in queue:
            if len(self.sitting[work]) < self.works[work].headcount:
                self._move(came, work)
                return True
            for other in reversed(self.sitting[work]):  # who came last moves first
                if len(came) == len(self.works):
                    break
                for to in self.choices[other]:
                    if to not in came:
                        came[to] = (other, work)
                        queue.append(to)
        self.closed |= set(came)
        return False

    def _move(self, came: Mapping[int, tuple[int, int | None]], last: int) -> None:
        work: int | None = last
        while work is not None:
            mover, source = came[work]
            if source is not None:
                self.sitting[source].remove(mover)
            self.sitting[work].append(mover)
            work = source


def _choices(fits: Mapping[int, Fit]) -> list[int]:
    """The openings that fit somebody, the best of them first."""
    return sorted(fits, key=lambda work: (*fits[work].order, work))


def match(openings: Iterable[Work], people: Iterable[Willing]) -> Matching:
    """Offer ``openings`` to ``people``.

    People are seated by rank; a later one is given a place only if all before him keep theirs, so
    whoever ranks first is never left out for somebody behind him, and as many as can are placed.
    Nobody is placed twice, no opening beyond its headcount.
    """
    works = {work.key: work for work in sorted(openings, key=lambda work: work.key)}
    known = {person.key: person for person in people}
    fits = {key: _fits(known[key], works.values()) for key in known}
    choices = {key: _choices(fitting) for key, fitting in fits.items()}
    plan = _Plan(works, choices, {key: [] for key in works})
    rank = {key: _rank(known[key], fits[key]) for key in known}
    free = sum(work.headcount for work in works.values())
    left = []
    for key in sorted(known, key=rank.__getitem__):
        if free and fits[key] and plan.place(key):
            free -= 1
        else:
            left.append(key)
    placements = tuple(
        Placement(works[at], known[key], tuple(_why(known[key], works[at], fits[key][at])))
        for at, sitting in plan.sitting.items()
        for key in sorted(sitting, key=rank.__getitem__)
    )
    return Matching(
        placements,
        tuple(Unplaced(known[key], _why_not(known[key], works, fits[key])) for key in left),
        {key: works[key].headcount - len(sitting) for key, sitting in plan.sitting.items()},
    )


def _rank(person: Willing, fits: Mapping[int, Fit]) -> tuple[object, ...]:
    best = min((fit.order for fit in fits.values()), default=(True, True, 0))
    return (not person.priority, *best, person.nearness, person.key)


def _fits(person: Willing, works: Iterable[Work]) -> dict[int, Fit]:
    found = {}
    for work in works:
        shared = (person.months or ALL_YEAR) & work.months
        if shared and all(_can(person, demand) for demand in work.demands):
            covered = 100 * len(shared) // len(work.months) if person.months else 0
            wished = bool(person.wish) and _alike(work.trade, person.wish)
            found[work.key] = Fit(bool(work.demands), wished, covered)
    return found


def _can(person: Willing, demand: Sequence[str]) -> bool:
    return any(_alike(word, person.skills) for word in demand)


def _alike(word: str, said: str) -> bool:
    """Whether ``word`` (砌筑工) and something in ``said`` (会砌筑、支模) mean the same."""
    parts = [part.removeprefix("会") for part in re.split(r"[、，,;；/\s]+", said)]
    return any(
        _stem(word) in part or (len(_stem(part)) > 1 and _stem(part) in word)
        for part in parts
        if part not in NO_SKILL and part[0] not in NOT
    )


def _stem(word: str) -> str:
    """砌筑工 → 砌筑; 电工 stays: 电 alone is half of 电焊工 too."""
    return word.removesuffix("工") if len(word) > 2 else word


def _why(person: Willing, work: Work, fit: Fit) -> Iterator[str]:
    if person.priority:
        yield f"{person.priority}，优先"
    for demand in work.demands:
        yield f"会{next(word for word in demand if _alike(word, person.skills))}"
    if fit.wished:
        yield f"愿意从事{work.trade}"
    yield f"可务工 {spans(person.months)}" if person.months else "未说明可务工月份，须问本人"
    yield person.home


def _why_not(
    person: Willing, works: Mapping[int, Work], fits: Mapping[int, Fit]
) -> tuple[str, ...]:
    if not works:
        return ("还没有用工岗位",)
    if fits:
        return (FULL.format("、".join(dict.fromkeys(works[key].trade for key in sorted(fits)))),)
    found = []
    for work in works.values():
        lacking = [d for d in work.demands if not _can(person, d)]
        if lacking:
            found.append(f"{work.trade}：没有登记技能{'、'.join('或'.join(d) for d in lacking)}")
        else:
            found.append(
                f"{work.trade}：用工 {spans(work.months)}，本人可务工 {spans(person.months)}"
            )
    more = [f"其余 {len(found) - SAID} 个岗位也不合适"] if len(found) > SAID else []
    return (*found[:SAID], *more)


def spans(months: Iterable[int]) -> str:
    """{3,4,5,6,9} → 3–6、9 月; all of them → 全年; over the new year 11–2 月."""
    there = set(months)
    if len(there) == 12:
        return "全年"
    firsts = [month for month in sorted(there) if (month - 2) % 12 + 1 not in there]
    return "、".join(_span(first, there) for first in firsts) + " 月"


def _span(first: int, there: set[int]) -> str:
    last = first
    while last % 12 + 1 in there:
        last = last % 12 + 1
    return str(first) if last == first else f"{first}–{last}"
