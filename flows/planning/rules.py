"""Judgements on a list item."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flows.engine.findings import Finding, Terms


def need_described(item: Any, terms: Terms) -> Iterator[Finding]:
    """实施意见三(一)：谋划储备应有明确的建设内容、资金来源和用工环节。"""
    project = item.project
    if not project.content.strip():
        yield Finding(
            "CONTENT_MISSING", "未填写建设内容和规模。", "实施意见三(一)", "补充建设内容。"
        )
    if not project.labour_links:
        yield Finding(
            "LINKS_MISSING", "未填写用工环节。", "实施意见一(三)", "至少列明一类用工环节。"
        )
    funds = sum((fund.amount for fund in project.funds.all()), Decimal(0))
    if funds != project.total_investment:
        yield Finding(
            "FUNDS_DIFFER",
            f"各资金来源合计 {funds} 元，总投资 {project.total_investment} 元，不一致。",
            "政府投资条例9",
            "核对资金来源与总投资。",
        )


def field_covered(item: Any, terms: Terms) -> Iterator[Finding]:
    """实施意见一(二)：重点在乡村地区基础设施建设领域推广。"""
    if not item.project.field:
        yield Finding("FIELD_MISSING", "未明确项目领域。", "实施意见一(二)", "选择项目领域。")
