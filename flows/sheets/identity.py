"""What an ID number says of itself: its check digit and the birth date in it (GB 11643)."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST = "10X98765432"
_ID = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)


def check_digit(number: str) -> str:
    """The eighteenth place that belongs to the first seventeen."""
    total = sum(map(mul, map(int, number[:17]), _WEIGHTS))
    return _LAST[total % 11]


def birth_date(number: str) -> datetime.date | None:
    """Birth date written in an ID, None where there is no such day."""
    try:
        birth = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if birth.year >= 1900 else None


def is_sound(number: str) -> bool:
    """Whether ``number`` is an ID in all its parts: places, a day of birth that was, check digit."""
    if _ID.fullmatch(number) is None or not _born(number[6:14]):
        return False
    total = _part(number[:6], 0) + _part(number[6:14], 6) + _part(number[14:17], 14)
    return _LAST[total % 11] == number[17]


# Home, birthday and order come again among the people of one district; a whole ID is never kept.
@lru_cache(maxsize=50_000)
def _part(digits: str, at: int) -> int:
    return sum(map(mul, map(int, digits), _WEIGHTS[at:]))


@lru_cache(maxsize=50_000)
def _born(day: str) -> bool:
    return birth_date(f"000000{day}") is not None
