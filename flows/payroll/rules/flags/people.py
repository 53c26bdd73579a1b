"""F01, F11, F19, F20: who is counted, where else he is, and with whom he shares what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from flows.engine.findings import Terms

from ...figures import Pay
from ...figures.elsewhere import Double
from ...figures.evidence import NEAREST_FIRST, Evidence
from ..fault import Fault, asked, limit
from .sign import Sign

BASIS = "保障农民工工资支付条例28、31；实施意见三(四)"
DOUBLE_CURE = "两个项目对照现场点名，更正不实一方的考勤；冒名的申请剔除该行。"


def double_days_paid(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F01 同日多项目：只暂扣考勤后交的一方当月发放行；先交的一方只亮旗，不扣发。"""
    months = _by_month(tuple(day for day in found.elsewhere.doubles if day.later))
    for line in found.judged:
        if days := months.get((line.engagement, line.month)):
            yield Fault(line, "F01", f"{_days(days)}在另一项目已有考勤，合计超过 1 工日。",
                        BASIS, DOUBLE_CURE)  # fmt: skip


def same_day_twice(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F01 同日多项目：同一身份证号同一日在各项目的工日合计超过 1。"""
    people = {person.engagement: person.worker for person in found.people}
    for (who, month), days in _by_month(found.pay.elsewhere.doubles).items():
        yield Sign(
            f"{_days(days)}在另一项目也有考勤，合计超过 1 工日。",
            who, people[who], month, tuple((x.day, x.portions) for x in days),
            projects=tuple(sorted({code for each in days for code in each.projects})),
        )  # fmt: skip


def _by_month(doubles: tuple[Double, ...]) -> dict[tuple[int, dt.date], list[Double]]:
    found: dict[tuple[int, dt.date], list[Double]] = defaultdict(list)
    for each in doubles:
        found[each.engagement, each.day.replace(day=1)].append(each)
    return found


def _days(doubles: list[Double]) -> str:
    shown = "、".join(f"{each.day:%m-%d}" for each in doubles[:5])
    more = f" 等 {len(doubles)} 日" if len(doubles) > 5 else ""
    return f"{doubles[0].day:%Y} 年 {shown}{more}"


def strangers_as_locals(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F11 外地充本地：按本地计入，但户籍范围超出参数 local.scope，或户籍乡镇、村都没有登记。"""
    widest = asked("local.scope", found.pay, terms)
    for person in found.people:
        if not (person.is_local and person.relief):
            continue
        if not person.town and not person.village:
            said = "按本地务工人员计入，户籍乡镇和村都没有登记，缺认定依据。"
        elif widest and NEAREST_FIRST.index(person.scope) > NEAREST_FIRST.index(widest.text):
            said = f"按本地务工人员计入，户籍范围是{person.scope}，超出“{widest.text}”。"
        else:
            continue
        yield Sign(said, person.engagement, person.worker, facts=(person.scope, person.town))


def list_copied(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F19 名单复制：与另一项目的务工名单重合度（Jaccard）超过 0.8，且同名同证的不少于 10 人。"""
    people = {person.engagement: person for person in found.people}
    common: dict[str, list[int]] = defaultdict(list)
    for each in found.pay.elsewhere.also:
        common[each.project].append(each.engagement)
    most = limit("flag.F19.jaccard", found.pay, terms)
    few = limit("flag.F19.people", found.pay, terms)
    for code, shared in common.items():
        union = len(people) + found.sizes[code] - len(shared)
        if len(shared) >= few and len(shared) > most * union:
            said = f"名单与另一项目重合 {len(shared)} 人，占两份名单的 {len(shared) / union:.0%}。"
            for who in shared:
                yield Sign(said, who, people[who].worker, facts=(code, union), projects=(code,))


def many_share_one(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F20 家庭集中：同一手机号或同一银行卡登记在 3 人以上名下（含其他项目）。"""
    few = limit("flag.F20.people", found.pay, terms)
    for person in found.people:
        if (sharing := found.phones.get(person.phone, 0)) > few:
            said = f"手机号登记在 {sharing} 人名下。"
            yield Sign(said, person.engagement, person.worker, facts=("phone", sharing))
    holders: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for line in found.pay.lines:
        if line.card:
            holders[line.card].add(("here", line.engagement))
    for each in found.pay.elsewhere.cards:
        holders[each.card].add(("elsewhere", each.worker))
    said_of: set[tuple[int, str]] = set()
    for line in found.pay.lines:
        sharing, key = len(holders.get(line.card, ())), (line.engagement, line.card)
        if sharing > few and key not in said_of:
            said_of.add(key)
            said = f"尾号 {line.card_last4} 的银行卡登记在 {sharing} 人名下。"
            yield Sign(said, line.engagement, line.worker, line.month, ("card", sharing))
