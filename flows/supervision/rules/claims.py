"""What holds money of the contract back: open defects, the contract price, labour fees first."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from ..figures import claims as figures

MEASURES = {"HOLD": "暂停拨付工程款", "STOP": "停工整改"}


@judges(figures.claim_standing)
def works_not_held(found: figures.ClaimStanding, terms: Terms) -> Iterator[Finding]:
    """质量条例37：有停工、暂停拨付的整改未闭环，工程进度款不签认、不拨付。人工费用不受影响（条例35）。"""
    for hold in found.holds:
        yield Finding(
            "CLAIM_HELD",
            f"整改 {hold.number} 号（{hold.code}）{MEASURES[hold.measure]}，尚未闭环。",
            "建设工程质量管理条例37",
            "整改复查销号后再签认；人工费用请单独申请，不受影响。",
            rows=1,
        )


@judges(figures.claim_standing)
def within_price(found: figures.ClaimStanding, terms: Terms) -> Iterator[Finding]:
    """政府投资条例22：签认、拨付累计（含在途）不超过合同价。"""
    if found.price is None:
        yield Finding(
            "PRICE_MISSING", "没有已登记的合同价。", "政府投资条例22", "先登记施工合同和合同价。"
        )
    elif found.own > found.left:
        yield Finding(
            "PRICE_EXCEEDED",
            f"本次 {found.own:,.2f} 元，其他各次（含在途）{found.committed:,.2f} 元，"
            f"超过合同价 {found.price:,.2f} 元。",
            "政府投资条例22",
            f"本次最多 {max(found.left, 0):,.2f} 元；合同变更的先办变更。",
        )


@judges(figures.claim_standing)
def labour_first(found: figures.ClaimStanding, terms: Terms) -> Iterator[Finding]:
    """条例24、29：人工费用与工程进度款分账，人工费用优先按月足额拨付。"""
    if not found.labour_paid:
        yield Finding(
            "LABOUR_FIRST",
            f"{found.month:%Y年%-m月}的人工费用还没有拨付。",
            "保障农民工工资支付条例24、29",
            "先拨付当月人工费用到工资专户，或说明当月没有用工。",
            level="review",
        )


HAND_IN = (within_price, labour_first)
MEASURE = (works_not_held, within_price, labour_first)
