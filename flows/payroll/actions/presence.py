"""Attendance beside the month's pay: locked by it, counted on site, corrected with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.labour.actions import Roll, marks, take_roll
from flows.labour.actions.leaving import after_the_last
from flows.labour.actions.rollcall import AT_WORK, BASIS
from flows.labour.models import Engagement, RollCall
from flows.orgs.kinds import PostCode
from flows.projects.models import Project

from ..models import PayrollBatch
from ..states import BatchState, labour_officer
from .batch import why_closed

CALLERS = (PostCode.CONTRACTOR_FOREMAN, PostCode.CONTRACTOR_LABOUR)


def lock_attendance(unit: Unit, batch: PayrollBatch) -> None:
    """The foreman has checked the month: what its pay was computed from is only reversed now."""
    locked = marks.lock_month(batch.project, batch.month)
    if locked:
        unit.record(batch, "labour", "lock", "锁定当月考勤", payload={"rows": locked})


def may_call(project: Project, user: Any) -> bool:
    """Foreman and labour officer of the contractor count who is there."""
    body = project.contractor_id
    return body is not None and any(
        post.code in CALLERS and post.organization_id == body for post in user.posts
    )


def call_roll(project: Project, roll: Roll, *, by: Any) -> RollCall:
    """Write a roll call of ``by``; sent again with the same token it is the same one.

    Raises NotYours, Busy, BadFile, and Refused where the day may not be called (any more).
    """
    if not may_call(project, by):
        raise NotYours("点名由本项目施工单位的班组长或劳资专管员办理。")
    with work(project.chain, by) as unit:
        if not RollCall.objects.filter(token=roll.token, project=project).exists():
            _require_open(unit, project, roll.day)
        return take_roll(unit, unit.current(project), roll)


def reverse_attendance(
    engagement: Engagement, *, day: dt.date, portion: Decimal, reason: str, by: Any
) -> None:
    """Correct one day of one person to ``portion`` (0: was not there) by a reversal with ``reason``.

    Only while the month's ledger is being compiled. Raises NotYours, Busy, Refused.
    """
    with work(engagement.project.chain, by) as unit:
        engagement = unit.current(engagement)
        if not labour_officer(engagement, by):
            raise NotYours("考勤更正由本项目施工单位的劳资专管员办理。")
        known = marks.live(engagement.project, day)
        key = (engagement.pk, day)
        stood = known[key].portion if key in known else marks.ABSENT
        if wrong := list(_not_correctable(unit, engagement, day, portion, stood, reason)):
            raise Refused(wrong)
        batch = _require_open(unit, engagement.project, day)
        source = marks.Source(reason=scrub(reason.strip()), reverse_all=True)
        marks.put(unit, known, {key: portion}, source)
        unit.record(
            batch, "labour", "reverse_attendance", "更正考勤", opinion=reason,
            payload={"engagement": engagement.pk, "day": day.isoformat(),
                     "from": str(stood), "to": str(portion)},
        )  # fmt: skip


def _not_correctable(
    unit: Unit, engagement: Any, day: dt.date, portion: Decimal, stood: Decimal, reason: str
) -> Iterator[Finding]:
    if engagement.project.stage not in AT_WORK:
        stage = engagement.project.get_stage_display()
        yield Finding("STAGE_WRONG", f"项目处于“{stage}”，考勤不能再改。", BASIS)
    if not reason.strip():
        yield Finding("REASON_MISSING", "更正考勤必须写明理由。", BASIS, "写明事实和核实经过。")
    if portion not in marks.PORTIONS:
        yield Finding("PORTION_WRONG", "只能更正为全天、半天或缺勤。", BASIS)
    if portion and (frozen := after_the_last(engagement.project, day)) is not None:
        yield frozen
    if day > unit.today:
        yield Finding("DAY_FUTURE", f"{day} 还没有到，不能有考勤。", BASIS)
    if portion == stood:
        yield Finding("ATTENDANCE_SAME", "与现在的记录相同，不需要更正。", BASIS)


def batch_of(project: Any, day: dt.date) -> PayrollBatch | None:
    """The batch of the month of ``day``, None where it has not begun."""
    return PayrollBatch.objects.filter(project=project, month=day.replace(day=1)).first()


def _require_open(unit: Unit, project: Any, day: dt.date) -> PayrollBatch | None:
    """The month's batch, at work again if it had been closed as empty. Raises Refused."""
    found = batch_of(project, day)
    if found is None:
        return None
    batch: PayrollBatch = unit.current(found)
    if batch.state == BatchState.VOID:
        gate.advance(unit, batch, "revive")
    if why := why_closed(batch):
        said, _, cure = why.partition("；")
        raise Refused(
            [Finding("ATTENDANCE_LOCKED", f"{said}，当月考勤已锁定。", BASIS, f"{cure}。")]
        )
    return batch
