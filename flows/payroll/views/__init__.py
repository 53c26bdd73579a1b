"""Pages of pay: the ledgers handed in, a month's batch, its notice, the flags, the people."""

from . import across, batch, flags, ledgers, people, prints, strike

__all__ = ["across", "batch", "flags", "ledgers", "people", "prints", "strike"]
