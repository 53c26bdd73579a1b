"""SF2: people at work without safety training or agreement, found by the ledgers."""

from __future__ import annotations

from typing import Any

from flows.engine.paper import label_of
from flows.engine.unit import Unit

from ..figures import unfit
from ..models import Rectification
from ..states import RectificationState
from .rectification import open_rectification


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
