"""Judgements on a document's elements: stated, and in agreement with the other documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.engine.findings import Finding, Terms

from .elements import DocumentKind, wanted

AGREE = (
    ("r2", "headcount"),
    ("r2", "priority_headcount"),
    ("r3", "labour_pay"),
    ("r3", "denominator_amount"),
)


@dataclass(frozen=True)
class Stated:
    """What documents say: ``elements`` of the one in hand, ``others`` by kind, the project's."""

    kind: str
    elements: dict[str, dict[str, Any]]
    others: dict[str, dict[str, dict[str, Any]]]
    total_investment: Decimal
    funds: dict[str, Decimal]
    fund_source: str
    approved: bool

    @property
    def title(self) -> str:
        return DocumentKind(self.kind).label


def elements_stated(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见四、五(一)：前期要件、立项批复、资金拨付文件、合同须写明以工代赈要求，缺一不得签发。"""
    for element in wanted(stated.kind):
        values = stated.elements.get(element.key, {})
        gaps = element.missing_in(values)
        if gaps:
            names = "、".join(part.label for part in gaps)
            yield Finding(
                element.key,
                f"{stated.title}未写明要素 {element.key}“{element.title}”：{names}。",
                element.basis,
                "在要素表中补充填写；没有的写 0 或“否”，不能留空。",
            )


def elements_agree(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """domain.md 4.4：各文书的务工人数、报酬应一致，以立项批复为基线。"""
    anchor = "approval" if stated.approved and stated.kind != "approval" else "plan"
    if anchor == stated.kind or anchor not in stated.others:
        return
    for key, name in AGREE:
        here = stated.elements.get(key, {}).get(name)
        there = stated.others[anchor].get(key, {}).get(name)
        if here in (None, "") or there in (None, "") or Decimal(str(here)) == Decimal(str(there)):
            continue
        yield Finding(
            f"{key}_DIFFERS",
            f"{stated.title}要素 {key} 为 {here}，{DocumentKind(anchor).label}为 {there}，两者不一致。",
            "domain.md 4.4；实施意见四",
            "核对后改为一致；确需变更的按变更程序报原审批部门。",
        )


def share_possible(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """国办函〔2022〕58号：中央预算内以工代赈项目劳务报酬占比不低于参数 ratio.central_budget.min。"""
    said = stated.elements.get("r3", {})
    pay, amount = said.get("labour_pay"), said.get("denominator_amount")
    if pay in (None, "") or amount in (None, "") or not Decimal(str(amount)):
        return
    floor = terms.parameters.find(
        "ratio.central_budget.min", on=terms.today, fund=stated.fund_source
    )
    central = stated.funds.get(stated.fund_source, Decimal(str(amount)))
    share = Decimal(str(pay)) / (
        central if floor and floor.strength == "block" else Decimal(str(amount))
    )
    if floor is not None and share < floor.number:
        yield Finding(
            "SHARE_BELOW_FLOOR",
            f"计划劳务报酬占比 {share:.2%}，低于 {floor.number:.0%}。",
            floor.basis,
            "提高劳务报酬或调整建设内容后重新报批。",
            level="block" if floor.strength == "block" else "inform",
        )


def figures_possible(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """要素自身须成立：优先群体不多于务工人数，分母须为项目实有资金，报酬不超过总投资。"""
    people, first = (
        stated.elements.get("r2", {}).get(k) for k in ("headcount", "priority_headcount")
    )
    if people not in (None, "") and first not in (None, "") and int(first) > int(people):
        yield Finding(
            "r2_IMPOSSIBLE", "优先群体人数多于务工人数。", "domain.md 4.4 r2", "核对人数。"
        )
    said = stated.elements.get("r3", {})
    named, amount = said.get("denominator"), said.get("denominator_amount")
    real = stated.funds.get(str(named), stated.total_investment if named == "总投资" else None)
    if named and amount not in (None, "") and real != Decimal(str(amount)):
        yield Finding(
            "r3_DENOMINATOR",
            f"占比分母“{named}”{amount} 元与项目资金 {real or 0} 元不符。",
            "domain.md 4.4 r3",
            "分母写项目资金来源之一或“总投资”，金额与资金表一致。",
        )
    pay = said.get("labour_pay")
    if pay not in (None, "") and Decimal(str(pay)) > stated.total_investment:
        yield Finding("r3_IMPOSSIBLE", "劳务报酬总额大于总投资。", "domain.md 4.4 r3", "核对金额。")
