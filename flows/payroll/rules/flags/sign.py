"""Sign: one row that shows a flag. A flag is all signs of one code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flows.engine.findings import Level, Terms, WorkerRef

from ...figures.evidence import Evidence
from ..fault import Fault, Judgement


@dataclass(frozen=True)
class Sign:
    """``said`` of one person and month, or of the project as a whole (no ``engagement``).

    ``facts`` are what an opinion on the flag is given on: change one and it opens anew. ``level``
    caps the flag's own; ``projects`` are codes of others, shown only to those who may see them.
    """

    said: str
    engagement: int | None = None
    worker: WorkerRef | None = None
    month: dt.date | None = None
    facts: tuple[Any, ...] = ()
    level: Level = "block"
    basis: str = ""
    cure: str = ""
    projects: tuple[str, ...] = ()


SignRule = Callable[[Evidence, Terms], Iterator[Sign]]


def of_line(fault: Fault, *projects: str) -> Sign:
    """What is said against a pay line, with every fact of the line that the rule may have judged."""
    x = fault.line
    facts = (
        x.days.normalize(), x.gross, x.adjustment, x.net, x.trade, x.card, x.holder, x.relief,
        x.attended.normalize(), *projects,
    )  # fmt: skip
    return Sign(
        fault.message, x.engagement, x.worker, x.month, facts, fault.level, fault.basis, fault.cure,
        projects,
    )  # fmt: skip


def on_lines(judgement: Judgement) -> SignRule:
    """A judgement of pay lines as the rule of a flag."""

    def judge(found: Evidence, terms: Terms) -> Iterator[Sign]:
        for fault in judgement(found.pay, terms):
            yield of_line(fault)

    return judge
