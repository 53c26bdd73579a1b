"""The second factor of a worker: the last four of his own ID. Pure."""

from __future__ import annotations

import hmac
import unicodedata


def same_last_four(typed: str, kept: str) -> bool:
    """Whether ``typed`` is ``kept``: any width, x or X; compared in constant time."""
    plain = unicodedata.normalize("NFKC", typed).strip().upper()
    return bool(kept) and hmac.compare_digest(plain.encode(), kept.upper().encode())
