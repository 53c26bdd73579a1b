"""Judgements of labour: ``joining`` (what somebody lacks before he is on duty), ``roster`` (who may be on it), ``matching`` (who is offered which work),
``openings`` (whether the posts are as many, and paid as, the papers say)."""

from __future__ import annotations

from .joining import at_work, nobody_waits
from .roster import roster_filled, somebody_trained

__all__ = ["at_work", "nobody_waits", "roster_filled", "somebody_trained"]
