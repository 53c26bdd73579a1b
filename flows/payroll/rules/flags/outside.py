"""F07, F21: what lists from outside say of people on the days they were marked present."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flows.engine.findings import Terms

from ...figures import Line, Pay
from ...figures.elsewhere import Listed
from ...figures.evidence import Evidence
from ..fault import Fault, asked, last_of
from .sign import Sign

BASIS = "保障农民工工资支付条例11、28；实施意见一(一)、三(四)"
CURE = "对照比对来源核实本人身份和到岗情况；查实的申请剔除该行并更正名册。"


def _barred(found: Pay, terms: Terms) -> tuple[str, ...]:
    kinds = asked("flag.F21.kinds", found, terms)
    return kinds.items if kinds else ()


def _about(line: Line, listed: Listed) -> bool:
    """The line pays a day on which its person was listed, or a month in which he always was."""
    if any(day.replace(day=1) == line.month for day in listed.days):
        return True
    return bool(line.days) and listed.since <= line.month and last_of(line.month) <= listed.until


def listed_paid(found: Pay, terms: Terms) -> Iterator[Fault]:
    """F21 死亡、在押、学生、财政供养人员计酬（外部名单比对，按身份证号索引）。"""
    barred = _barred(found, terms)
    by_person: dict[int, list[Listed]] = defaultdict(list)
    for each in found.elsewhere.listed:
        if each.kind in barred:
            by_person[each.engagement].append(each)
    for line in found.judged:
        for listed in by_person.get(line.engagement, ()):
            if _about(line, listed):
                said = (
                    f"{line.month:%Y-%m} 计酬，外部名单（{listed.source}）同期列为“{listed.kind}”。"
                )
                yield Fault(line, "F21", said, BASIS, CURE)
                break


def impossible_people(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F21 按发放行；还没有发放行的，按名单期内的考勤。"""
    paid: set[tuple[int, object]] = set()
    for fault in listed_paid(found.pay, terms):
        paid.add((fault.line.engagement, fault.line.month))
        facts = (fault.message, fault.line.net)
        yield Sign(fault.message, fault.line.engagement, fault.line.worker, fault.line.month, facts)
    for sign in _present(found, _barred(found.pay, terms), inside=True):
        if (sign.engagement, sign.month) not in paid:
            yield sign


def present_elsewhere(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F07 不可能在场：考勤日另有在外务工、社保等证据（外部名单中 F21 以外的类别）。"""
    yield from _present(found, _barred(found.pay, terms), inside=False)


def _present(found: Evidence, barred: tuple[str, ...], *, inside: bool) -> Iterator[Sign]:
    people = {person.engagement: person.worker for person in found.people}
    for each in found.pay.elsewhere.listed:
        if (each.kind in barred) is not inside:
            continue
        for month in sorted({day.replace(day=1) for day in each.days}):
            days = [day for day in each.days if day.replace(day=1) == month]
            yield Sign(
                f"{month:%Y-%m} 有 {len(days)} 日考勤，外部名单（{each.source}）同期列为“{each.kind}”。",
                each.engagement, people[each.engagement], month, (each.kind, *days),
            )  # fmt: skip
