"""F04, F06, F13, F16: days worked, days paid, days planned."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from flows.engine.findings import Terms

from ...figures import Pay
from ...figures.evidence import Evidence
from ..fault import Fault, last_of, limit, plain
from .sign import Sign


def paid_without_attendance(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F04 有工资无考勤（条例28、31；发放以考勤为据）。"""
    for line in found.judged:
        if not line.attended and (line.days or line.net):
            yield Fault(
                line,
                "F04",
                f"{line.month:%Y-%m} 计薪 {plain(line.days)} 工日、实发 {line.net} 元，当月没有考勤。",
                "保障农民工工资支付条例28、31；实施意见三(四)",
                "核实是否到岗：确有出勤的补交考勤，未出勤的申请剔除该行。",
            )


def days_beyond_month(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F06 计薪工日超过当月日历天数。"""
    for line in found.judged:
        most = last_of(line.month).day
        if line.days > most:
            yield Fault(
                line,
                "F06",
                f"{line.month:%Y-%m} 计薪 {plain(line.days)} 工日，当月只有 {most} 天。",
                "保障农民工工资支付条例15、31",
                "按考勤更正工日和金额。",
            )


def machines_for_people(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F13 机械替人工：实际工日不足批复 r1 工日的 60%，到账报酬却已达批复；或检查发现机械替代人工。"""
    for defect in found.defects:
        if defect.code == "W7":
            yield Sign(f"检查发现机械替代人工：{defect.name}。", facts=("W7", defect.name))
    promise = found.promise
    if promise is None or not promise.days:
        return
    share, paid = limit("flag.F13.share", found.pay, terms), found.relief_paid
    if paid >= promise.labour_pay > 0 and found.relief_days < promise.days * share:
        yield Sign(
            f"实际 {plain(found.relief_days)} 工日，不足批复 {plain(promise.days)} 工日的 {share:.0%}，"
            f"到账劳务报酬 {paid} 元已达{promise.named}的 {promise.labour_pay} 元。",
            facts=(found.relief_days, promise.days, paid),
        )


def days_beyond_plan(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F16 工日超定额：实际工日超过批复 r1 计划工日的 1.3 倍。"""
    promise = found.promise
    if promise is None or not promise.days:
        return
    most: Decimal = promise.days * limit("flag.F16.times", found.pay, terms)
    if found.relief_days > most:
        yield Sign(
            f"实际 {plain(found.relief_days)} 工日，超过批复计划 {plain(promise.days)} 工日的"
            f" {plain(limit('flag.F16.times', found.pay, terms))} 倍。",
            facts=(found.relief_days, promise.days),
        )
