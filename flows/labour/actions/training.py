"""培训与交底: sessions and briefings with who was there, on the evidence of a signed sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.actions import keep
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.states import Stage

from ..models import (
    Briefing,
    BriefingRecord,
    Engagement,
    Training,
    TrainingKind,
    TrainingRecord,
)
from .mandate import AT_WORK, acts_for, require_stage
from .people import catch_up

STAGES = (Stage.CONTRACTING, Stage.READY, *AT_WORK)
LAW = {"training": "安全生产法28；实施意见三(三)", "briefing": "建设工程安全生产管理条例27"}


@dataclass(frozen=True)
class Mark:
    """How one person did: passed or not, with his score where there is one."""

    passed: bool
    score: Decimal | None = None


def may_teach(project: Project, user: Any, kind: str = TrainingKind.SAFETY) -> bool:
    """Whether ``user`` registers this kind here: the contractor, and 区人社 for skill training."""
    if acts_for(project, user, (P.CONTRACTOR_LABOUR,)):
        return True
    return kind == TrainingKind.SKILL and any(
        post.code == P.HRSS_CLERK and post.organization.district == project.district
        for post in user.posts
    )


def register_training(
    project: Project, facts: Mapping[str, Any], marks: Mapping[int, Mark],
    sheet: tuple[str, bytes], *, by: Any,
) -> Training:  # fmt: skip
    """One session: ``facts`` are kind, held_on, hours, content, trainer; ``marks`` by engagement;
    ``sheet`` the signed sheet (name, bytes). A passed safety session dates the people's training.

    Raises NotYours, Refused, BadFile, Busy. 安全生产法28：时间、内容、人员、考核.
    """
    if not may_teach(project, by, facts["kind"]):
        raise NotYours("培训由本项目劳资专管员登记，技能培训也可由区人社经办登记。")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        people = _there(unit, project, facts["held_on"], list(marks), "training")
        same = Training.objects.filter(
            project=project, kind=facts["kind"], held_on=facts["held_on"], content=facts["content"]
        )
        _require_new(same.exists(), "training")
        held = Training(project=project, by=unit.by, at=unit.now, **_scrubbed(facts))
        unit.create(held)
        _mark(held, people, marks)
        keep(unit, held, name=sheet[0], content=sheet[1], kind="培训签到表")
        passed = sum(mark.passed for mark in marks.values())
        payload = {"training": held.pk, "people": len(marks), "passed": passed}
        unit.record(None, "labour", "train", f"登记{held.get_kind_display()}", payload=payload)
        catch_up(unit, project)
    return held


def register_briefing(
    project: Project, facts: Mapping[str, Any], signed: list[int], sheet: tuple[str, bytes], *,
    by: Any,
) -> Briefing:  # fmt: skip
    """One 技术交底: ``facts`` are topic, held_on, briefer. Raises as :func:`register_training`."""
    if not may_teach(project, by):
        raise NotYours("技术交底由本项目劳资专管员登记。")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        people = _there(unit, project, facts["held_on"], signed, "briefing")
        same = Briefing.objects.filter(
            project=project, held_on=facts["held_on"], topic=facts["topic"]
        )
        _require_new(same.exists(), "briefing")
        held = Briefing(project=project, by=unit.by, at=unit.now, **_scrubbed(facts))
        unit.create(held)
        BriefingRecord.objects.bulk_create(
            BriefingRecord(briefing=held, engagement=each) for each in people
        )
        keep(unit, held, name=sheet[0], content=sheet[1], kind="技术交底签字表")
        payload = {"briefing": held.pk, "people": len(people)}
        unit.record(None, "labour", "brief", "登记技术交底", payload=payload)
        catch_up(unit, project)
    return held


def _mark(held: Training, people: list[Engagement], marks: Mapping[int, Mark]) -> None:
    TrainingRecord.objects.bulk_create(
        TrainingRecord(training=held, engagement=each, score=marks[each.pk].score,
                       passed=marks[each.pk].passed) for each in people
    )  # fmt: skip
    if held.kind == TrainingKind.SAFETY:
        _date(held, people, marks)


def _date(held: Training, people: list[Engagement], marks: Mapping[int, Mark]) -> None:
    """The earliest passed session is what the law asks for: it dates the person's training."""
    dated = [
        each for each in people
        if marks[each.pk].passed
        and (each.training_date is None or each.training_date > held.held_on)
    ]  # fmt: skip
    for each in dated:
        each.training_date, each.training_score = held.held_on, marks[each.pk].score
    Engagement.objects.bulk_update(dated, ["training_date", "training_score"])


def _there(
    unit: Unit, project: Project, day: dt.date, keys: list[int], kind: str
) -> list[Engagement]:
    require_stage(project, STAGES, "登记培训与交底")
    if day > unit.today:
        said = f"{day} 还没有到，进行之后再登记。"
        raise Refused([Finding("DAY_FUTURE", said, LAW[kind], "改正日期。")])
    people = list(Engagement.objects.filter(project=project, pk__in=keys))
    if not keys or len(people) < len(set(keys)):
        said = "还没有选人，或所选的人不在本项目名册中。"
        raise Refused([Finding("NOBODY_THERE", said, LAW[kind], "逐人勾选到场的人。")])
    return people


def _require_new(there: bool, kind: str) -> None:
    if there:
        said = "同一天、同一内容的一次已经登记过。"
        raise Refused([Finding("SAME_AGAIN", said, LAW[kind], "在下面的清单中核对。")])


def _scrubbed(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {k: scrub(v) if isinstance(v, str) and k != "kind" else v for k, v in facts.items()}
