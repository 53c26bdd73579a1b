"""L1–L3, L8, L9: roster, local people, priority groups, training."""

from __future__ import annotations

from flows.engine.findings import Terms

from ..figures.dossier import Dossier
from .items import Item, Verdict, passes, places, ratio, unrecorded, weigh


def roster(found: Dossier, terms: Terms) -> Item:
    """实施意见三(四)：统一规范的用工名册；每行姓名、身份证号、户籍村、电话、工种、协议、银行卡、户名、进场日期齐全。"""
    total, short = found.people.roster, found.people.incomplete
    if not total:
        return unrecorded("L1", found, terms, "用工名册")
    return weigh(
        "L1",
        found,
        terms,
        passes(not short.rows),
        f"名册 {total} 行，{total - short.rows} 行必填项齐全。",
        value=places(ratio(total - short.rows, total)),
        target="1.0000",
        rows=total,
        who=short,
    )


def local_people(found: Dossier, terms: Terms) -> Item:
    """立项批复 r2：带动当地务工人数；达到批复通过，不足但不低于九成须说明，再低不通过。"""
    if found.promise is None:
        return weigh("L2", found, terms, "na", "尚无批复基线。")
    local, wanted = found.people.local, found.promise.headcount
    floor = terms.parameters.get(
        "item.L2.explain_from", on=terms.today, fund=found.fund, district=found.district
    ).number
    verdict: Verdict = "pass" if local >= wanted else "fail"
    if verdict == "fail" and local >= floor * wanted:
        verdict = "explain"
    scopes = "、".join(f"{scope} {count} 人" for scope, count in found.people.scopes)
    said = f"当地务工 {local} 人，批复 {wanted} 人{found.promise.against}。{f'出勤务工人员户籍：{scopes}。' if scopes else ''}"
    return weigh(
        "L2", found, terms, verdict, said, value=str(local), target=str(wanted), rows=local
    )


def priority_people(found: Dossier, terms: Terms) -> Item:
    """实施意见一(一)：优先吸纳因灾需救助、增收能力有限、因不可抗力无法外出务工的群众；记录，不设线。"""
    relief, first = found.people.relief, found.people.priority
    if not relief:
        return weigh("L3", found, terms, "na", "尚无务工人员考勤。")
    return weigh(
        "L3",
        found,
        terms,
        "pass",
        f"出勤务工人员 {relief} 人，其中优先群体 {first} 人。",
        value=places(ratio(first, relief)),
        rows=first,
    )


def trained_first(found: Dossier, terms: Terms) -> Item:
    """安全生产管理条例37：未经安全培训或者培训不合格的不得上岗。"""
    present, good = found.people.present, found.people.trained_in_time
    if not present:
        return unrecorded("L8", found, terms, "考勤")
    return weigh(
        "L8",
        found,
        terms,
        passes(good == present),
        f"出勤 {present} 人，首次出勤前已安全培训 {good} 人。",
        value=places(ratio(good, present)),
        target="1.0000",
        rows=present,
        who=found.people.untrained,
    )


def training_plan(found: Dossier, terms: Terms) -> Item:
    """立项批复 r5：完成计划的培训人次（名册记载安全培训，与计划中的安全培训比较）。"""
    promise, done = found.promise, found.people.trained
    wanted = found.works.planned_training
    if promise is not None and promise.safety_training is not None:
        wanted = promise.safety_training
    against = promise.against if promise else ""
    if wanted is None:
        return weigh("L9", found, terms, "na", "立项批复没有写明培训人次。", value=str(done))
    return weigh(
        "L9",
        found,
        terms,
        passes(done >= wanted),
        f"名册记载务工人员培训 {done} 人次，批复计划安全培训 {wanted} 人次{against}。",
        value=str(done),
        target=str(wanted),
        rows=done,
    )
