"""The supervision plan: checkpoints opened with the start of the works, added and moved later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flows.desk.desk import task_of
from flows.desk.limits import set_due
from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.paper import label_of
from flows.engine.privacy import scrub
from flows.engine.refusals import opinion_missing, require_unchanged
from flows.engine.unit import Unit, work
from flows.projects.standstill import stopped_days
from flows.projects.states import Stage

from ..models import CHECKS, Inspection
from ..states import SUPERVISING, InspectionState, Origin, may_alter, supervises
from .schedule import Checkpoint, after, default_plan

BASIS = "建设工程质量管理条例37、38"
MOST = 300  # characters of a reason


def plan_checkpoints(
    unit: Unit, project: Any, checkpoints: Iterable[Checkpoint], *, origin: str = Origin.PLAN
) -> list[Inspection]:
    """Open an inspection for each checkpoint the project does not have yet; returns the new ones."""
    found = project.inspections.values_list("code", "month", "name")
    known = {(code, month, name) for code, month, name in found}
    opened = []
    for point in checkpoints:
        month = point.month.replace(day=1)
        if (point.code, month, point.title) not in known:
            known.add((point.code, month, point.title))
            opened.append(gate.open_paper(unit, _inspection(project, point, month, origin)))
    return opened


def _inspection(project: Any, point: Checkpoint, month: dt.date, origin: str) -> Inspection:
    check = CHECKS.get(point.code)
    return Inspection(
        project=project,
        code=point.code,
        name=point.title,
        severity=point.severity,
        month=month,
        due_on=point.due_on or after(month) - dt.timedelta(days=1),
        sequence=point.sequence,
        evidence=point.evidence or (check.evidence if check else ""),
        basis=point.basis or (check.basis if check else ""),
        is_concealed=point.is_concealed,
        origin=origin,
    )


def open_plan(unit: Unit, readiness: Any) -> None:
    """开工令已签发: the default plan of the field, unless the project has checkpoints already."""
    project = unit.current(readiness.project)
    if not project.inspections.exists():
        plan_checkpoints(unit, project, default_plan(unit, project))


def add_checkpoint(
    project: Any,
    *,
    by: Any,
    code: str,
    title: str,
    severity: str,
    month: dt.date,
    is_concealed: bool = False,
    **more: Any,
) -> Inspection | None:
    """Add one checkpoint for the supervising side; None when the project has it already.

    ``more``: due_on, sequence, evidence, basis. Raises NotYours for anybody else.
    """
    if not supervises(project, by):
        raise NotYours("检查点由监理单位、业主现场代表或村务监督增设。")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        point = Checkpoint(code, title, severity, month, is_concealed, **more)
        begun = project.stage in (Stage.CONSTRUCTION, Stage.SUSPENDED)
        origin = Origin.ADDED if begun else Origin.PLAN
        opened = plan_checkpoints(unit, project, [point], origin=origin)
        return opened[0] if opened else None


def move_checkpoint(
    inspection: Inspection, *, by: Any, due_on: dt.date, reason: str, expect: int | None = None
) -> Inspection:
    """Give a checkpoint that nobody has reported yet another day, with a reason; recorded.

    Concealed, A and Q checks are moved by the chief. Raises NotYours, Refused, Stale, Busy.
    """
    with work(inspection.chain, by) as unit:
        inspection = unit.current(inspection)
        require_unchanged(unit, inspection, expect)
        if not may_alter(inspection, by):
            raise NotYours("该检查点的日期不由您调整；隐蔽工程、A 级和 Q 类检查点由总监调整。")
        said = scrub(reason).strip()[:MOST]
        if wrong := _unmovable(unit, inspection, due_on, said):
            raise Refused([wrong])
        before, inspection.due_on = inspection.due_on, due_on
        inspection.month = due_on.replace(day=1)
        inspection.version += 1
        unit.changed(inspection)
        if task := task_of(inspection):
            set_due(task, inspection.report_by, title=inspection.title)
        unit.record(
            inspection, "edit", "move", "调整检查日期", opinion=said, from_state=label_of(inspection),
            to_state=label_of(inspection),
            payload={"before": str(before or ""), "due_on": due_on.isoformat()},
        )  # fmt: skip
        return inspection


def _unmovable(unit: Unit, inspection: Any, due_on: dt.date, said: str) -> Finding | None:
    """Why ``inspection`` does not get the day ``due_on``; None when it does."""
    if inspection.state != InspectionState.PLANNED:
        where = f"检查点现在是“{label_of(inspection)}”，不能再调整日期。"
        return Finding("CHECKPOINT_BEGUN", where, BASIS, "只能调整尚未报检的检查点。")
    if not said:
        return opinion_missing("调整检查日期")
    if due_on < unit.today:
        return Finding("DAY_PAST", f"{due_on} 已经过去。", BASIS, "选择今天或以后的日期。")
    same = inspection.project.inspections.filter(
        code=inspection.code, name=inspection.name, month=due_on.replace(day=1)
    )
    if same.exclude(pk=inspection.pk).exists():
        return Finding(
            "CHECKPOINT_TWICE", f"{due_on:%Y年%-m月}已有同名的检查点“{inspection.name}”。", BASIS,
            "换一个月份，或者撤销多余的检查点。",
        )  # fmt: skip
    return None


def rest_plan(project: Any) -> None:
    """The works are stopped: what is planned cannot be reported, so its time does not run."""
    for inspection in project.inspections.filter(state=InspectionState.PLANNED):
        _retime(inspection)


def resume_plan(unit: Unit, project: Any) -> None:
    """The works go on: what was planned for the stop, and every process planned for later, is put
    off by its days; recorded once. A monthly check stays in its month."""
    lasted = _just_stopped(project, unit.today)
    began, moved = unit.today - lasted, 0
    for inspection in project.inspections.filter(state=InspectionState.PLANNED):
        day = inspection.due_on
        later = day is not None and day >= began
        if lasted and later and (inspection.sequence is not None or day < unit.today):
            inspection = unit.current(inspection)
            inspection.due_on = day + lasted
            inspection.version += 1
            unit.changed(inspection)
            moved += 1
        _retime(inspection)
    if moved:
        payload = {"checkpoints": moved, "days": lasted.days}
        unit.record(
            project, "edit", "put_off", f"{moved} 个检查点顺延 {lasted.days} 日", payload=payload
        )


def _just_stopped(project: Any, today: dt.date) -> dt.timedelta:
    """How long the works had stood still when they go on ``today``: the days in a row before it."""
    one = dt.timedelta(days=1)
    stopped, lasted = stopped_days(project, today - one), dt.timedelta(0)
    while today - lasted - one in stopped:
        lasted += one
    return lasted


def _retime(inspection: Inspection) -> None:
    if task := task_of(inspection):
        set_due(task, inspection.report_by)


__all__ = [
    "SUPERVISING",
    "Checkpoint",
    "add_checkpoint",
    "default_plan",
    "move_checkpoint",
    "open_plan",
    "plan_checkpoints",
    "rest_plan",
    "resume_plan",
]
