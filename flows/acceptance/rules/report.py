"""What holds the completion report back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.changes.rules.suspension import not_stopped
from flows.engine.findings import Finding, Terms, judges
from flows.supervision.rules import never_inspected, no_open_defect
from flows.supervision.rules.visits import paid_months_visited

from ..figures.completion import Settlement, settlement

PAY = "保障农民工工资支付条例12、27"


def report_stated(case: Any, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例16（一）：完成设计和合同约定的各项内容后申请竣工验收。"""
    basis = "建设工程质量管理条例16；政府投资条例25"
    if case.completed_on is None:
        yield Finding("COMPLETED_ON_MISSING", "未填写完工日期。", basis, "填写实际完工日期。")
    elif case.completed_on > terms.today:
        yield Finding(
            "COMPLETED_ON_FUTURE",
            f"完工日期 {case.completed_on} 还没有到。",
            basis,
            "完工后再报送。",
        )
    if not case.quantity_done:
        yield Finding(
            "E1", "设计和合同约定的内容尚未完成。", basis, "全部完成后勾选“工程内容已完成”。"
        )
    if case.settlement_amount is None:
        yield Finding("SETTLEMENT_MISSING", "未填写结算金额。", basis, "按结算书填写金额（元）。")


@judges(settlement)
def pay_settled(found: Settlement, terms: Terms) -> Iterator[Finding]:
    """domain.md 4.1：完工待验前工资结清；暂扣的行须发放或经复核剔除。"""
    if found.held.rows:
        yield Finding(
            "LINES_HELD",
            f"{found.held.rows} 行报酬暂扣，尚未发放或剔除。",
            PAY,
            "按各行解除办法更正后补发，或写明理由申请剔除。",
            found.held.workers,
            found.held.rows,
        )
    if found.unpaid.rows:
        yield Finding(
            "LINES_UNPAID",
            f"{found.unpaid.rows} 行报酬尚未到账。",
            PAY,
            "完成代发并核对银行回单；退汇的重新发放。",
            found.unpaid.workers,
            found.unpaid.rows,
        )


@judges(settlement)
def months_finished(found: Settlement, terms: Terms) -> Iterator[Finding]:
    """条例31：按月考核、编制工资支付表；有考勤的月份都要有发放，批次都要办结。"""
    for month in found.unfinished:
        yield Finding(
            "BATCH_UNFINISHED",
            f"{month:%Y-%m} 劳务报酬批次尚未办结。",
            PAY,
            "办到“办结”；没有用工的月份按“本月无用工”办结。",
            rows=1,
        )
    for month in found.unlisted:
        yield Finding(
            "MONTH_UNPAID",
            f"{month:%Y-%m} 有考勤，没有劳务报酬发放台账。",
            PAY,
            "编制该月发放台账并发放。",
            rows=1,
        )


REPORT = (
    report_stated, not_stopped, no_open_defect, pay_settled, months_finished, never_inspected,
    paid_months_visited,
)  # fmt: skip
