"""What holds an intake back: scans, facts and elements that later stages rest on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from flows.documents import rules as documents
from flows.documents.elements import wanted
from flows.engine.findings import Finding, Terms, judges

from . import figures

ORDER = ("APPROVED", "FUNDED", "READY", "CONSTRUCTION")


class Wanted(NamedTuple):
    """A scan or a fact: from which stage on it must be there, and why."""

    name: str
    label: str
    since: str
    basis: str


SCANS = (
    Wanted("approval", "立项批复扫描件", "APPROVED", "实施意见四；政府投资条例11"),
    Wanted("funding", "资金拨付文件扫描件", "FUNDED", "实施意见四；政府投资条例22"),
    Wanted("contract", "施工合同扫描件", "READY", "实施意见五(一)；保障农民工工资支付条例24"),
    Wanted("start_order", "开工令扫描件", "CONSTRUCTION", "政府投资条例20；保障农民工工资支付条例23"),
)  # fmt: skip
FACTS = (
    Wanted("decision_number", "批复文号", "APPROVED", "实施意见四；政府投资条例11"),
    Wanted("approved_on", "批复日期", "APPROVED", "实施意见四；政府投资条例11"),
    Wanted("funding_number", "资金文件文号", "FUNDED", "实施意见四；政府投资条例22"),
    Wanted("funded_on", "资金文件日期", "FUNDED", "实施意见四；政府投资条例22"),
    Wanted("contract_number", "合同编号", "READY", "实施意见五(一)；保障农民工工资支付条例24"),
    Wanted("price", "合同价", "READY", "政府投资条例23"),
    Wanted("signed_on", "合同签订日期", "READY", "保障农民工工资支付条例24"),
    Wanted("start_order_number", "开工令编号", "CONSTRUCTION", "政府投资条例20"),
    Wanted("begun_on", "开工日期", "CONSTRUCTION", "政府投资条例20"),
)
DAYS = ("approved_on", "funded_on", "signed_on", "begun_on")
LABELS = {each.name: each.label for each in FACTS}
# Elements that are read at every later stage: the baseline, training, what is promised for 管护.
ALWAYS = frozenset(("r2", "r3", "r5", "r8", "r11"))


def reached(at: str, since: str) -> bool:
    """A project that comes in at ``at`` has ``since`` behind it, or is there."""
    return ORDER.index(at) >= ORDER.index(since)


def needed(at: str) -> frozenset[str]:
    """The approval's elements that papers still to come, and the acceptance, will ask for."""
    found = set(ALWAYS)
    if not reached(at, "FUNDED"):
        found |= {element.key for element in wanted("funding")}
    if not reached(at, "READY"):
        found |= {element.key for element in wanted("contract")} | {"r9"}
    return frozenset(found)


@judges(figures.facts)
def scans_there(found: figures.Facts, terms: Terms) -> Iterator[Finding]:
    """补录以扫描件为准：所处阶段之前的批复、资金文件、合同、开工令都要有扫描件。"""
    for scan in SCANS:
        if reached(found.at, scan.since) and scan.label not in found.scans:
            yield Finding(
                f"SCAN_{scan.name.upper()}",
                f"缺少{scan.label}。",
                scan.basis,
                f"在“扫描件”一栏上传{scan.label}（pdf、jpg、png）。",
            )


@judges(figures.facts)
def facts_stated(found: figures.Facts, terms: Terms) -> Iterator[Finding]:
    """补录的文号、日期、金额照扫描件填写，所处阶段之前的不能空缺。"""
    for fact in FACTS:
        if reached(found.at, fact.since) and found.stated[fact.name] in (None, ""):
            yield Finding(
                f"{fact.name.upper()}_MISSING",
                f"未填写{fact.label}。",
                fact.basis,
                "在“更正补录内容”中照扫描件填写。",
            )


@judges(figures.facts)
def facts_possible(found: figures.Facts, terms: Terms) -> Iterator[Finding]:
    """补录的是已经发生的事：日期不晚于今天，先后有序；政府投资条例23：合同价不超过总投资。"""
    basis = "政府投资条例11、20、22"
    cure = "对照扫描件核对日期。"
    past = [(name, found.day(name)) for name in DAYS]
    for name, day in past:
        if day is not None and day > terms.today:
            said = f"{LABELS[name]} {day} 晚于今天，还没有发生的不能补录。"
            yield Finding(f"{name.upper()}_AHEAD", said, basis, cure)
    known = [(name, day) for name, day in past if day is not None]
    for (first, before), (second, after) in pairwise(known):
        if after < before:
            said = f"{LABELS[second]} {after} 早于{LABELS[first]} {before}。"
            yield Finding("DATES_DISORDERED", said, basis, cure, level="review")
    if found.price is not None and found.price > found.total_investment:
        yield Finding(
            "PRICE_ABOVE_INVESTMENT",
            f"合同价 {found.price} 元超过总投资 {found.total_investment} 元。",
            "政府投资条例23",
            "核对合同价和各资金来源；确已调整概算的，按调整后的总投资填写。",
        )


@judges(figures.facts)
def bodies_named(found: figures.Facts, terms: Terms) -> Iterator[Finding]:
    """已签合同的项目，施工单位和（设监理的）监理单位已经确定，今后由其在本系统办理。"""
    if not reached(found.at, "READY"):
        return
    if not found.contractor:
        yield Finding(
            "CONTRACTOR_MISSING",
            "未选择施工单位。",
            "实施意见二(四)",
            "在“更正补录内容”中选择合同的施工单位；名单中没有的，请系统管理员先登记单位和人员。",
        )
    if found.has_firm and not found.supervisor:
        yield Finding(
            "SUPERVISOR_MISSING",
            "项目监管方式为“监理单位”，未选择监理单位。",
            "建设工程质量管理条例12",
            "选择监理单位，或将监管方式改为“业主现场代表+村务监督”。",
        )


@judges(figures.promised)
def approval_stated(found: figures.Promised, terms: Terms) -> Iterator[Finding]:
    """实施意见四、五(一)：今后的文书和验收要用的批复要素，照批复填写；批复没有写明的其余各项只作提示。"""
    keys = needed(found.at)
    for finding in documents.elements_stated(found.approval, terms):
        binds = finding.code.removesuffix("_INVALID") in keys
        yield finding if binds else dataclasses.replace(finding, level="inform")


@judges(figures.promised)
def approval_possible(found: figures.Promised, terms: Terms) -> Iterator[Finding]:
    """批复要素自身须成立：优先群体不多于务工人数，分母为项目实有资金，报酬不超过总投资。"""
    yield from documents.figures_possible(found.approval, terms)


WHOLE = (
    scans_there,
    facts_stated,
    facts_possible,
    bodies_named,
    approval_stated,
    approval_possible,
)
