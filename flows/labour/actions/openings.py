"""用工岗位: what work there is, kept by the owner and the contractor from 前期工作 on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flows.documents.elements import DocumentKind, number_of
from flows.documents.models import Document
from flows.engine.findings import Finding, Refused
from flows.engine.unit import Unit, work
from flows.projects.models import Project

from ..models import Opening
from ..rules.openings import Offered
from .mandate import AT_WORK, PLANNERS, PREPARING, require, require_stage

BASIS = "实施意见三(二)"
OPEN_STAGES = (*PREPARING, *AT_WORK)
SAME = ("link", "trade", "skills", "starts_on", "ends_on", "daily_rate", "piece_rate", "piece_unit")


def add_opening(project: Project, facts: dict[str, Any], *, by: Any) -> Opening:
    """A new opening with ``facts`` by field. Raises NotYours, Refused (wrong stage, the same
    opening again), Busy."""
    with _planning(project, by, "增加岗位") as unit:
        opening = Opening(project=unit.current(project), **facts)
        _require_new(opening)
        unit.create(opening)
        _record(unit, "add_opening", "增加用工岗位", opening)
    return opening


def change_opening(opening: Opening, facts: dict[str, Any], *, by: Any) -> bool:
    """Write ``facts`` into the opening; whether anything changed. Raises as :func:`add_opening`."""
    with _planning(opening.project, by, "更改岗位") as unit:
        opening = unit.current(opening)
        changed = sorted(name for name, value in facts.items() if getattr(opening, name) != value)
        if not changed:
            return False
        for name in changed:
            setattr(opening, name, facts[name])
        _require_new(opening)
        unit.changed(opening)
        _record(unit, "change_opening", "更改用工岗位", opening, changed)
    return True


def remove_opening(opening: Opening, *, by: Any) -> None:
    """Take an opening away. Raises NotYours, Refused, Busy."""
    with _planning(opening.project, by, "删除岗位") as unit:
        gone, _ = Opening.objects.filter(pk=opening.pk).delete()
        if gone:
            _record(unit, "remove_opening", "删除用工岗位", opening)


def offered(project: Project) -> Offered:
    """The openings beside the baseline's headcount (r2) and the plan's openings (r1)."""
    baseline = project.baseline
    plan = Document.objects.filter(project=project, kind=DocumentKind.PLAN).first()
    planned = number_of(plan.part("r1", "openings")) if plan else None
    return Offered(
        list(Opening.objects.filter(project=project)), project.planned_start, project.planned_end,
        baseline and baseline.headcount, None if planned is None else int(planned),
        baseline.named if baseline else "",
    )  # fmt: skip


@contextmanager
def _planning(project: Project, by: Any, what: str) -> Iterator[Unit]:
    require(project, by, PLANNERS, "用工岗位")
    with work(project.chain, by) as unit:
        require_stage(unit.current(project), OPEN_STAGES, what)
        yield unit


def _require_new(opening: Opening) -> None:
    same = {name: getattr(opening, name) for name in SAME}
    twice = Opening.objects.filter(project=opening.project_id, **same).exclude(pk=opening.pk)
    if twice.exists():
        raise Refused(
            [Finding("OPENING_SAME", f"已有相同的岗位：{opening.trade}（工种、时段、报酬都相同）。",
                     BASIS, "只是人数不同的，请更改那个岗位的人数。")]
        )  # fmt: skip


def _record(
    unit: Unit, move: str, label: str, opening: Opening, fields: list[str] | None = None
) -> None:
    payload: dict[str, Any] = {"opening": opening.pk, "headcount": opening.headcount}
    unit.record(
        None, "labour", move, label, payload=payload | ({"fields": fields} if fields else {})
    )
