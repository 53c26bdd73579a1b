"""初始口令: random, read once by whoever hands it over, and good only to be changed."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
LONG = 16  # 31 signs to the 16th: some 79 bits
# A password that is random and used once needs no slow hash; Django makes it slow at first log-in.
ROUNDS = 1_000


def first_password() -> tuple[str, str]:
    """(the password as it is handed over, its hash). Nothing keeps the first."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LONG))
    plain = "-".join(signs[at : at + 4] for at in range(0, LONG, 4))
    hasher = get_hasher()
    rounds = {"iterations": ROUNDS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    return plain, str(hasher.encode(plain, hasher.salt(), **rounds))


def random_name(beginning: str) -> str:
    """A user name that says nothing of the person: ``beginning`` and six random signs."""
    return beginning + "".join(secrets.choice(ALPHABET) for _ in range(6))
