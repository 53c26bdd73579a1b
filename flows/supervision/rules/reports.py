"""What a monthly report has to say, and what its figures tell (PG1, PG2)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flows.engine.findings import Finding, Terms, judges

from ..figures import reports as figures

BASIS = "建设工程质量管理条例38；政府投资条例27"


def report_filled(report: Any, terms: Terms) -> Iterator[Finding]:
    """月报写明形象进度和本月完成的主要工程。"""
    if report.progress is None:
        yield Finding("REPORT_PROGRESS", "未填写累计形象进度。", BASIS, "填写占全部工程的百分数。")
    if not report.works.strip():
        yield Finding("REPORT_WORKS", "未填写本月完成的主要工程。", BASIS, "写明部位和工程量。")


@judges(figures.progress_of)
def progress_stands(found: figures.Progress, terms: Terms) -> Iterator[Finding]:
    """累计形象进度不低于上一份已签发月报；返工、更正的写明原因。"""
    if found.done is None or found.before is None or found.explained:
        return
    month, before = found.before
    if found.done < before:
        yield Finding(
            "PROGRESS_FALLS",
            f"累计形象进度 {found.done}%，低于 {month:%Y年%-m月}月报的 {before}%。",
            BASIS,
            "核对进度；确因返工或更正减少的，在“存在问题和措施”写明原因。",
        )


@judges(figures.progress_of)
def progress_behind(found: figures.Progress, terms: Terms) -> Iterator[Finding]:
    """PG1 进度偏差：按计划工期的时间进度减形象进度；>10% 为 C，>20% 为 B（参数 progress.behind）。"""
    if found.done is None:
        return
    planned = found.planned(terms.today)
    gap = planned - found.done
    for level, said in (("B", "review"), ("C", "inform")):
        row = _asked(f"progress.behind.{level}", found, terms)
        if gap > row.number:
            yield Finding(
                "PG1",
                f"{level} 级进度偏差：计划 {planned}%{_stopped(found, terms)}，实际 {found.done}%，"
                f"滞后 {_short(gap)} 个百分点，超过 {row.text} 个。",
                row.basis,
                "写明滞后原因和赶工措施；工期要顺延的按变更办理。",
                level=said,  # type: ignore[arg-type]
            )
            return


def _stopped(found: figures.Progress, terms: Terms) -> str:
    days = found.days_stopped(terms.today)
    return f"（已扣除停工 {days} 日）" if days else ""


@judges(figures.progress_of)
def payment_ahead(found: figures.Progress, terms: Terms) -> Iterator[Finding]:
    """PG2 支付率与进度：已拨付占合同价的比例超前于形象进度（政府投资条例27）。"""
    rate = found.paid_rate
    if found.done is None or rate is None:
        return
    row = _asked("payment.ahead", found, terms)
    if rate - found.done > row.number:
        yield Finding(
            "PG2",
            f"C 级支付超前：已拨付合同价的 {rate}%，形象进度 {found.done}%。",
            row.basis,
            "核对已签认工程量；预付款未扣回的写明。",
            level="inform",
        )


def month_over(report: Any, terms: Terms) -> Iterator[Finding]:
    """月度未结束时签发的，余下几日的数据不再进入本月月报。"""
    if figures.last_day(report.month) > terms.today:
        yield Finding(
            "MONTH_RUNNING",
            f"{report.month:%Y年%-m月}还没有结束，数据只到 {terms.today}。",
            BASIS,
            "一般在月末后签发；签发后数据不再变化。",
            level="inform",
        )


def _asked(key: str, found: figures.Progress, terms: Terms) -> Any:
    return terms.parameters.get(key, on=terms.today, fund=found.fund, district=found.district)


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


HAND_IN = (report_filled, progress_stands, progress_behind, payment_ahead)
SIGN_OFF = (*HAND_IN, month_over)
