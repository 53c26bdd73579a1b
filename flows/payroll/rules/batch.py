"""Judgements on a month's pay at its steps. Single lines are held, the batch goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from flows.engine.findings import Finding, Terms, judges

from .. import figures
from .fault import Fault
from .lines import faults

PAYING_BASIS = "保障农民工工资支付条例31；国家以工代赈管理办法（银行回单留存核对）"


@judges(figures.standing)
def lines_there(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """条例31：按月考核、编制工资支付表。"""
    if not found.lines:
        yield Finding(
            "LINES_MISSING",
            "本月还没有劳务报酬发放台账。",
            "保障农民工工资支付条例31",
            "上传本月发放台账；本月没有用工的选“本月无用工”。",
        )


@judges(figures.standing)
def nothing_there(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """没有考勤、没有发放行的月份才可以按无用工办结。"""
    if found.lines or found.marks:
        yield Finding(
            "MONTH_NOT_EMPTY",
            f"本月已有 {found.marks} 条考勤、{found.lines} 条发放行。",
            "保障农民工工资支付条例31",
            "按正常流程编制发放。",
            rows=found.lines,
        )


@judges(figures.of_batch)
def lines_judged(found: figures.Pay, terms: Terms) -> Iterator[Finding]:
    """条例31、实施意见三(四)：有问题的行暂扣，其余按期发放。"""
    by_code: dict[str, list[Fault]] = {}
    for said in faults(found, terms).values():
        for fault in said:
            by_code.setdefault(fault.code, []).append(fault)
    for code in sorted(by_code):
        yield gathered(by_code[code])


def gathered(said: list[Fault]) -> Finding:
    """Faults of one code in a month as one finding; it holds lines, not the move."""
    first = said[0].finding
    waiting = first.blocks and any(fault.line.status != "PAID" for fault in said)
    held = "，暂扣该行，其余照常办理" if waiting else ""
    text = "；".join(
        f"{fault.line.worker.name}：{fault.message.rstrip('。')}" for fault in said[:5]
    )
    more = f"等 {len(said)} 行" if len(said) > 5 else ""
    workers = tuple(dict.fromkeys(fault.line.worker for fault in said))
    return replace(
        first,
        message=f"{text}{more}{held}。",
        workers=workers,
        rows=len(said),
        level="review" if first.blocks else first.level,
    )


@judges(figures.of_batch)
def everybody_paid(found: figures.Pay, terms: Terms) -> Iterator[Finding]:
    """条例12：足额支付；出了勤的都要有发放行。"""
    left = [each for each in found.unpaid if each.batch == found.batch]
    if left:
        yield Finding(
            "L10",
            f"{len(left)} 人当月有考勤，发放台账里没有。",
            "保障农民工工资支付条例12",
            "退回编制，补上漏发的人。",
            tuple(each.worker for each in left),
            len(left),
            "review",
        )


@judges(figures.notice)
def notice_over(found: figures.Notice, terms: Terms) -> Iterator[Finding]:
    """报酬发放在村务公开栏公示，自张贴次日起算；中央预算内项目不满不得进入审核。"""
    days = terms.parameters.get(
        "publicity.pay.min_days", on=found.posted_on or terms.today, fund=found.fund
    )
    if found.ends_on is None or terms.today <= found.ends_on:
        yield Finding(
            "NOTICE_RUNNING",
            f"公示至 {found.ends_on} 期满（不少于 {days.text} 天）。",
            days.basis,
            "公示期满后再办理。",
            level="block" if days.strength == "block" else "inform",
        )


@judges(figures.standing)
def held_stay_back(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """有问题的行暂扣，不影响其他人按期领取。"""
    if held := found.count("HELD"):
        yield Finding(
            "LINES_HELD",
            f"{held} 行暂扣，不在本次代发之列。",
            PAYING_BASIS,
            "更正或剔除后再发。",
            rows=held,
            level="inform",
        )


@judges(figures.standing)
def all_answered(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """银行回单与发放行逐行核对：除暂扣、剔除的行外都应到账。"""
    for statuses, code, said, cure in (
        (
            ("SENT", "CLEARED", "RECORDED"),
            "RECEIPT_MISSING",
            "没有成功回单",
            "请施工单位交齐银行回单。",
        ),
        (
            ("BOUNCED",),
            "PAYMENT_BOUNCED",
            "被退汇，尚未补发成功",
            "原卡可重发，交来成功回单即可；换卡的退回编制，由本人重新确认。",
        ),
    ):
        if number := found.count(*statuses):
            yield Finding(code, f"{number} 行{said}。", PAYING_BASIS, cure, rows=number)


@judges(figures.standing)
def something_to_pay(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """有可发放或退汇的行才需要再次代发。"""
    if not found.count("CLEARED", "BOUNCED"):
        yield Finding("NOTHING_TO_PAY", "没有可以补发的行。", PAYING_BASIS, "暂扣的行请先更正。")


@judges(figures.standing)
def something_open(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """已到账的行不能再改；有未到账的行才需要更正。"""
    if not found.count("HELD", "BOUNCED", "CLEARED", "RECORDED"):
        yield Finding("NOTHING_TO_CORRECT", "没有未到账的行需要更正。", PAYING_BASIS, "直接办结。")


@judges(figures.standing)
def all_settled(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """每一行都已到账或经复核剔除，才算办结。"""
    if open_lines := found.lines - found.count("PAID", "STRUCK"):
        yield Finding(
            "LINES_OPEN",
            f"{open_lines} 行还没有到账或剔除。",
            PAYING_BASIS,
            "更正后补发，或写明理由申请剔除，由业主复核。",
            rows=open_lines,
        )


@judges(figures.unlike_site)
def sheet_like_site(found: figures.Unlike, terms: Terms) -> Iterator[Finding]:
    """实施意见三(四)：实名制考勤；现场点名为准，考勤表与之不符的逐格核对。"""
    if cells := found.cells:
        said = "；".join(
            f"{cell.worker.name} {cell.day} 考勤表 {cell.said}、现场 {cell.stands}"
            for cell in cells[:5]
        )
        more = f"等 {len(cells)} 格" if len(cells) > 5 else ""
        yield Finding(
            "ROLLCALL",
            f"考勤表与点名不符：{said}{more}，按现场点名计。",
            "实施意见三(四)；保障农民工工资支付条例28",
            "核对是谁记错：考勤表有误的改正后重交，点名有误的由劳资专管员写明理由更正。",
            tuple(dict.fromkeys(cell.worker for cell in cells)),
            len(cells),
            "review",
        )


@judges(figures.stopped_work)
def nobody_worked_stopped(found: figures.StoppedWork, terms: Terms) -> Iterator[Finding]:
    """保障农民工工资支付条例28、31：考勤如实记录；停工期间的出勤写明是看护、抢险还是误记。"""
    if found.marks:
        by_day = Counter(day for day, _ in found.marks)
        said = "、".join(
            f"{day:%-m月%-d日} {people} 人" for day, people in list(by_day.items())[:5]
        )
        more = f"等 {len(by_day)} 日" if len(by_day) > 5 else ""
        yield Finding(
            "STOPPED_WORK",
            f"停工期间有考勤：{said}{more}。",
            "保障农民工工资支付条例28、31；北京市建设工程质量条例45",
            "看护、抢险、整改的在办理意见中写明；误记的由劳资专管员写明理由更正考勤。",
            tuple(dict.fromkeys(worker for _, worker in found.marks)),
            len(found.marks),
            "review",
        )


JUDGE = (lines_judged, everybody_paid, sheet_like_site, nobody_worked_stopped)
