"""What holds a resumption back, and what a stop holds back."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges
from flows.payroll.figures.arrears import cycle_of, overdue

from ..figures import suspension as figures


@judges(figures.cure_of)
def rectified(found: figures.Cure, terms: Terms) -> Iterator[Finding]:
    """北京市建设工程质量条例45：整改经复查合格后方可复工。"""
    if not found.closed:
        yield Finding(
            "STOP_NOT_RECTIFIED",
            f"停工所依据的{found.rectification}还没有闭环，不能复工。",
            "北京市建设工程质量条例45；建设工程安全生产管理条例14",
            "完成整改并由另一人复查销号后再申请复工。",
            rows=1,
        )


@judges(figures.cure_of)
def arrears_paid(found: figures.Cure, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例12：因拖欠报酬停工的，拖欠的报酬付清后方可复工。"""
    late = [
        each
        for each in found.unpaid
        if overdue(each.month, cycle_of(found.project, each.month, terms.parameters), terms.today)
    ]
    if late:
        said = "、".join(
            f"{each.month:%Y年%-m月} {each.people} 人 {each.amount:,} 元" for each in late
        )
        yield Finding(
            "STOP_ARREARS",
            f"拖欠的报酬还没有付清：{said}。",
            "保障农民工工资支付条例12、13",
            "付清并核对银行回单后再申请复工。",
            rows=sum(each.people for each in late),
        )


@judges(figures.in_force)
def not_stopped(found: tuple[str, ...], terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例16、37：停工未解除，工程没有完成。"""
    if found:
        yield Finding(
            "WORKS_STOPPED",
            f"{'、'.join(found)}还没有解除，不能报完工。",
            "建设工程质量管理条例16、37",
            "条件具备后申请复工，签发复工令后再报。",
            rows=len(found),
        )


RESUME = (rectified, arrears_paid)
