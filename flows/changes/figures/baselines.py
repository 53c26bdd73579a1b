"""批复基线 1 | 2 | …: what each approval promised, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.projects.models import Baseline


def lines(baselines: Iterable[Baseline]) -> dict[str, Any]:
    """``heads`` (who made each) and ``rows``: label, cells with the difference from the one before."""
    found = list(baselines)
    return {
        "heads": [
            {"label": f"批复基线 {each.number}", "origin": each.origin, "day": each.approved_on,
             "number": each.document_number}
            for each in found
        ],
        "rows": [_row(label, [value(each) for each in found], found) for label, value in FIGURES],
    }  # fmt: skip


FIGURES: tuple[tuple[str, Any], ...] = (
    ("总投资（元）", lambda each: each.total_investment),
    ("带动当地务工人数（人）", lambda each: each.headcount),
    ("其中优先群体（人）", lambda each: each.priority_headcount),
    ("劳务报酬总额（元）", lambda each: each.labour_pay),
    ("占比分母（元）", lambda each: each.denominator_amount),
    ("劳务报酬占比", lambda each: each.ratio),
    ("培训人次", lambda each: each.training),
    ("公益性岗位（个）", lambda each: each.posts),
)


def _row(label: str, values: list[Any], found: list[Baseline]) -> dict[str, Any]:
    share, cells = label == "劳务报酬占比", []
    for at, (value, each) in enumerate(zip(values, found, strict=True)):
        before = values[at - 1] if at else None
        moved = before is not None and value is not None and value != before
        cells.append(
            {
                "head": f"批复基线 {each.number} · {each.origin}",
                "value": _said(value, share),
                "gap": _gap(value - before, share) if moved else "",
            }
        )
    return {"label": label, "cells": cells}


def _said(value: Any, share: bool) -> str:
    if value is None:
        return "—"
    return f"{value:.2%}" if share else f"{value:,}"


def _gap(gap: Any, share: bool) -> str:
    return f"{gap * 100:+,.2f} 个百分点" if share else f"{gap:+,}"
