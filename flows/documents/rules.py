"""Judgements on a document's elements: stated, and in agreement with the other documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from flows.engine.findings import Finding, Terms

from .elements import DocumentKind, Part, number_of, wanted

AGREE = (
    ("r2", "headcount", "当地务工人数"),
    ("r2", "priority_headcount", "其中优先群体"),
    ("r3", "labour_pay", "劳务报酬总额"),
    ("r3", "denominator", "占比分母"),
    ("r3", "denominator_amount", "分母金额"),
)
TOTAL = "总投资"


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
    promise: str = ""  # what an approved change has made of the approval, by its name

    def said(self, element: str, name: str) -> Any:
        return self.elements.get(element, {}).get(name)

    def number(self, element: str, name: str) -> Decimal | None:
        """The number stated there; None where it is unsaid or no number (``elements_stated``)."""
        return number_of(self.said(element, name))

    @property
    def title(self) -> str:
        return DocumentKind(self.kind).label


def elements_stated(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见四、五(一)：前期要件、立项批复、资金拨付文件、合同须写明以工代赈要求，缺一不得签发。"""
    for element in wanted(stated.kind):
        values = stated.elements.get(element.key, {})
        named = f"要素 {element.key}“{element.title}”"
        gaps = element.missing_in(values)
        if gaps:
            yield Finding(
                element.key,
                f"{stated.title}未写明{named}：{_labels(gaps)}。",
                element.basis,
                "在要素表中补充填写；没有的写 0 或“否”，不能留空。",
            )
        wrong = element.wrong_in(values)
        if wrong:
            yield Finding(
                f"{element.key}_INVALID",
                f"{stated.title}{named}填写有误：{_labels(wrong)}。",
                element.basis,
                "人数、天数写非负整数，金额写非负数、至多两位小数。",
            )


def _labels(parts: list[Part]) -> str:
    return "、".join(part.label for part in parts)


def elements_agree(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见四、五(一)：各文书的务工人数、劳务报酬应当一致，以立项批复为基线。"""
    anchor = "approval" if stated.approved and stated.kind != "approval" else "plan"
    if anchor == stated.kind or anchor not in stated.others:
        return
    for key, name, label in AGREE:
        here = stated.said(key, name)
        there = stated.others[anchor].get(key, {}).get(name)
        if here in (None, "") or there in (None, "") or _same(here, there):
            continue
        yield Finding(
            f"{key}_DIFFERS",
            f"{stated.title}要素 {key} 的{label}为 {here}，"
            f"{_named(stated, anchor)}为 {there}，两者不一致。",
            "实施意见四、五(一)",
            "核对后改为一致；确需变更的按变更程序报原审批部门。",
        )


def _named(stated: Stated, anchor: str) -> str:
    return stated.promise if stated.promise and anchor == "approval" else DocumentKind(anchor).label


def _same(here: Any, there: Any) -> bool:
    numbers = number_of(here), number_of(there)
    return numbers[0] == numbers[1] if None not in numbers else str(here) == str(there)


def share_possible(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """国办函〔2022〕58号：中央预算内以工代赈项目劳务报酬占比不低于参数 ratio.central_budget.min。"""
    floor = terms.parameters.find(
        "ratio.central_budget.min", on=terms.today, fund=stated.fund_source
    )
    pay, amount = stated.number("r3", "labour_pay"), stated.number("r3", "denominator_amount")
    if floor is None or pay is None:
        return
    if floor.strength == "block":  # it binds pay to the money itself, whatever r3 divides by
        amount = stated.funds.get(stated.fund_source, amount)
    if amount and pay / amount < floor.number:
        yield Finding(
            "SHARE_BELOW_FLOOR",
            f"计划劳务报酬占比 {_percent(pay / amount)}，低于 {_percent(floor.number)}。",
            floor.basis,
            "提高劳务报酬或调整建设内容后重新报批。",
            level="block" if floor.strength == "block" else "inform",
        )


def _percent(share: Decimal) -> str:
    """Two places, cut and not rounded: 29.999% must not read as 30%."""
    cut = (share * 100).quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{cut.normalize():f}%"


def figures_possible(stated: Stated, terms: Terms) -> Iterator[Finding]:
    """要素自身须成立：优先群体不多于务工人数，分母须为项目实有资金，报酬不超过总投资。"""
    people = stated.number("r2", "headcount")
    first = stated.number("r2", "priority_headcount")
    if people is not None and first is not None and first > people:
        yield Finding(
            "r2_IMPOSSIBLE", "优先群体人数多于务工人数。", "实施意见一(一)", "核对要素 r2 的人数。"
        )
    named = str(stated.said("r3", "denominator") or "")
    amount, pay = stated.number("r3", "denominator_amount"), stated.number("r3", "labour_pay")
    real = stated.funds.get(named, stated.total_investment if named == TOTAL else None)
    if named and amount is not None and real != amount:
        yield Finding(
            "r3_DENOMINATOR",
            f"占比分母“{named}”{amount} 元与项目资金 {real or 0} 元不符。",
            "实施意见三(四)",
            f"分母写项目资金来源之一或“{TOTAL}”，金额与资金表一致。",
        )
    if pay is not None and pay > stated.total_investment:
        yield Finding(
            "r3_IMPOSSIBLE", "劳务报酬总额大于总投资。", "政府投资条例23", "核对要素 r3 的金额。"
        )
