"""工程款支付申请: opened by the contractor, measured, approved, paid, never above the contract price."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.refusals import require_alive
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import held, posts

from ..figures.claims import approved_at, holds_of, price_of, same_voucher
from ..figures.reports import first_month
from ..models import PaymentClaim
from ..states import ClaimKind

BASIS = "保障农民工工资支付条例24、29；政府投资条例22"
may_claim = held(posts(P.CONTRACTOR_LEAD))


def begin_claim(
    project: Any, *, by: Any, kind: str, month: dt.date, amount: Decimal, note: str = ""
) -> PaymentClaim:
    """Open claim number n+1 of ``amount`` yuan. Raises NotYours, Refused (no price, month, amount).

    A draft with the same kind, month, amount and note is that one: pressed twice it opens one.
    """
    month, note = month.replace(day=1), scrub(note.strip())
    with work(project.chain, by) as unit:
        project = unit.current(project)
        claim = PaymentClaim(
            project=project, number=project.paymentclaims.count() + 1, kind=kind, month=month,
            amount=amount, note=note, initiator=by,
        )  # fmt: skip
        require_alive(claim)
        if not may_claim(claim, by):
            raise NotYours("支付申请由施工单位项目负责人编制。")
        if wrong := _not_claimable(unit, claim):
            raise Refused(wrong)
        same = project.paymentclaims.filter(
            state="DRAFTING", kind=kind, month=month, amount=amount, note=note
        )
        made: PaymentClaim = same.first() or gate.open_paper(unit, claim)
        return made


def _not_claimable(unit: Unit, claim: PaymentClaim) -> list[Finding]:
    found = []
    if price_of(claim.project) is None:
        found.append(Finding("PRICE_MISSING", "没有已登记的合同价。", BASIS, "先登记施工合同。"))
    if not first_month(claim.project) <= claim.month <= unit.today:
        text = "所属月份应在开工当月到本月之间。"
        found.append(Finding("CLAIM_MONTH", text, BASIS, "请重新选择月份。"))
    if claim.amount <= 0:
        found.append(Finding("CLAIM_AMOUNT", "申请金额应大于 0。", BASIS))
    return found


def check_measured(unit: Unit, claim: PaymentClaim) -> None:
    """签认计量: part of what was claimed, or all of it; nothing is sent back, not signed as zero."""
    if not claim.measured:
        raise Refused(
            [Finding("MEASURED_NOTHING", "签认金额应大于 0。", BASIS, "不认可的退回修改。")]
        )
    if claim.measured > claim.amount:
        text = f"签认金额 {claim.measured:,.2f} 元超过申请金额 {claim.amount:,.2f} 元。"
        raise Refused([Finding("MEASURED_ABOVE", text, BASIS, "至多签认申请的金额。")])


def check_payment(unit: Unit, claim: PaymentClaim) -> None:
    """登记拨付: a day between approval and today, a voucher of its own, and no money that is held."""
    if wrong := [*_misdated(unit, claim), *_held(claim), *_voucher_used(claim)]:
        raise Refused(wrong)


def _misdated(unit: Unit, claim: PaymentClaim) -> list[Finding]:
    paid_on, approved = claim.paid_on, approved_at(claim)
    assert paid_on is not None
    if paid_on > unit.today:
        text = f"拨付日期 {paid_on} 还没有到。"
        return [Finding("PAID_FUTURE", text, BASIS, "拨付后再登记。")]
    if approved is not None and paid_on < (on := timezone.localtime(approved).date()):
        text = f"拨付日期 {paid_on} 早于业主同意拨付的 {on}。"
        return [Finding("PAID_EARLY", text, BASIS, "核对凭证日期。")]
    return []


def _held(claim: PaymentClaim) -> list[Finding]:
    """Money of the works that went out before the hold was a fact already: only later ones wait."""
    if claim.kind != ClaimKind.WORKS:
        return []
    return [
        Finding(
            "CLAIM_HELD",
            f"整改 {each.number} 号（{each.code}）自 {each.since} 起暂停拨付，尚未闭环。",
            "建设工程质量管理条例37",
            "整改复查销号后再拨付；人工费用不受影响。",
        )
        for each in holds_of(claim.project)
        if claim.paid_on is not None and each.since <= claim.paid_on
    ]


def _voucher_used(claim: PaymentClaim) -> list[Finding]:
    other = same_voucher(claim, claim.voucher)
    if other is None:
        return []
    text = f"凭证号已登记在第 {other} 次支付。"
    return [Finding("VOUCHER_USED", text, BASIS, "核对凭证号；一张凭证只登记一次。")]
