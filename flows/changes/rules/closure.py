"""What holds an early end back: grounds, everything that is owed, and money that must add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flows.engine.findings import Finding, Level, Terms, judges

from ..figures import closure as figures
from ..figures.closure import Left, Money, Owed, Settlement

PAY = "保障农民工工资支付条例12、29"
FUNDS = "政府投资条例34；财政违法行为处罚处分条例"


def grounds_stated(closure: Any, terms: Terms) -> Iterator[Finding]:
    """政府投资条例34：终止、撤销要写明事由和依据；撤销批复还要写明骗取的事实和责任。"""
    if not closure.grounds.strip():
        yield Finding(
            "GROUNDS_MISSING", "没有写明事由和依据。", "政府投资条例34", "在“填写”中写明后再报送。"
        )
    if closure.kind == "REVOKE" and not closure.liability.strip():
        yield Finding(
            "LIABILITY_MISSING",
            "撤销批复没有写明骗取批准的事实和责任认定。",
            "政府投资条例34",
            "写明事实、证据和责任人员、单位。",
        )


@judges(figures.settlement)
def everything_paid(found: Settlement, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例12、29：终止以前应付报酬全部结清。"""
    for each in found.owed:
        yield _owed(each)
    if found.batches:
        yield _left("BATCH_OPEN", "发放批次没有办结", found.batches, PAY, "办到“办结”。")
    if found.complaints:
        yield _left(
            "COMPLAINT_OPEN", "报酬投诉没有办结", found.complaints, PAY, "核实、答复并办结。"
        )


def _owed(each: Owed) -> Finding:
    if each.batch is None:
        return Finding(
            "MONTH_UNLISTED",
            f"{each.month:%Y年%-m月}有 {each.people} 人 {each.days.normalize():f} 个工日，没有发放行。",
            PAY,
            "编制该月发放台账并发放。",
            rows=each.people,
        )
    return Finding(
        "PAY_OWED",
        f"{each.month:%Y年%-m月}还有 {each.people} 人 {each.amount:,} 元没有付清。",
        PAY,
        "按批次发放并核对回单；确不应发的写明理由申请剔除。",
        rows=each.people,
    )


@judges(figures.settlement)
def claims_listed(found: Settlement, terms: Terms) -> Iterator[Finding]:
    """条例29、政府投资条例34：没有办完的工程款支付逐项列明，在清算中处理。"""
    if found.claims:
        cure = "在“清算情况”中逐项写明如何处理。"
        yield _left("CLAIM_OPEN", "工程款支付没有办完", found.claims, FUNDS, cure, level="review")


def _left(
    code: str, said: str, left: Iterable[Left], basis: str, cure: str, level: Level = "block"
) -> Finding:
    known = list(left)
    names = "、".join(each.name for each in known[:5])
    more = f"等 {len(known)} 项" if len(known) > 5 else ""
    return Finding(code, f"{said}：{names}{more}。", basis, cure, rows=len(known), level=level)


@judges(figures.money)
def money_conserved(found: Money, terms: Terms) -> Iterator[Finding]:
    """政府投资条例34：到位资金＝已支出＋收回，结余资金收回。"""
    amounts = (found.disbursed, found.spent, found.recovered)
    if any(each is None for each in amounts):
        yield _money("MONEY_MISSING", "到位、支出、收回资金没有填全。", "三项都填写，没有的填 0。")
        return
    disbursed, spent, recovered = (each for each in amounts if each is not None)
    if min(disbursed, spent, recovered) < 0:
        yield _money("MONEY_NEGATIVE", "到位、支出、收回资金不能是负数。", "按凭证更正。")
    if disbursed != found.forwarded:
        yield _money(
            "DISBURSED_UNLIKE",
            f"到位资金填 {disbursed:,} 元，已转下达业主的资金是 {found.forwarded:,} 元"
            "（没有转下达的不算到位）。",
            "按已转下达的资金文件填写。",
        )
    if disbursed != spent + recovered:
        yield _money(
            "MONEY_LOST",
            f"到位 {disbursed:,} 元，支出 {spent:,} 元加收回 {recovered:,} 元是"
            f" {spent + recovered:,} 元，相差 {abs(disbursed - spent - recovered):,} 元。",
            "逐项核对，差额必须有去向。",
        )
    if spent < found.paid:
        yield _money(
            "SPENT_BELOW_PAY",
            f"已支出 {spent:,} 元，少于已到账的劳务报酬 {found.paid:,} 元。",
            "支出应当包括已发放的劳务报酬。",
        )


def _money(code: str, said: str, cure: str) -> Finding:
    return Finding(code, said, FUNDS, cure)


@judges(figures.money)
def recovery_shown(found: Money, terms: Terms) -> Iterator[Finding]:
    """政府投资条例34；财政资金缴回应有凭证。"""
    if found.recovered and not found.voucher.strip():
        yield _money(
            "VOUCHER_MISSING",
            f"收回 {found.recovered:,} 元，没有填写缴回凭证号。",
            "填写凭证号，并上传凭证。",
        )


def settlement_told(closure: Any, terms: Terms) -> Iterator[Finding]:
    """政府投资条例34：清算情况写明。"""
    if not closure.settlement.strip():
        yield Finding(
            "SETTLEMENT_UNTOLD", "没有写明清算情况。", FUNDS, "写明已完工程、合同和设备的处理。"
        )


SETTLED = (everything_paid, claims_listed, money_conserved, recovery_shown, settlement_told)
