"""Pages of pay: the ledgers handed in, a month's batch, its notice, the flags, the people."""

from . import batch, flags, ledgers, people, prints, strike

__all__ = ["batch", "flags", "ledgers", "people", "prints", "strike"]
