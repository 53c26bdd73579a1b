"""Difference: a cell of a sheet that is unlike what the system knows. It refuses nothing.

Of a sheet in which everybody is unlike, the first people are told cell by cell and the rest counted:
nobody reads on, and a month of thousands must not be held in memory for a page.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

TOLD = 30  # people whose cells are told


class Difference(NamedTuple):
    """``said`` by the sheet in ``column``, ``known`` to the system; ``gap`` is said − known.

    ``row`` as Excel shows it, 0 where there is none. No more of a person than four digits.
    """

    person: str
    id_last4: str
    column: str
    said: str
    known: str
    gap: str = ""
    row: int = 0

    @classmethod
    def of(cls, who: Any, column: str, said: Decimal, known: Decimal, **more: Any) -> Difference:
        """Two numbers beside one another; ``who`` has a name and an id_last4."""
        return cls(who.name, who.id_last4, column, *_in_words(said, known), **more)


class Differences(NamedTuple):
    """The ``cells`` of the first people (TOLD), and how many ``people`` are unlike."""

    cells: tuple[Difference, ...]
    people: int


ALIKE = Differences((), 0)


@lru_cache(maxsize=4096)
def _in_words(said: Decimal, known: Decimal) -> tuple[str, str, str]:
    """Both and the gap; in a month's sheet the same pair comes again for many people."""
    gap = said - known
    return plain(said), plain(known), ("+" if gap > 0 else "") + plain(gap)


def plain(number: Decimal) -> str:
    """Without idle zeros: 22, 7.5, 4400."""
    return f"{number.normalize():f}"
