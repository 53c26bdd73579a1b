"""The order of the processes, what a stop stops, and what of the plan was left undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.engine.findings import Finding, Level, Terms, judges
from flows.engine.parameters import Value
from flows.projects.states import Stage

from .. import figures

ORDER = "建设工程质量管理条例37"
SHOWN = 5  # names in one finding


def at_work(inspection: Any, terms: Terms) -> Iterator[Finding]:
    """停工期间不报检；整改照常进行（北京市建设工程质量条例45）。"""
    if inspection.project.stage == Stage.SUSPENDED:
        yield Finding(
            "WORKS_STOPPED",
            "项目停工期间不能报检。",
            "北京市建设工程质量条例45；建设工程安全生产管理条例14",
            "停工期间继续整改；办理复工后再报检。",
        )


@judges(figures.waiting_before)
def earlier_signed(found: figures.Waiting, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例37：未经监理工程师签字，不得进行下一道工序的施工。"""
    for name, state in found.before:
        yield Finding(
            "EARLIER_UNSIGNED",
            f"上道工序“{name}”还没有签认（{state}），“{found.name}”不能报检。",
            ORDER,
            f"先报检并签认“{name}”。",
            rows=1,
        )


def was_reported(inspection: Any, terms: Terms) -> Iterator[Finding]:
    """突击抽查没有报检，只有合格或者有问题两种结论。"""
    if inspection.origin == "SPOT":
        yield Finding(
            "NOT_REPORTED",
            "这是突击抽查，没有报检可退。",
            "建设工程质量管理条例38",
            "到现场检查后签认合格，或者写明问题下达整改。",
        )


@judges(figures.missed)
def never_inspected(found: figures.Missed, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例37、38：计划的检查点都应检查；完工时列出没有检查的。强度各区可配。"""
    row = _parameter("checkpoints.missed", found, terms)
    if found.names and row.yes:
        names = "、".join(found.names[:SHOWN]) + ("等" if len(found.names) > SHOWN else "")
        yield Finding(
            "CHECKPOINTS_MISSED",
            f"监管计划中有 {len(found.names)} 个检查点没有检查：{names}。",
            row.basis,
            "补做检查；确实不再需要的，由监理写明理由撤销。",
            rows=len(found.names),
            level=_level(row),
        )
    wanted = _parameter("checkpoints.spot", found, terms)
    if found.spot < wanted.days:
        yield Finding(
            "SPOT_CHECKS_FEW",
            f"突击抽查应有 {wanted.text} 次，实际 {found.spot} 次。",
            wanted.basis,
            "在建期间由监理、乡镇或行业主管开展突击抽查。",
            level=_level(wanted),
        )


def _parameter(key: str, found: figures.Missed, terms: Terms) -> Value:
    return terms.parameters.get(key, on=terms.today, district=found.district)


def _level(row: Value) -> Level:
    levels: dict[str, Level] = {"block": "block", "warn": "review"}
    return levels.get(row.strength, "inform")
