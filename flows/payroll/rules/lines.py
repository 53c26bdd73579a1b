"""What can be wrong with a pay line. Pure: figures and terms in, faults out.

A blocking fault holds its own line, never the batch; the same faults make the flags.
"""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from flows.engine.findings import Finding, Level, Terms
from flows.engine.parameters import Value

from ..figures import Line, Pay

CENT = Decimal("0.01")
LEVELS: dict[str, Level] = {"block": "block", "warn": "review", "record": "inform"}


@dataclass(frozen=True)
class Fault:
    """One line, and what a rule says against it."""

    line: Line
    code: str
    message: str
    basis: str
    cure: str
    level: Level = "block"

    @property
    def finding(self) -> Finding:
        return Finding(
            self.code, self.message, self.basis, self.cure, (self.line.worker,), 1, self.level
        )


Judgement = Callable[[Pay, Terms], Iterator[Fault]]


def paid_without_attendance(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F04 有工资无考勤（条例28、31；发放以考勤为据）。"""
    for line in found.lines:
        if not line.attended and (line.days or line.net):
            yield Fault(
                line,
                "F04",
                f"{line.month:%Y-%m} 计薪 {plain(line.days)} 工日、实发 {line.net} 元，当月没有考勤。",
                "保障农民工工资支付条例28、31；实施意见三(四)",
                "核实是否到岗：确有出勤的补交考勤，未出勤的申请剔除该行。",
            )


def card_shared(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F02 一卡多人（一人一卡、本人持卡，人社部发〔2021〕53号）。"""
    by_card: dict[str, list[Line]] = defaultdict(list)
    for line in found.lines:
        if line.card:
            by_card[line.card].append(line)
    for lines in by_card.values():
        if len({line.engagement for line in lines}) > 1:
            for line in _together(lines) or lines:
                yield Fault(
                    line,
                    "F02",
                    f"尾号 {line.card_last4} 的银行卡登记在 {len({x.engagement for x in lines})} 人名下。",
                    "工程建设领域农民工工资专用账户管理暂行办法（人社部发〔2021〕53号）一人一卡",
                    "核对各人本人银行卡，更正卡号并由本人重新确认；冒领的申请剔除该行。",
                )


def _together(lines: list[Line]) -> list[Line]:
    """The lines of those months in which the card paid several people at once."""
    people: dict[dt.date, set[int]] = defaultdict(set)
    for line in lines:
        people[line.month].add(line.engagement)
    return [line for line in lines if len(people[line.month]) > 1]


def days_beyond_month(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F06 计薪工日超过当月日历天数。"""
    for line in found.lines:
        most = calendar.monthrange(line.month.year, line.month.month)[1]
        if line.days > most:
            yield Fault(
                line,
                "F06",
                f"{line.month:%Y-%m} 计薪 {plain(line.days)} 工日，当月只有 {most} 天。",
                "保障农民工工资支付条例15、31",
                "按考勤更正工日和金额。",
            )


def card_of_another(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F10 户名不是本人（条例11：支付给农民工本人）。"""
    for line in found.lines:
        if line.holder and plain_name(line.holder) != plain_name(line.worker.name):
            yield Fault(
                line,
                "F10",
                f"银行卡户名“{line.holder}”不是本人。",
                "保障农民工工资支付条例11；实施意见三(四)",
                "改用本人银行卡并由本人重新确认；确需代领的按例外另行报批。",
            )


def plain_name(name: str) -> str:
    """A name for comparing: one width, no spaces, no middle dots."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", name) if sign.isalnum())


def manager_claimed(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F12 管理、技术人员薪酬不得充作以工代赈劳务报酬。"""
    for line in found.lines:
        listed = terms.parameters.find(
            "pay.management_trades", on=last_of(line.month), fund=found.fund
        )
        if listed and line.relief and any(word in line.trade for word in listed.items):
            yield Fault(
                line,
                "F12",
                f"工种“{line.trade}”属管理、技术或机械操作，却按务工人员计入劳务报酬。",
                listed.basis,
                "人员类别改为“管理人员”（照付，不计入劳务报酬），或说明实际岗位。",
                LEVELS[listed.strength],
            )


def below_minimum(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F17 折算日薪低于最低工资（劳动法48；月最低工资 ÷ 21.75）。"""
    for line in found.lines:
        floor = _daily_minimum(line.last_day or last_of(line.month), terms)
        if floor and line.days and line.net / line.days < floor[0]:
            paid = (line.net / line.days).quantize(CENT)
            yield Fault(
                line,
                "F17",
                f"折算日薪 {paid} 元，低于最低工资折算的 {floor[0].quantize(CENT)} 元。",
                floor[1].basis,
                "核对单价、工日和扣款；确有理由的由乡镇台账审核写明意见。",
                "review",
            )


def _daily_minimum(day: dt.date, terms: Terms) -> tuple[Decimal, Value] | None:
    monthly = terms.parameters.find("minwage.month", on=day)
    days = terms.parameters.find("minwage.days", on=day)
    return (monthly.number / days.number, monthly) if monthly and days else None


def sums_wrong(found: Pay, terms: Terms) -> Iterator[Fault]:
    """L6 足额：应发 = 工日 × 单价；实发 = 应发 + 奖扣（条例12）。"""
    for line in found.lines:
        due = (line.days * line.rate).quantize(CENT)
        wrong = []
        if due != line.gross:
            wrong.append(
                f"{plain(line.days)} 工日 × {line.rate} 元 = {due} 元，应发写 {line.gross} 元"
            )
        if line.gross + line.adjustment != line.net:
            wrong.append(
                f"应发 {line.gross} 加奖扣 {line.adjustment} 为 {line.gross + line.adjustment} 元，"
                f"实发写 {line.net} 元"
            )
        if wrong:
            yield Fault(
                line,
                "L6",
                "；".join(wrong) + "。",
                "保障农民工工资支付条例12",
                "更正金额；有扣款的写入奖扣并在备注说明理由。",
            )


def days_unlike_attendance(found: Pay, terms: Terms) -> Iterator[Fault]:
    """L10 计薪工日与考勤一致（实施意见三(四)）；当月没有考勤的见 F04。"""
    for line in found.lines:
        if line.attended and line.days != line.attended:
            yield Fault(
                line,
                "L10",
                f"{line.month:%Y-%m} 计薪 {plain(line.days)} 工日，考勤 {plain(line.attended)} 工日。",
                "实施意见三(四)；保障农民工工资支付条例28",
                "核对考勤表和发放台账，更正不实的一方。",
            )


def unconfirmed(found: Pay, terms: Terms) -> Iterator[Fault]:
    """L12 本人确认后发放（实施意见三(四)；条例31）。"""
    for line in found.lines:
        if not line.confirmed:
            yield Fault(
                line,
                "L12",
                "没有本人确认。",
                "实施意见三(四)；保障农民工工资支付条例31",
                "请本人签字确认后，重新上传写明“已确认”的发放台账。",
            )


HOLDS: tuple[Judgement, ...] = (
    paid_without_attendance,
    card_shared,
    days_beyond_month,
    card_of_another,
    manager_claimed,
    sums_wrong,
    days_unlike_attendance,
    unconfirmed,
)
FLAGS: dict[str, tuple[str, Judgement]] = {
    "F02": ("一卡多人", card_shared),
    "F04": ("有工资无考勤", paid_without_attendance),
    "F06": ("工日超过日历天数", days_beyond_month),
    "F10": ("户名不是本人", card_of_another),
    "F12": ("管理人员薪酬充抵", manager_claimed),
    "F17": ("低于最低工资", below_minimum),
}


def faults(found: Pay, terms: Terms) -> dict[int, list[Fault]]:
    """Every fault by line, those that hold first; a line without fault is absent."""
    by_line: dict[int, list[Fault]] = defaultdict(list)
    for judgement in (*HOLDS, below_minimum):
        for fault in judgement(found, terms):
            if found.batch is None or fault.line.batch == found.batch:
                by_line[fault.line.id].append(fault)
    return {key: sorted(said, key=lambda f: f.level != "block") for key, said in by_line.items()}


def plain(days: Decimal) -> str:
    """Working days without idle zeros: 22, 7.5."""
    return f"{days.normalize():f}"


def last_of(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
