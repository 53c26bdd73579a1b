"""What somebody lacks before he may be on duty (domain.md 4.5), from dated facts alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.engine.findings import Finding, Terms, judges

from .. import figures

AGREEMENT, TRAINING, ENTRY = "AGREEMENT", "TRAINING", "ENTRY"  # how the codes of a kind begin
CONTRACT_LAW = "建筑工人实名制管理办法8；实施意见三(四)"
TRAINING_LAW = "建设工程安全生产管理条例37；安全生产法28"
BRIEFING_LAW = "建设工程安全生产管理条例27"


@dataclass(frozen=True)
class Known:
    """What a project asks of its trades, and what its people were taught (by engagement).

    ``key`` are the trades of key posts, ``skilled`` the trades all of whose openings demand a
    skill (with that demand); ``briefed`` and ``skill_trained`` the first day of each.
    """

    key: frozenset[str] = frozenset()
    skilled: Mapping[str, str] = field(default_factory=dict)
    briefed: Mapping[int, dt.date] = field(default_factory=dict)
    skill_trained: Mapping[int, dt.date] = field(default_factory=dict)


def missing(person: Any, known: Known, today: dt.date) -> list[Finding]:
    """Why ``person`` (an engagement) may not be on duty on ``today``; [] when nothing is lacking."""
    return [
        *_agreement(person, today), *_training(person, today), *_post(person, known, today)
    ]  # fmt: skip


def _agreement(person: Any, today: dt.date) -> Iterator[Finding]:
    since, until = person.agreement_from, person.agreement_until
    if not person.agreement_number:
        yield Finding("AGREEMENT_MISSING", "没有登记用工协议。", CONTRACT_LAW,
                      "签订劳动合同或用工书面协议，在名册中填写协议编号。")  # fmt: skip
    elif since and since > today:
        yield Finding(
            "AGREEMENT_LATER", f"用工协议 {since} 才生效。", CONTRACT_LAW, "到期自动更新。"
        )
    elif until and until < today:
        yield Finding("AGREEMENT_OVER", f"用工协议已于 {until} 到期。", CONTRACT_LAW,
                      "续签协议，在“用工协议”登记；名册审核前可在名册中更正。")  # fmt: skip


def _training(person: Any, today: dt.date) -> Iterator[Finding]:
    if person.training_date is None:
        yield Finding("TRAINING_MISSING", "没有合格的安全培训记录。", TRAINING_LAW,
                      "组织安全培训，在“培训与交底”登记并上传签到表。")  # fmt: skip
    elif person.training_date > today:
        said = f"安全培训登记在 {person.training_date}，尚未进行。"
        yield Finding("TRAINING_LATER", said, TRAINING_LAW, "培训当天起自动更新。")


def _post(person: Any, known: Known, today: dt.date) -> Iterator[Finding]:
    briefed, taught = known.briefed.get(person.pk), known.skill_trained.get(person.pk)
    if person.trade in known.key and (briefed is None or briefed > today):
        yield Finding("BRIEFING_MISSING", f"“{person.trade}”是关键岗位，还没有技术交底签字。",
                      BRIEFING_LAW, "施工前交底，双方签字后在“培训与交底”登记。")  # fmt: skip
    wanted = known.skilled.get(person.trade, "")
    if wanted and not person.skill_level and (taught is None or taught > today):
        yield Finding("SKILL_MISSING", f"岗位要求“{wanted}”，没有技能等级或合格的技能培训。",
                      "实施意见三(二)、三(三)", "登记技能培训，或在名册中填写技能等级。")  # fmt: skip
    if person.entry_date is None:
        yield Finding("ENTRY_MISSING", "没有进场日期。", CONTRACT_LAW, "在名册中填写进场日期。")


@judges(figures.standing)
def at_work(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """条例28：进场前登记；增补只在施工期间有意义。"""
    if not found.at_work:
        yield Finding("STAGE_WRONG", f"项目处于“{found.stage}”，在建或停工期间、没有决定终止的才能增补人员。",
                      "保障农民工工资支付条例28", "开工前直接报送用工名册。")  # fmt: skip


@judges(figures.standing)
def nobody_waits(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """A supplement is dropped only where it has brought nobody, and where there was one."""
    if not found.verified:
        yield Finding(
            "ROSTER_NOT_VERIFIED", "名册还没有审核过，没有可撤销的增补。", cure="请报送用工名册。"
        )
    elif found.waiting:
        yield Finding("PEOPLE_WAITING", f"有 {found.waiting} 人增补后还没有审核，不能结束增补。",
                      cure="重新交增补名册（不再写的未审核人员会移出），送乡镇审核。")  # fmt: skip
