"""Stop the works and let them go on: the project's stage follows the orders that are in force."""

from __future__ import annotations

from typing import Any

from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.standstill import frozen_on
from flows.projects.states import Stage
from flows.supervision.actions import rest_plan, resume_plan
from flows.supervision.models import CHECKS, Rectification
from flows.supervision.states import Measure

from ..models import Suspension
from ..states import SuspensionCause, SuspensionState

IN_FORCE = (SuspensionState.STOPPED, SuspensionState.REVIEWING, SuspensionState.APPROVING)
AT_WORK = (Stage.CONSTRUCTION, Stage.SUSPENDED)
BASIS = "建设工程安全生产管理条例14；北京市建设工程质量条例45"
# Who orders a stop beside the supervisor: 业主、行业主管部门、乡镇.
ORDERING = (P.OWNER_LEAD, P.SECTOR_REVIEWER, P.TOWNSHIP_LEADER)
# What a defect's code says about why the works stop: the longest beginning that fits.
CAUSES = {
    "Q": SuspensionCause.QUALITY,
    "PG": SuspensionCause.QUALITY,
    "SF": SuspensionCause.SAFETY,
    "W4": SuspensionCause.ARREARS,
}


def ordering(project: Any) -> tuple[P, ...]:
    """The posts that may stop the works of ``project``; its 监理 is the owner's man without a firm."""
    return (P.SUPERVISOR_CHIEF if project.has_firm else P.OWNER_SITE, *ORDERING)


def may_order(project: Any, user: Any) -> bool:
    """Whether ``user`` holds one of them for this project."""
    held = [post for post in user.posts if post.code in ordering(project)]
    return any(post.organization == project.body(P(post.code).organization_kind) for post in held)


def order(project: Any, *, by: Any, cause: str, text: str, conditions: str) -> Suspension:
    """下达停工令 as ``by``. The same order sent twice on one day is one. Raises NotYours, Refused, Busy."""
    if not may_order(project, by):
        raise NotYours(
            "停工令由总监理工程师（未聘监理的由业主现场代表）、业主、行业主管部门或乡镇分管领导下达。"
        )
    with work(project.chain, by) as unit:
        project = unit.current(project)
        said = {
            "cause": cause,
            "text": scrub(text).strip(),
            "conditions": scrub(conditions).strip(),
        }
        if wrong := list(_not_now(project, **said)):
            raise Refused(wrong)
        known = project.suspensions.filter(state__in=IN_FORCE, begun_on=unit.today, **said).first()
        return known or order_stop(unit, project, **said)


def _not_now(project: Any, *, cause: str, text: str, conditions: str) -> Any:
    if project.stage not in AT_WORK:
        where = project.get_stage_display()
        yield Finding("STAGE_WRONG", f"项目处于“{where}”，在建期间才能停工。", BASIS)
    elif frozen_on(project) is not None:
        yield Finding("SETTLING", "项目已决定终止，工程已经停工。", BASIS, "按清算办理。")
    if cause not in SuspensionCause.values:
        yield Finding("CAUSE_MISSING", "没有选择停工原因。", BASIS, "选择一项原因。")
    if not text:
        yield Finding("TEXT_MISSING", "没有写明停工事由和范围。", BASIS, "写明部位、事实和范围。")
    if not conditions:
        yield Finding("CONDITIONS_MISSING", "没有写明复工条件。", BASIS, "逐条写明复工条件。")


def order_stop(
    unit: Unit, project: Any, *, cause: str, text: str, conditions: str, rectification: Any = None
) -> Suspension:
    """Open 停工令 number n+1; it is in force at once. A defect that has one in force keeps it."""
    project = unit.current(project)
    if rectification is not None:
        known = rectification.suspensions.filter(state__in=IN_FORCE).first()
        if known is not None:
            return known
    if project.stage == Stage.CONSTRUCTION:
        gate.advance(unit, project, "suspend")
        rest_plan(project)
    return gate.open_paper(
        unit,
        Suspension(
            project=project,
            number=project.suspensions.count() + 1,
            cause=cause,
            text=text,
            conditions=conditions,
            rectification=rectification,
            begun_on=unit.today,
        ),
    )


def stop_for_defect(unit: Unit, rectification: Rectification) -> None:
    """A notice was given whose measure is 停工: the works stand still until it is closed and the
    resumption signed. Not its severity stops them but the measure; where nothing is built, nothing."""
    project = unit.current(rectification.project)
    if project.stage not in AT_WORK or frozen_on(project) is not None:
        return
    if measure_of(rectification) == Measure.STOP:
        order_stop(
            unit,
            project,
            cause=cause_of(rectification.code),
            text=f"{rectification.title}：{rectification.defect}",
            conditions=f"{rectification.title}整改完成，经另一人复查销号。",
            rectification=rectification,
        )


def measure_of(rectification: Rectification) -> str:
    """What the notice says; else the inspector's choice; else the catalogue's default."""
    chosen = str(rectification.measure)
    if chosen in ("", Measure.NONE) and rectification.inspection is not None:
        check = CHECKS.get(rectification.code)
        chosen = rectification.inspection.measure or str(getattr(check, "measure", ""))
    return chosen


def cause_of(code: str) -> str:
    """Why the works stop, by the code of the check that found it."""
    fitting = [start for start in CAUSES if code.startswith(start)]
    return str(CAUSES[max(fitting, key=len)] if fitting else SuspensionCause.OTHER)


def resume_project(unit: Unit, suspension: Suspension) -> None:
    """复工令 is signed: the works go on unless another order is still in force."""
    suspension.ended_on = unit.today
    unit.changed(suspension)
    project = suspension.project
    others = project.suspensions.filter(state__in=IN_FORCE).exclude(pk=suspension.pk)
    if project.stage == Stage.SUSPENDED and not others.exists() and frozen_on(project) is None:
        gate.advance(unit, project, "resume")
        resume_plan(unit, project)
