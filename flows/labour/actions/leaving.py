"""随项目终止离场: nobody works any more, and nobody is added, after the last day of the project."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine.findings import Finding
from flows.engine.unit import Unit
from flows.projects.standstill import frozen_on

from ..models import Engagement
from ..states import PRESENT
from .people import roster_of

BASIS = "保障农民工工资支付条例28；政府投资条例34"


def let_everybody_go(unit: Unit, project: Any, last: dt.date, why: str) -> int:
    """Everybody who is there leaves as of ``last`` (an earlier 离场日期 stands), because of ``why``;
    how many. Attendance and pay stay as they are."""
    people = list(Engagement.objects.filter(project=project, state__in=PRESENT))
    for each in people:
        each.leave()
        left = each.exit_date or last
        each.exit_date = max(min(left, last), each.entry_date or dt.date.min)
    Engagement.objects.bulk_update(people, ["state", "exit_date"])
    if people:
        payload = {"people": len(people), "last_day": last.isoformat(), "cause": why}
        roster = roster_of(unit, project)
        unit.record(roster, "labour", "let_go", f"{why}，全员离场", payload=payload)
    return len(people)


def after_the_last(project: Any, *days: dt.date) -> Finding | None:
    """That the roster is frozen and one of ``days`` lies after it; None where all is well."""
    last = frozen_on(project)
    late = sorted({day for day in days if last is not None and day > last})
    if not late:
        return None
    said = f"项目已于 {last} 决定终止，名册冻结，{late[0]} 不能再有考勤。"
    return Finding("ROSTER_FROZEN", said, BASIS, "终止决定以前的考勤照常核对、发放。")
