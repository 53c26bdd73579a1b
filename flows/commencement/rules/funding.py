"""What holds a funding notice back: its elements, its amount."""

from __future__ import annotations

from collections.abc import Iterator

from flows.commencement import figures
from flows.documents import rules as documents
from flows.engine.findings import Finding, Terms, judges


@judges(figures.funding)
def funds_cover(found: figures.Funding, terms: Terms) -> Iterator[Finding]:
    """政府投资条例17、22：投资计划须明确总投资、年度投资额及资金来源，所需资金应按规定确保落实到位。"""
    if found.funds != found.total_investment:
        yield Finding(
            "FUNDS_DIFFER",
            f"各资金来源合计 {found.funds} 元，总投资 {found.total_investment} 元，不一致。",
            "政府投资条例17、22",
            "核对项目资金来源，落实缺口后再拟投资计划。",
        )


@judges(figures.funding)
def amount_agrees(found: figures.Funding, terms: Terms) -> Iterator[Finding]:
    """政府投资条例22：政府投资项目所需资金应按照国家有关规定确保落实到位。"""
    if found.amount != found.funds:
        yield Finding(
            "AMOUNT_DIFFERS",
            f"资金拨付文件下达 {found.amount} 元，项目各资金来源合计 {found.funds} 元，不一致。",
            "政府投资条例22",
            "按项目资金来源逐笔核对后改正下达金额。",
        )


@judges(figures.of_document)
def funding_complete(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见四：在资金拨付文件中明确提出以工代赈工作要求。"""
    yield from documents.elements_stated(stated, terms)


@judges(figures.of_document)
def funding_agrees(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """资金拨付文件与立项批复一致，数字成立（domain.md 4.4）。"""
    yield from documents.elements_agree(stated, terms)
    yield from documents.figures_possible(stated, terms)


PLAN = (funds_cover,)
SIGN = (funding_complete, funding_agrees, amount_agrees)
