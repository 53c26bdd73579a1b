"""Judgement on striking out a line."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from .. import figures


@judges(figures.line_status)
def line_unpaid(status: str, terms: Terms) -> Iterator[Finding]:
    """已经到账或在途的钱不能剔除（条例31）。"""
    if status not in ("HELD", "BOUNCED"):
        yield Finding(
            "LINE_NOT_HELD",
            "该行不在暂扣或退汇状态，不能剔除。",
            "保障农民工工资支付条例31",
            "不同意本次申请；已到账的多付款项另行追回。",
        )
