"""突击抽查: a check that nobody has reported, opened by whoever may and laid before the inspector."""

from __future__ import annotations

from typing import Any

from flows.desk.desk import seats_at
from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.projects.states import Stage

from ..models import CHECKS, Inspection, name_of
from ..states import InspectionState, Origin, may_surprise

BASIS = "建设工程质量管理条例38；建设工程安全生产管理条例14"
ON_SITE = (Stage.CONSTRUCTION, Stage.SUSPENDED)
MOST = 300  # characters of what is to be looked at


def spot_check(project: Any, *, by: Any, code: str, title: str = "", note: str = "") -> Inspection:
    """Open a spot check of ``code``: at once with the inspector, with ``by`` himself if he is one.

    While one of the same check and name is being inspected, that one is returned: sent twice, it
    is one. Raises NotYours, Refused, Busy.
    """
    with work(project.chain, by) as unit:
        project = unit.current(project)
        wanted = _wanted(unit, project, code, title)
        if not may_surprise(wanted, by):
            raise NotYours("突击抽查由监理单位、业主、乡镇、行业主管或村务监督发起。")
        if project.stage not in ON_SITE:
            stage = project.get_stage_display()
            raise Refused([Finding("STAGE_WRONG", f"项目处于“{stage}”，在建期间才能抽查。", BASIS)])
        under_way = project.inspections.filter(
            origin=Origin.SPOT, code=code, name__startswith=wanted.name,
            state=InspectionState.INSPECTING,
        ).first()  # fmt: skip
        if under_way is not None:
            return under_way
        _open(unit, wanted, scrub(note).strip()[:MOST])
        return wanted


def _wanted(unit: Unit, project: Any, code: str, title: str) -> Inspection:
    """The unsaved check; a second one of the same name in a month says which it is."""
    if code not in CHECKS:
        raise Refused([Finding("CHECK_UNKNOWN", "没有选择检查项。", BASIS, "从清单中选择检查项。")])
    check, month = CHECKS[code], unit.today.replace(day=1)
    name = (scrub(title).strip() or name_of(check, project.field))[:60]
    return Inspection(
        project=project, code=code, name=f"突击抽查：{name}", severity=check.severity, month=month,
        due_on=unit.today, origin=Origin.SPOT, is_concealed=False,
        evidence=check.evidence, basis=check.basis,
    )  # fmt: skip


def _open(unit: Unit, wanted: Inspection, note: str) -> None:
    """Write, record and lay it; the contractor's desk never sees it before the inspector's."""
    before = wanted.project.inspections.filter(
        code=wanted.code, month=wanted.month, name__startswith=wanted.name
    ).count()
    if before:
        wanted.name = f"{wanted.name}（第 {before + 1} 次）"
    wanted.report_note = note
    unit.create(wanted)
    unit.record(
        wanted, "open", "open", f"发起{wanted.title}", opinion=note,
        to_state=wanted.get_state_display(),
    )  # fmt: skip
    gate.advance(unit, wanted, "surprise")
    for seat in seats_at(wanted):
        mine = seat.post_id in [post.pk for post in unit.by.posts]
        if seat.holder is None and mine:
            seat.holder = unit.by
            seat.save(update_fields=["holder"])
