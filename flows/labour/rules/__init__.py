"""Judgements of labour: ``roster`` (who may be on it), ``matching`` (who is offered which work),
``openings`` (whether the posts are as many, and paid as, the papers say)."""

from __future__ import annotations

from .roster import roster_filled, somebody_trained

__all__ = ["roster_filled", "somebody_trained"]
