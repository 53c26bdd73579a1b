"""A line's payment reference: written into the bank's 附言, found again in its answer.

``YGXXXX-XXXXC``: eight random signs and a check sign C. It says nothing of the person, the month or
the amount; what it belongs to stands in the database alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

# No 0 O 1 I L: nobody has to guess. 31 signs, a prime: weighted sums then show every wrong sign
# and every two signs changed about.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
START = "YG"
RANDOM = 8
_WANTED = re.compile(f"(?={START}([{SIGNS}]{{{RANDOM + 1}}}))")
_JOINTS = re.compile(r"[\s\-‐‑‒–—―−_]+")


def make(choose: Callable[[Sequence[str]], str]) -> str:
    """A new reference; ``choose`` picks one sign at random (secrets.choice)."""
    body = "".join(choose(SIGNS) for _ in range(RANDOM))
    return f"{START}{body[:4]}-{body[4:]}{check_sign(body)}"


def check_sign(body: str) -> str:
    """The sign that belongs to the eight before it."""
    total = sum(SIGNS.index(sign) * weight for weight, sign in enumerate(body, 2))
    return SIGNS[-total % len(SIGNS)]


def found_in(text: str) -> list[str]:
    """Every reference standing in ``text``, in its written form, each once.

    Width, case, spaces and dashes do not matter; a sign that is not ours (O for 0) is never guessed.
    """
    plain = _JOINTS.sub("", unicodedata.normalize("NFKC", text)).upper()
    said = dict.fromkeys(
        f"{START}{body[:4]}-{body[4:]}"
        for body in _WANTED.findall(plain)
        if check_sign(body[:-1]) == body[-1]
    )
    return list(said)
