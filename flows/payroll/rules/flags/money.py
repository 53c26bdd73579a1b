"""F08, F09, F12, F14, F15, F17, F18: how much, to whom, when."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from flows.engine.findings import Terms
from flows.engine.parameters import Value

from ...figures import Line, Pay
from ...figures.evidence import Evidence
from ..fault import CENT, LEVELS, Fault, asked, last_of, limit, plain
from .sign import Sign

NOT_YET = ("RECORDED", "CLEARED", "SENT")  # neither held back for a fault nor tried and bounced


def manager_claimed(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F12 管理、技术人员薪酬不得充作以工代赈劳务报酬。"""
    for line in found.judged:
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
    for line in found.judged:
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


def far_above_others(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F08 分配畸高：个人全项目报酬超过中位数 2.5 倍，且超过 1 万元。"""
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in found.pay.lines:
        if line.relief:
            lines[line.engagement].append(line)
    if not lines:
        return
    sums = {person: sum((x.net for x in mine), Decimal(0)) for person, mine in lines.items()}
    middle = median(sums.values())
    times = limit("flag.F08.times", found.pay, terms)
    most = max(middle * times, limit("flag.F08.amount", found.pay, terms))
    for person, total in sums.items():
        if total > most:
            yield Sign(
                f"全项目报酬 {total} 元，超过中位数 {middle.quantize(CENT)} 元的 {plain(times)} 倍。",
                person,
                lines[person][0].worker,
                lines[person][-1].month,
                (total,),
            )


def same_for_all(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F09 全员等额：当月 10 人以上，实发完全相同的不少于 80%（与是否整百无关）。"""
    months: dict[dt.date, list[Line]] = defaultdict(list)
    for line in found.pay.lines:
        if line.relief and line.net > 0:
            months[line.month].append(line)
    people = limit("flag.F09.people", found.pay, terms)
    share = limit("flag.F09.share", found.pay, terms)
    for month, lines in months.items():
        amount, times = Counter(line.net for line in lines).most_common(1)[0]
        if len(lines) >= people and times >= share * len(lines):
            said = f"{month:%Y-%m} 共 {len(lines)} 人，{times} 人实发同为 {amount} 元。"
            for line in lines:
                if line.net == amount:
                    yield Sign(said, line.engagement, line.worker, month, (amount, len(lines)))


def caught_up_late(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F14 冲量补发：完工前 30 天起才发的逾期报酬和补发，超过全部报酬的 40%；按期发的当月报酬不算。"""
    if found.completed_on is None:
        return
    since = found.completed_on - dt.timedelta(days=int(limit("flag.F14.days", found.pay, terms)))
    cycle = dt.timedelta(days=int(limit("pay.cycle.max_days", found.pay, terms)))
    late: dict[int, Decimal] = {}
    for line in found.pay.lines:
        if line.paid_on and line.relief and line.paid_on >= since:
            on_time = line.paid_on <= last_of(line.month) + cycle
            late[line.id] = max(line.adjustment, Decimal(0)) if on_time else line.net
    caught, paid = sum(late.values(), Decimal(0)), found.relief_paid
    if paid and caught > paid * limit("flag.F14.share", found.pay, terms):
        said = f"临近验收补发 {caught} 元，占到账报酬 {paid} 元的 {caught / paid:.0%}。"
        for line in found.pay.lines:
            if late.get(line.id):
                yield Sign(said, line.engagement, line.worker, line.month, (late[line.id], caught))


def just_over_the_line(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F15 占比踩线：完工时到账报酬为整额，占比恰在下限至下限加 0.5 个百分点之间。"""
    promise = found.promise
    if found.completed_on is None or promise is None or promise.denominator != found.pay.fund:
        return
    floor = terms.parameters.find(
        "ratio.central_budget.min",
        on=promise.approved_on, fund=found.pay.fund, district=found.pay.district,
    )  # fmt: skip
    paid, whole = found.relief_paid, promise.denominator_amount
    if floor is None or floor.strength != "block" or not whole:
        return
    over = paid / whole - floor.number
    is_round = paid % limit("flag.F15.round", found.pay, terms) == 0
    if is_round and 0 <= over <= limit("flag.F15.width", found.pay, terms):
        yield Sign(
            f"到账劳务报酬 {paid} 元为整额，占{promise.denominator} {paid / whole:.2%}，"
            f"恰过下限 {floor.number:.0%}。",
            facts=(paid, whole),
        )


def unpaid_too_long(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F18 发放滞后：周期末后超过参数 pay.cycle.max_days 仍未发。暂扣的见其原因，退汇的见 L13、L15。"""
    row = asked("pay.cycle.max_days", found.pay, terms)
    if row is None:
        return
    overdue = terms.today - dt.timedelta(days=row.days)
    for line in found.pay.lines:
        if line.status in NOT_YET and line.net > 0 and last_of(line.month) < overdue:
            said = f"{line.month:%Y-%m} 报酬 {line.net} 元，周期末后超过 {row.text} 天未发。"
            yield Sign(said, line.engagement, line.worker, line.month, (line.net,))
    for left in found.pay.unpaid:
        if last_of(left.month) < overdue:
            said = (
                f"{left.month:%Y-%m} 出勤 {plain(left.attended)} 工日，没有发放行，"
                f"周期末后已超过 {row.text} 天。"
            )
            yield Sign(said, left.engagement, left.worker, left.month, (left.attended,))
