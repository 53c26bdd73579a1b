"""Difference: a cell of a sheet that is unlike what the system knows. It refuses nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple


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
        gap = said - known
        sign = "+" if gap > 0 else ""
        return cls(
            who.name, who.id_last4, column, plain(said), plain(known), sign + plain(gap), **more
        )


def plain(number: Decimal) -> str:
    """Without idle zeros: 22, 7.5, 4400."""
    return f"{number.normalize():f}"
