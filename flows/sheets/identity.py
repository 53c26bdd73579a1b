"""What an ID number says of itself: its check digit and the birth date in it (GB 11643)."""

from __future__ import annotations

import datetime
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(number: str) -> str:
    """The eighteenth place that belongs to the first seventeen."""
    total = sum(map(mul, map(int, number[:17]), _WEIGHTS))
    return "10X98765432"[total % 11]


def birth_date(number: str) -> datetime.date | None:
    """Birth date written in an ID, None where there is no such day."""
    try:
        birth = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if birth.year >= 1900 else None
