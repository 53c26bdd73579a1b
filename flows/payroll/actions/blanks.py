"""Blank sheets filled in as far as the system knows: people, cards, days present."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from flows.engine.privacy import opened
from flows.engine.unit import work
from flows.labour.actions.disclosing import (
    record_export,
    require_reason,
    reserve_number,
    watermark,
)
from flows.labour.models import Attendance, Engagement
from flows.labour.states import EngagementState
from flows.projects.models import Project
from flows.sheets.vocabulary import MONTHLESS, TITLES, Kind
from flows.sheets.writer import template

from ..models import PayrollBatch, PayrollLine
from ..states import LineStatus

CENT = Decimal("0.01")


USUAL = "填写后交回系统"


@dataclass(frozen=True)
class Listed:
    """One person of a sheet we hand out. Attributes are named as the sheets name their columns."""

    name: str
    id_number: str
    trade: str = ""
    days: Decimal | None = None
    daily_rate: Decimal | None = None
    gross: Decimal | None = None
    net: Decimal | None = None
    card_number: str = ""
    card_holder: str = ""


def blank_sheet(
    project: Project, kind: Kind, *, month: str | None, by: Any, reason: str = ""
) -> bytes:
    """An xlsx of ``kind`` for ``project``; ``month`` is "2025-06", None for a roster.

    It names people with their full numbers, so that it can be handed in again: every copy is
    recorded, and says in its last line who took it (个人信息保护法 51). Raises Refused for a long
    list without a ``reason``.
    """
    with work(project.chain, by) as unit:
        people = _people(project, kind, month)
        why = require_reason(unit, len(people), reason, USUAL)
        number = reserve_number()
        data = template(
            kind, project_name=project.name, month=month, people=people,
            watermark=watermark(unit, why, number),
        )  # fmt: skip
        what = f"预填{TITLES[kind]}{f' {month}' if month else ''}"
        digest = hashlib.sha256(data).hexdigest()
        record_export(unit, what, why, len(people), digest, number=number)
    return data


def record_signatures(batch: PayrollBatch, *, by: Any) -> None:
    """The signature sheet of ``batch`` is printed: names, sums and last fours leave on paper."""
    with work(batch.chain, by) as unit:
        rows = PayrollLine.objects.filter(batch=batch).exclude(status=LineStatus.STRUCK).count()
        record_export(unit, f"本人确认签字表 {batch.month:%Y-%m}", "打印后由本人签字确认", rows, "")


def _people(project: Project, kind: Kind, month: str | None) -> list[Listed]:
    if kind in MONTHLESS or month is None:
        return []
    roster = Engagement.objects.filter(project=project).select_related("worker").order_by("id")
    if kind == "attendance":
        gone = (EngagementState.LEFT, EngagementState.RETAINED)
        return [_listed(each) for each in roster.exclude(state__in=gone)]
    worked = _worked(project, dt.date.fromisoformat(f"{month}-01"))
    return [_payable(each, worked[each.pk]) for each in roster if each.pk in worked]


def _worked(project: Project, month: dt.date) -> dict[int, Decimal]:
    after = (month + dt.timedelta(days=31)).replace(day=1)
    marks = Attendance.objects.filter(
        engagement__project=project, live=True, day__gte=month, day__lt=after
    ).values("engagement").annotate(days=Sum("portion"))  # fmt: skip
    return {mark["engagement"]: mark["days"] for mark in marks}


def _listed(each: Engagement, **more: Any) -> Listed:
    return Listed(each.worker.name, opened(each.worker, "id"), each.trade, **more)


def _payable(each: Engagement, days: Decimal) -> Listed:
    """A pay line as the attendance has it; a bonus or a deduction is for the unit to write in."""
    due = (days * each.daily_rate).quantize(CENT) if each.daily_rate is not None else None
    return _listed(
        each, days=days, daily_rate=each.daily_rate, gross=due, net=due,
        card_number=opened(each, "card"), card_holder=each.card_holder,
    )  # fmt: skip
