"""Rectifications: opened for a defect, closed with the inspection they came of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine import gate
from flows.engine.unit import Unit

from ..models import CHECKS, Inspection, Rectification
from ..states import InspectionState, Measure


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
        measure=inspection.measure or measure_of(inspection.code),
        inspection=inspection,
        initiator=unit.by,
    )


def measure_of(code: str) -> str:
    """What a defect of check ``code`` brings about where the inspector does not say."""
    return getattr(CHECKS.get(code), "measure", "") or Measure.NONE


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
