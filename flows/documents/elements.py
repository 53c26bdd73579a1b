"""The table of 以工代赈 elements: which document must state which, in which fields.

One table drives form, check, story and print (domain.md 4.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.db import models


class DocumentKind(models.TextChoices):
    PLAN = "plan", "实施方案"
    APPROVAL = "approval", "立项批复"
    FUNDING = "funding", "资金拨付文件"
    CONTRACT = "contract", "施工合同"


FieldKind = Literal["int", "money", "text", "list", "yes", "choice"]


CENT = Decimal("0.01")
MOST = Decimal(10) ** 12  # yuan; beyond it something was mistyped


def number_of(value: Any) -> Decimal | None:
    """The count or the yuan that ``value`` states; None where it states none."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number < MOST else None


@dataclass(frozen=True)
class Part:
    """One value inside an element."""

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = True
    affirmed: bool = False  # only 是 says it; 否 leaves it unwritten

    def unsaid(self, value: Any) -> bool:
        """Zero and 否 are said, unless 是 is what has to be written; blank is not."""
        if isinstance(value, str):
            return not value.strip()
        return value is None or value == [] or (self.affirmed and value is False)

    def fits(self, value: Any) -> bool:
        """Whether a said ``value`` is of this kind: counts and yuan are never negative."""
        if self.kind in ("int", "money"):
            number = number_of(value)
            return number is not None and not number % (1 if self.kind == "int" else CENT)
        if self.kind == "yes":
            return isinstance(value, bool)
        if self.kind == "list":
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        return isinstance(value, str)


@dataclass(frozen=True)
class Element:
    """``wanted_in``: the documents that cannot be issued without it."""

    key: str
    title: str
    parts: tuple[Part, ...]
    wanted_in: frozenset[str]
    basis: str

    def missing_in(self, values: Mapping[str, Any]) -> list[Part]:
        """The parts that ``values`` leaves unsaid. Zero and 否 are said; empty is not."""
        return [part for part in self.parts if part.required and part.unsaid(values.get(part.name))]

    def wrong_in(self, values: Mapping[str, Any]) -> list[Part]:
        """The parts that ``values`` states in a way that cannot be meant."""
        said = [part for part in self.parts if not part.unsaid(values.get(part.name))]
        return [part for part in said if not part.fits(values[part.name])]


_ALL = frozenset(DocumentKind.values)
_NO_FUNDING = _ALL - {"funding"}
_PAPERS = frozenset({"plan", "approval"})

ELEMENTS: dict[str, Element] = {
    element.key: element
    for element in (
        Element(
            "r1",
            "用工环节及工种、岗位数、工时",
            (
                Part("labour_links", "用工环节", "list"),
                Part("trades", "工种", "list"),
                Part("openings", "岗位数", "int"),
                Part("worker_days", "计划工日", "int"),
            ),
            _NO_FUNDING,
            "实施意见一(三)、三(二)",
        ),
        Element(
            "r2",
            "计划带动当地务工人数及优先群体",
            (
                Part("headcount", "当地务工人数", "int"),
                Part("priority_headcount", "其中优先群体", "int"),
            ),
            _ALL,
            "实施意见一(一)、五(一)",
        ),
        Element(
            "r3",
            "劳务报酬总额及占比",
            (
                Part("labour_pay", "劳务报酬总额（元）", "money"),
                Part("denominator", "占比分母", "text"),
                Part("denominator_amount", "分母金额（元）", "money"),
            ),
            _ALL,
            "实施意见三(四)、四；国办函〔2022〕58号",
        ),
        Element(
            "r4",
            "报酬标准及测算依据",
            (
                Part("daily_rate", "标准（元/工日）", "money"),
                Part("basis", "测算依据"),
            ),
            _NO_FUNDING,
            "实施意见三(四)",
        ),
        Element(
            "r5",
            "培训计划",
            (
                Part("safety", "安全培训（人次）", "int"),
                Part("skills", "技能培训（人次）", "int"),
            ),
            _NO_FUNDING,
            "实施意见三(三)",
        ),
        Element(
            "r6",
            "发放方式与周期",
            (
                Part("method", "发放方式"),
                Part("cycle_days", "周期（日）", "int"),
            ),
            _ALL,
            "实施意见三(四)；保障农民工工资支付条例24",
        ),
        Element(
            "r7",
            "公示要求",
            (
                Part("project_board", "设置公示牌", "yes"),
                Part("pay_publicity_days", "报酬公示（日）", "int"),
            ),
            _ALL,
            "实施意见三(四)、五(一)",
        ),
        Element(
            "r8",
            "公益性岗位／折股量化",
            (
                Part("public_welfare_posts", "公益性岗位（个，可为 0）", "int"),
                Part("asset_shares", "折股量化（元，可为 0）", "money"),
            ),
            _PAPERS,
            "实施意见一(三)",
        ),
        Element(
            "r9",
            "务工组织模式、承接主体、是否招标及依据",
            (
                Part("mode", "组织模式"),
                Part("body", "承接主体"),
                Part("procurement", "发包方式"),
                Part("basis", "依据"),
            ),
            _PAPERS,
            "实施意见一(一)、二(四)；招标投标法66",
        ),
        Element(
            "r10",
            "项目责任人、日常监管直接责任单位及监管责任人",
            (
                Part("responsible_person", "项目责任人"),
                Part("supervising_unit", "日常监管责任单位"),
                Part("supervising_person", "监管责任人"),
            ),
            frozenset({"approval", "funding"}),
            "实施意见四",
        ),
        Element(
            "r11",
            "后期管护主体与经费",
            (
                Part("body", "管护主体"),
                Part("annual_fund", "年度经费（元）", "money"),
            ),
            _PAPERS,
            "实施意见三(三)；北京市乡村振兴促进条例44",
        ),
        Element(
            "r12",
            "不得以管理、技术人员薪酬充抵",
            (Part("no_management_pay", "已写明不得充抵", "yes", affirmed=True),),
            _ALL,
            "实施意见五(一)",
        ),
    )
}


def wanted(kind: str) -> list[Element]:
    """The elements a document of ``kind`` must state, r1 to r12."""
    return [element for element in ELEMENTS.values() if kind in element.wanted_in]
