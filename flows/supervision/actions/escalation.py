"""升级: a rectification that is late or twice refused is told one level up, each level once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, TruncDate

from flows.engine import clock
from flows.engine.paper import label_of
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.states import ENDED

from ..models import Escalation, Rectification
from ..states import RectificationState as R

# 业主 → 行业主管 → 区政府 (domain.md 5.2), in the order of the levels.
LEVELS = (P.OWNER_LEAD, P.SECTOR_REVIEWER, P.GOVERNMENT_LEADER)
PUTTING_RIGHT = (R.OPEN, R.RECTIFYING, R.REOPENED)
REFUSED = 2  # 两次复查不合格


def escalate_late() -> int:
    """Tell of every rectification that is late; how many were told of. Twice a day tells once."""
    today = Coalesce(TruncDate("project__chain__simulated_at"), clock.today())
    late = (
        Rectification.objects.filter(state__in=PUTTING_RIGHT, escalated__lt=len(LEVELS))
        .exclude(project__stage__in=ENDED)
        .annotate(today=today)
        .filter(deadline__lt=F("today"))
        .select_related("project__chain")
        .order_by("id")
    )
    return sum(_escalate_late(each) for each in late)


def _escalate_late(rectification: Rectification) -> bool:
    with work(rectification.chain, None) as unit:
        fresh = unit.current(rectification)
        if not _is_due(unit, fresh):
            return False
        escalate(unit, fresh, Escalation.Reason.LATE)
        return True


def _is_due(unit: Unit, rectification: Any) -> bool:
    """Whether ``rectification`` is late, and long enough since it was told of last."""
    if rectification.state not in PUTTING_RIGHT or rectification.escalated >= len(LEVELS):
        return False
    between = unit.parameters.get(
        "rectify.escalate.days", on=unit.today, district=rectification.project.district
    )
    last = rectification.escalated_on
    rested = last is None or unit.today >= last + dt.timedelta(days=max(between.days, 1))
    return rested and rectification.deadline < unit.today


def escalate_refused(unit: Unit, rectification: Rectification) -> None:
    """复查不合格: refused twice, and each time after, it is told one level up at once."""
    if rectification.reopened >= REFUSED and rectification.escalated < len(LEVELS):
        escalate(unit, rectification, Escalation.Reason.REOPENED)


def escalate(unit: Unit, rectification: Any, reason: str) -> Escalation:
    """Tell ``rectification`` one level up. A body that is missing is written down as such."""
    level = rectification.escalated + 1
    try:
        post = rectification.project.post(LEVELS[level - 1])
        people, name = post.holders, str(post)
    except LookupError:
        people, name = [], f"{LEVELS[level - 1].label}（未设）"
    row = unit.create(
        Escalation(rectification=rectification, level=level, reason=reason, post=name, at=unit.now)
    )
    rectification.escalated, rectification.escalated_on = level, unit.today
    unit.changed(rectification)
    words = Escalation.Reason(reason).label
    for person in people:
        unit.tell(
            person,
            f"rectify:{rectification.pk}:{level}:{person.pk}",
            f"整改升级：{rectification.project.name} · {rectification.title}",
            f"{words}，{rectification.severity} 级，整改期限 {rectification.deadline}。请督促整改。",
            f"/papers/Rectification/{rectification.pk}/",
            kind="escalation",
        )
    state = label_of(rectification)
    unit.record(
        rectification, "edit", "escalate", f"{words}，升级报告", from_state=state, to_state=state,
        payload={"level": level, "post": name, "reason": str(reason)},
    )  # fmt: skip
    return row
