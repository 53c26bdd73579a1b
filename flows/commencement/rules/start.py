"""What must be ready before work may start (domain.md 4.1 #9).

Roster and training belong to the labour room, which stands later in the corridor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flows.commencement import figures
from flows.engine.findings import Finding, Level, Terms, judges
from flows.engine.parameters import Value


def _value(key: str, found: figures.Preparation, terms: Terms) -> Value:
    return terms.parameters.get(key, on=terms.today, fund=found.fund, district=found.district)


def _level(item: str, found: figures.Preparation, terms: Terms) -> Level:
    """Which preparations block is the district's list; the others are only mentioned."""
    required = _value("start.required", found, terms)
    return "block" if required.strength == "block" and item in required.items else "inform"


def _level_of(value: Value) -> Level:
    return "block" if value.strength == "block" else "inform"


def _done(day: dt.date | None, terms: Terms) -> bool:
    return day is not None and day <= terms.today


@judges(figures.preparation)
def money_ready(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例23：没有满足施工所需要的资金安排的，工程建设项目不得开工建设。"""
    if not found.funded:
        yield Finding(
            "FUNDS_NOT_READY",
            "资金拨付文件尚未转下达业主，资金未落实，不得开工。",
            "保障农民工工资支付条例23；政府投资条例22",
            "由区发改将资金文件转下达业主后再报开工。",
        )


@judges(figures.preparation)
def wage_account_open(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例26：总包单位应开设农民工工资专用账户；参照执行的项目可说明理由不开。"""
    excused = not found.regulated and bool(found.wage_account_exemption.strip())
    if not found.wage_account and not excused:
        yield Finding(
            "WAGE_ACCOUNT_MISSING",
            "未开设农民工工资专用账户。",
            "保障农民工工资支付条例26",
            "开设专用账户并填写开户日期；"
            + ("条例适用的项目不能以说明代替。" if found.regulated else "不开设的写明理由。"),
            level=_level("wage_account", found, terms),
        )


@judges(figures.preparation)
def wage_account_dated(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """人社部发〔2021〕53号：自工程施工合同签订之日起30日内开立专用账户。"""
    if not found.wage_account:
        return
    if not _done(found.wage_account_opened_on, terms):
        yield Finding(
            "WAGE_ACCOUNT_DATE",
            "农民工工资专用账户没有已发生的开户日期。",
            "保障农民工工资支付条例26",
            "填写实际开户日期。",
            level=_level("wage_account", found, terms),
        )
        return
    limit = _value("wage_account.open_days", found, terms)
    opened, signed = found.wage_account_opened_on, found.signed_on
    if opened and signed and (opened - signed).days > limit.days:
        yield Finding(
            "WAGE_ACCOUNT_LATE",
            f"专用账户于合同签订后 {(opened - signed).days} 日开设，超过 {limit.days} 日。",
            limit.basis,
            "说明原因，今后按期开设。",
            level=_level_of(limit),
        )


@judges(figures.preparation)
def deposit_made(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例32：施工总承包单位应存储工资保证金；符合规定的可以免存。"""
    if found.deposit:
        return
    if not found.deposit_exemption.strip():
        yield Finding(
            "DEPOSIT_MISSING",
            "未存储工资保证金，也未说明免存理由。",
            "保障农民工工资支付条例32",
            "存储保证金或提交保函；符合免存条件的写明理由并附承诺。",
            level=_level("deposit", found, terms),
        )
        return
    limit = _value("deposit.exempt.amount", found, terms)
    if found.price is not None and found.price >= limit.number:
        yield Finding(
            "DEPOSIT_EXEMPTION_DOUBTFUL",
            f"合同价 {found.price} 元，达到 {limit.number} 元，一般不属于免存范围。",
            limit.basis,
            "核对免存依据；不符合的应存储保证金。",
            level=_level_of(limit),
        )


@judges(figures.preparation)
def board_and_officer(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例28、34：配备劳资专管员；在施工现场醒目位置设立维权信息告示牌。"""
    if not found.notice_board:
        yield Finding(
            "NOTICE_BOARD_MISSING",
            "未设立维权信息告示牌。",
            "保障农民工工资支付条例34",
            "设立告示牌，载明各单位及劳资专管员、最低工资标准、支付日期、投诉举报电话，并留照片。",
            level=_level("notice_board", found, terms),
        )
    if not found.labour_officer.strip():
        yield Finding(
            "LABOUR_OFFICER_MISSING",
            "未配备劳资专管员。",
            "保障农民工工资支付条例28",
            "填写劳资专管员姓名。",
            level=_level("labour_officer", found, terms),
        )


@judges(figures.preparation)
def project_publicised(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """实施意见五(一)；domain.md 4.1：开工前完成项目公示，自张贴次日起算自然日。"""
    if not _done(found.publicity_on, terms):
        yield Finding(
            "PUBLICITY_MISSING",
            "项目尚未公示。",
            "实施意见五(一)",
            "在村务公开栏公示项目，填写张贴日期。",
            level=_level("publicity", found, terms),
        )
        return
    limit = _value("publicity.project.min_days", found, terms)
    assert found.publicity_on is not None
    shown = min((terms.today - found.publicity_on).days, found.publicity_days or 0)
    if shown < limit.days:
        yield Finding(
            "PUBLICITY_SHORT",
            f"项目公示 {shown} 日，少于 {limit.days} 日。",
            limit.basis,
            "公示满期后开工，或说明情况。",
            level=_level_of(limit),
        )


@judges(figures.preparation)
def crew_safe(found: figures.Preparation, terms: Terms) -> Iterator[Finding]:
    """建设工程安全生产管理条例27：施工前技术人员向作业班组、作业人员详细说明并双方签字确认；务工人员有保险。"""
    if not _done(found.briefing_on, terms):
        yield Finding(
            "BRIEFING_MISSING",
            "尚未进行技术交底。",
            "建设工程安全生产管理条例27；实施意见三(三)",
            "组织交底并双方签字，填写交底日期。",
            level=_level("briefing", found, terms),
        )
    if not found.insurance.strip():
        yield Finding(
            "INSURANCE_MISSING",
            "未写明务工人员参加工伤保险或意外伤害保险的情况。",
            "工伤保险条例2；建筑法48",
            "填写险种和保单（参保）情况。",
            level=_level("insurance", found, terms),
        )


READY = (
    money_ready,
    wage_account_open,
    wage_account_dated,
    deposit_made,
    board_and_officer,
    project_publicised,
    crew_safe,
)
