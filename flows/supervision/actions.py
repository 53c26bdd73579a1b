"""Verbs of supervision: plan checkpoints, open rectifications, close what was put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flows.engine import gate
from flows.engine.findings import NotYours
from flows.engine.paper import label_of
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.states import Stage

from .figures import unfit
from .models import CHECKS, Inspection, Rectification, name_of
from .states import InspectionState, RectificationState

SUPERVISING = (P.SUPERVISOR_CHIEF, P.SUPERVISOR_ENGINEER, P.OWNER_SITE, P.OVERSIGHT_DIRECTOR)


@dataclass(frozen=True)
class Checkpoint:
    """One line of a supervision plan. ``month`` is the first day of the month."""

    code: str
    title: str
    severity: str
    month: dt.date
    is_concealed: bool = False


def plan_checkpoints(
    unit: Unit, project: Any, checkpoints: Iterable[Checkpoint]
) -> list[Inspection]:
    """Open an inspection for each checkpoint the project does not have yet; returns the new ones."""
    found = project.inspections.values_list("code", "month", "name")
    known = {(code, month, name) for code, month, name in found}
    opened = []
    for point in checkpoints:
        month = point.month.replace(day=1)
        if (point.code, month, point.title) not in known:
            opened.append(
                gate.open_paper(
                    unit,
                    Inspection(
                        project=project,
                        code=point.code,
                        name=point.title,
                        severity=point.severity,
                        month=month,
                        is_concealed=point.is_concealed,
                    ),
                )
            )
    return opened


def open_plan(unit: Unit, readiness: Any) -> None:
    """开工令已签发: the default plan of the field, unless the project has checkpoints already."""
    project = unit.current(readiness.project)
    if not project.inspections.exists():
        plan_checkpoints(unit, project, default_plan(unit, project))


def default_plan(unit: Unit, project: Any) -> list[Checkpoint]:
    """Parameter ``checkpoints.default``, each in the first or last month of the works."""
    codes = unit.parameters.get(
        "checkpoints.default", on=unit.today, fund=project.fund_source, district=project.district
    ).items
    first, last = project.planned_start.replace(day=1), project.planned_end.replace(day=1)
    if project.came_in_past(Stage.CONSTRUCTION):  # 补录: nothing is planned for months gone by
        present = unit.today.replace(day=1)
        first, last = max(first, present), max(last, present)
    return [
        Checkpoint(
            code,
            name_of(CHECKS[code], project.field),
            CHECKS[code].severity,
            last if CHECKS[code].last_month else first,
            CHECKS[code].is_concealed,
        )
        for code in codes
    ]


def add_checkpoint(
    project: Any,
    *,
    by: Any,
    code: str,
    title: str,
    severity: str,
    month: dt.date,
    is_concealed: bool = False,
) -> Inspection | None:
    """Add one checkpoint for the supervising side; None when the project has it already.

    Raises NotYours for anybody else.
    """
    bodies = {project.supervisor_id, project.owner_id, project.oversight_id}
    if not any(post.code in SUPERVISING and post.organization_id in bodies for post in by.posts):
        raise NotYours("检查点由监理单位、业主现场代表或村务监督增设。")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        point = Checkpoint(code, title, severity, month, is_concealed)
        opened = plan_checkpoints(unit, project, [point])
        return opened[0] if opened else None


def stamp_inspection(unit: Unit, inspection: Inspection) -> None:
    inspection.inspected_on = unit.today
    unit.changed(inspection)


def demand_rectification(unit: Unit, inspection: Inspection) -> None:
    """A defect was found: the notice goes to the contractor; the inspector is its initiator."""
    stamp_inspection(unit, inspection)
    open_rectification(
        unit,
        inspection.project,
        code=inspection.code,
        severity=inspection.severity,
        defect=inspection.defect,
        days=inspection.rectify_days,
        inspection=inspection,
        initiator=unit.by,
    )


def open_rectification(
    unit: Unit,
    project: Any,
    *,
    code: str,
    severity: str,
    defect: str,
    days: int | None = None,
    deadline: dt.date | None = None,
    **more: Any,
) -> Rectification:
    """Open 整改通知 number n+1. Without ``deadline``: ``days``, or the severity's parameter."""
    project = unit.current(project)
    if days is None:
        key = f"rectify.days.{severity}"
        days = unit.parameters.get(key, on=unit.today, district=project.district).days
    return gate.open_paper(
        unit,
        Rectification(
            project=project,
            number=project.rectifications.count() + 1,
            code=code,
            severity=severity,
            defect=defect,
            deadline=deadline or unit.today + dt.timedelta(days=days),
            responsible=str(project.contractor or ""),
            **more,
        ),
    )


def close_inspection(unit: Unit, rectification: Rectification) -> None:
    """The rechecker closed the rectification: its inspection is closed with it."""
    rectification.closed_on = unit.today
    unit.changed(rectification)
    if rectification.inspection_id is not None:
        inspection = unit.current(rectification.inspection)
        if inspection.state == InspectionState.DEFECTIVE:
            gate.advance(unit, inspection, "close")


def sf2_check(unit: Unit, project: Any) -> Rectification | None:
    """SF2：people at work without safety training or agreement open one A rectification.

    Those of an earlier SF2 are not taken up again; while one is open, newcomers are added to it.
    Returns it when it was opened or changed. Idempotent; the text says how many, never who.
    """
    project = unit.current(project)
    known = list(project.rectifications.filter(code="SF2").order_by("number"))
    taken = {pk for each in known for pk in each.subjects}
    fresh = [pk for pk in unfit(project) if pk not in taken]
    if not fresh:
        return None
    waiting = next((each for each in known if each.state != RectificationState.CLOSED), None)
    if waiting is None:
        return open_rectification(
            unit, project, code="SF2", severity="A", defect=_sf2_text(len(fresh)), subjects=fresh
        )
    waiting = unit.current(waiting)
    waiting.subjects = [*waiting.subjects, *fresh]
    waiting.defect = _sf2_text(len(waiting.subjects))
    waiting.version += 1
    unit.changed(waiting)
    unit.record(waiting, "edit", "extend", f"增加 {len(fresh)} 人", to_state=label_of(waiting))
    return waiting


def _sf2_text(people: int) -> str:
    return (
        f"{people} 人有考勤，但首次出勤前没有安全培训记录或者没有协议。"
        "立即停止上岗，补训补签后方可返岗（建设工程安全生产管理条例37；条例28）。"
    )


def sf2_of_batch(unit: Unit, batch: Any) -> None:
    """A month's pay is checked: whoever worked in it must have been trained before."""
    sf2_check(unit, batch.project)
