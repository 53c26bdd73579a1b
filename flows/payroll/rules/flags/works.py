"""F22: bad works beside forged labour."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Terms

from ...figures.evidence import Evidence
from ..fault import levelled
from .confirmation import confirmed_in_a_row
from .days import paid_without_attendance
from .sign import Sign


def bad_works_and_ghosts(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F22 质量—劳务关联：质量问题（Q 类检查）未销号，同时有 F04 或 F05。"""
    defects = [each for each in found.defects if each.code.startswith("Q")]
    if not defects:
        return
    named = "、".join(each.name for each in defects[:3])
    signs = [*confirmed_in_a_row(found, terms)]
    for fault in paid_without_attendance(found.pay, terms):
        if levelled(fault, found.pay, terms):
            line = fault.line
            signs.append(Sign(fault.message, line.engagement, line.worker, line.month, (line.net,)))
    for sign in signs:
        said = f"质量问题未销号（{named}），同时：{sign.said}"
        facts = (*sign.facts, named)
        yield Sign(said, sign.engagement, sign.worker, sign.month, facts)
