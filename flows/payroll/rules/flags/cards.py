"""F02, F03, F10: whose card the money goes to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from flows.engine.findings import Terms

from ...figures import Line, Pay
from ...figures.evidence import Evidence
from ..fault import Fault, plain_name
from .sign import Sign, of_line

ONE_CARD = "工程建设领域农民工工资专用账户管理暂行办法（人社部发〔2021〕53号）一人一卡"
ONE_CARD_CURE = "核对各人本人银行卡，更正卡号并由本人重新确认；冒领的申请剔除该行。"


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


def card_of_another(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F10 户名不是本人，也不是获批的代领人（条例11：支付给农民工本人）。"""
    for line in found.judged:
        if not line.holder or line.holder == line.worker.name:
            continue
        if plain_name(line.holder) not in (plain_name(line.worker.name), plain_name(line.proxy)):
            yield Fault(
                line,
                "F10",
                f"银行卡户名“{line.holder}”不是本人。",
                "保障农民工工资支付条例11；实施意见三(四)",
                "改用本人银行卡并由本人重新确认；确需代领的按例外另行报批。",
            )


def card_shared_elsewhere(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F02 一卡跨项目多人：只暂扣后登记该卡一方的发放行；先登记的一方只亮旗，不扣发。"""
    late = {(each.engagement, each.card) for each in found.elsewhere.cards if each.later}
    for line in found.judged:
        if (line.engagement, line.card) in late:
            yield Fault(
                line,
                "F02",
                f"尾号 {line.card_last4} 的银行卡在另一项目已登记在他人名下。",
                ONE_CARD,
                ONE_CARD_CURE,
            )


def card_of_manager(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F03 卡属管理人员：卡号与任一项目管理人员本人的工资卡相同（条例11）。"""
    where = {(each.engagement, each.card): each.here for each in found.elsewhere.managers}
    for line in found.judged:
        if (line.engagement, line.card) in where:
            place = "本项目" if where[line.engagement, line.card] else "另一项目"
            yield Fault(
                line,
                "F03",
                f"尾号 {line.card_last4} 的银行卡是{place}管理人员的工资卡。",
                "保障农民工工资支付条例11；实施意见三(四)",
                "改用本人银行卡并由本人重新确认；冒领的申请剔除该行。",
            )


def one_card(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F02 一卡多人，含跨项目：本项目内的按行，跨项目的两边都亮旗。"""
    here = {fault.line.id: fault for fault in card_shared(found.pay, terms)}
    shared: dict[tuple[int, str], set[str]] = defaultdict(set)
    for each in found.pay.elsewhere.cards:
        shared[each.engagement, each.card].add(each.project)
    for line in found.pay.lines:
        codes, fault = sorted(shared.get((line.engagement, line.card), ())), here.get(line.id)
        if codes and fault is None:
            said = f"尾号 {line.card_last4} 的银行卡在另一项目登记在他人名下。"
            fault = Fault(line, "F02", said, ONE_CARD, ONE_CARD_CURE)
        if fault:
            yield of_line(fault, *codes)


def not_himself(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F10 冒名：户名不是本人的按行；回访时本人否认务工的按人（domain.md 7.4）。"""
    for fault in card_of_another(found.pay, terms):
        yield of_line(fault)
    for each in found.denials:
        yield Sign(
            "回访时本人否认在本项目务工。", each.engagement, each.worker, each.month,
            ("denied", each.visit), "block", "保障农民工工资支付条例11、28；实施意见三(四)",
            "核实用工和领款人：冒名的追回报酬；确属本人误答的，由乡镇写明理由更正回访记录。",
        )  # fmt: skip


def card_of_leader(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F03 卡属管理人员的按行；户名与村、施工单位任职人员同名而非本人的只作复核（同名未必同人）。"""
    for fault in card_of_manager(found.pay, terms):
        yield of_line(fault, *_projects(found, fault.line))
    names = {plain_name(name) for name in found.leaders}
    for line in found.pay.lines:
        holder = plain_name(line.holder)
        if holder in names and holder != plain_name(line.worker.name):
            said = f"银行卡户名“{line.holder}”与村或施工单位任职人员同名，不是本人。"
            fault = Fault(
                line, "F03", said, "保障农民工工资支付条例11；实施意见三(四)",
                "核对持卡人；不是本人的改用本人银行卡，并由本人重新确认。", "review",
            )  # fmt: skip
            yield of_line(fault)


def _projects(found: Evidence, line: Line) -> tuple[str, ...]:
    """The other projects whose manager holds the card of ``line``."""
    own = (line.engagement, line.card)
    managers = found.pay.elsewhere.managers
    return tuple(
        sorted({x.project for x in managers if (x.engagement, x.card) == own and not x.here})
    )
