"""What holds an inspection or a rectification back, and which defects are open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.engine.findings import Finding, Terms, judges

from .. import figures


def month_reached(inspection: Any, terms: Terms) -> Iterator[Finding]:
    """domain.md 5.1：检查点在计划月份到来后报检，不得提前签认未实施的工序。"""
    if inspection.month > terms.today:
        yield Finding(
            "CHECKPOINT_EARLY",
            f"“{inspection.code} {inspection.name}”计划于 {inspection.month:%Y年%-m月}，尚未到检查月份。",
            "建设工程质量管理条例37",
            "到计划月份、工序完成后报检。",
        )


@judges(figures.open_defects)
def no_open_defect(found: figures.OpenDefects, terms: Terms) -> Iterator[Finding]:
    """domain.md 5.2：未闭环的 A、B 级问题不得进入完工。"""
    for defect in found.defects:
        yield Finding(
            "DEFECT_OPEN",
            f"{defect.severity} 级问题未闭环：{defect.name}（{defect.state}）。",
            "建设工程质量管理条例37",
            "完成整改并由另一人复查销号后再报完工。",
            rows=1,
        )


@judges(figures.recheckers)
def recheck_possible(found: figures.Recheckers, terms: Terms) -> Iterator[Finding]:
    """职责分离（domain.md 3.1、issue 2）：复查人既不是整改人，也不是检查人。"""
    if not found.able:
        yield Finding(
            "RECHECK_NOBODY",
            f"复查岗位“{found.post}”没有可以复查的人：整改人、检查人不得复查。",
            "实施意见二(四)",
            "请为复查岗位安排另一人后再提交。",
        )
