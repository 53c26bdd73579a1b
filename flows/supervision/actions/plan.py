"""The supervision plan: checkpoints opened with the start of the works, and added later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flows.engine import gate
from flows.engine.findings import NotYours
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.states import Stage

from ..models import CHECKS, Inspection, name_of

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
