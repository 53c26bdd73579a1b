"""What can be wrong with a pay line. Pure: figures and terms in, faults out.

A blocking fault holds its own line, never the batch; the flags (rules/flags) are among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flows.engine.findings import Terms

from ..figures import Pay
from .fault import CENT, Fault, Judgement, levelled, plain
from .flags.cards import card_of_another, card_of_manager, card_shared, card_shared_elsewhere
from .flags.days import days_beyond_month, paid_without_attendance
from .flags.money import below_minimum, manager_claimed
from .flags.outside import listed_paid
from .flags.people import double_days_paid


def sums_wrong(found: Pay, terms: Terms) -> Iterator[Fault]:
    """L6 足额：应发 = 工日 × 单价（计件的 = 计件数量 × 单价）；实发 = 应发 + 奖扣（条例12）。"""
    for line in found.judged:
        made, unit = (line.days, "工日") if line.pieces is None else (line.pieces, "件")
        due = (made * line.rate).quantize(CENT)
        wrong = []
        if due != line.gross:
            wrong.append(
                f"{plain(made)} {unit} × {line.rate} 元 = {due} 元，应发写 {line.gross} 元"
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
    for line in found.judged:
        if line.attended and line.days != line.attended:
            yield Fault(
                line,
                "L10",
                f"{line.month:%Y-%m} 计薪 {plain(line.days)} 工日，考勤 {plain(line.attended)} 工日。",
                "实施意见三(四)；保障农民工工资支付条例28",
                "核对考勤表和发放台账，更正不实的一方。",
            )


def rate_unlike_agreed(found: Pay, terms: Terms) -> Iterator[Fault]:
    """RATE 单价与约定的报酬标准一致（条例28、31：书面约定标准，按约定支付）；管理人员另有约定。"""
    for line in found.judged:
        if line.relief and line.agreed is not None and line.rate != line.agreed:
            unit = "日" if line.pieces is None else "件"
            yield Fault(
                line,
                "RATE",
                f"{line.month:%Y-%m} 单价 {line.rate} 元，名册约定 {line.agreed} 元/{unit}，"
                f"相差 {line.rate - line.agreed:+} 元。",
                "保障农民工工资支付条例28、31",
                "按约定更正单价；标准确有调整的，写明依据并由本人确认。",
                "review",
            )


def unconfirmed(found: Pay, terms: Terms) -> Iterator[Fault]:
    """L12 本人确认后发放（实施意见三(四)；条例31）。"""
    for line in found.judged:
        if not line.confirmed:
            yield Fault(
                line,
                "L12",
                "没有本人确认。",
                "实施意见三(四)；保障农民工工资支付条例31",
                "请本人扫码或在现场确认，或签字后上传签字表。",
            )


HOLDS: tuple[Judgement, ...] = (
    paid_without_attendance,
    card_shared,
    card_shared_elsewhere,
    card_of_manager,
    double_days_paid,
    listed_paid,
    days_beyond_month,
    card_of_another,
    manager_claimed,
    sums_wrong,
    days_unlike_attendance,
    unconfirmed,
)
REVIEWS: tuple[Judgement, ...] = (below_minimum, rate_unlike_agreed)


def faults(found: Pay, terms: Terms) -> dict[int, list[Fault]]:
    """Every fault by line, those that hold first; a line without fault is absent."""
    by_line: dict[int, list[Fault]] = defaultdict(list)
    for judgement in (*HOLDS, below_minimum, rate_unlike_agreed):
        for said in judgement(found, terms):
            fault = levelled(said, found, terms)
            if fault and (found.batch is None or fault.line.batch == found.batch):
                by_line[fault.line.id].append(fault)
    return {key: sorted(said, key=lambda f: f.level != "block") for key, said in by_line.items()}
