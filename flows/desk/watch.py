"""超时: remind before the day, escalate after it. Time decides nothing: it only tells people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, TruncDate

from flows.engine import clock, registry
from flows.engine.deadlines import Calendar
from flows.engine.models import Parameter
from flows.engine.parameters import Parameters
from flows.engine.unit import Unit, work
from flows.orgs.kinds import HEADS
from flows.orgs.models import Appointment, User

from .actions import reseat
from .incidents import report
from .models import Incident, Seat, Stop
from .seats import LIVE, SeatState
from .sitting import able

SOON, LATE, ESCALATED = 1, 2, 3  # Seat.urged: what has been told already
AHEAD = 1  # working days before the last day on which its holder is reminded
LOOK = dt.timedelta(days=12)  # the longest holiday and a weekend: nearer days are looked at closely


def watch() -> int:
    """Tell whoever a day comes near to or has passed; each seat once for each of the three.

    Returns how many seats were urged. Running twice tells nobody twice.
    """
    calendar, parameters = Calendar.load(), Parameter.snapshot("escalate.")
    urged = [_urge(seat, calendar, parameters) for seat in _near()]
    return sum(urged)


def _near() -> list[Seat]:
    """Open seats whose day is close, by their own project's clock, and whose clock runs."""
    today = Coalesce(TruncDate("chain__simulated_at"), clock.today())
    stopped = Stop.objects.filter(ended_on=None).values("process_id")
    near = Seat.objects.filter(state=SeatState.OPEN, due_on__isnull=False, urged__lt=ESCALATED)
    return list(
        near.annotate(today=today)
        .filter(due_on__lte=F("today") + LOOK)
        .exclude(task__process__in=stopped)
        .select_related("chain")
        .order_by("id")
    )


def level_of(seat: Seat, today: dt.date, calendar: Calendar, parameters: Parameters) -> int:
    """How urgent ``seat`` is on ``today``: 0, SOON, LATE or ESCALATED. Unknown days wait."""
    assert seat.due_on is not None
    if today <= seat.due_on:
        left = calendar.workdays_between(today, seat.due_on)
        return SOON if left is not None and left <= AHEAD else 0
    over = calendar.workdays_between(seat.due_on, today)
    after = parameters.get("escalate.after.days", on=today, district=seat.district).days
    return ESCALATED if over is not None and over >= after else LATE


def _urge(seat: Seat, calendar: Calendar, parameters: Parameters) -> bool:
    level = level_of(seat, clock.today(seat.chain), calendar, parameters)
    if level <= seat.urged:
        return False
    with work(seat.chain, None) as unit:
        fresh = Seat.objects.select_related("post__organization", "holder", "task").get(pk=seat.pk)
        if fresh.state != SeatState.OPEN or fresh.urged >= level or fresh.due_on != seat.due_on:
            return False  # decided, told or given another day meanwhile
        model = registry.flows()[fresh.paper].paper
        paper = unit.current(model.objects.get(pk=fresh.paper_id))
        _tell(unit, paper, fresh, level)
        fresh.urged = level
        fresh.save(update_fields=["urged"])
    return True


WORDS = {SOON: "快到时限", LATE: "已过时限", ESCALATED: "已逾期，升级提醒"}


def _tell(unit: Unit, paper: Any, seat: Seat, level: int) -> None:
    step = seat.task.flow_task
    own = [seat.holder] if seat.holder else able(paper, step, seat.post)
    others = superiors(paper, step, seat) if level == ESCALATED else []
    kind = "escalation" if level == ESCALATED else "reminder"
    for person in dict.fromkeys([*own, *others]):
        unit.tell(
            person,
            f"urge:{seat.pk}:{seat.due_on}:{level}:{person.pk}",
            f"{WORDS[level]}：{seat.project_name} · {seat.step_label}",
            f"{seat.paper_title}的时限是 {seat.due_on}，现由{seat.holder or seat.post}办理。",
            f"/papers/{seat.paper}/{seat.paper_id}/",
            kind=kind,
        )
    if level == ESCALATED:
        state = paper.get_state_display()
        names = "、".join(map(str, others)) or "无上级可告知"
        unit.record(
            paper, "seat", "escalate", "超时升级提醒", step=seat.step_label,
            from_state=state, to_state=state, payload={"told": names, "due": str(seat.due_on)},
        )  # fmt: skip


def superiors(paper: Any, step: Any, seat: Seat) -> list[User]:
    """Whom lateness is escalated to: the posts the step names, else the head of the house, and
    who began the paper where the head himself is late."""
    if step.escalate is not None:
        return [user for post in step.escalate(paper) for user in post.holders]
    head = HEADS.get(seat.post.organization.kind)
    post = seat.post.organization.posts.filter(code=head).first() if head else None
    found = [user for user in post.holders if user != seat.holder] if post else []
    return found or ([paper.initiator] if paper.initiator else [])


def look_again() -> int:
    """Close incidents that appointments have solved meanwhile; returns how many."""
    closed = 0
    for incident in Incident.objects.filter(closed_at=None).select_related(
        "chain", "task__process"
    ):
        process = incident.task.process
        model = registry.flows()[process.paper].paper
        paper = model.objects.select_related("project__chain").get(pk=process.paper_id)
        closed += reseat(incident, paper, by=None)
    return closed


def look_for_nobody() -> int:
    """Report seats whose post nobody holds any more: laid with people, left by them since.

    Returns how many were looked at closely; an incident that is open is not repeated.
    """
    held = Appointment.objects.filter(ended_on=None, user__is_active=True)
    left = Seat.objects.filter(state__in=LIVE, holder=None).exclude(post__in=held.values("post"))
    found = list(left.select_related("chain").order_by("id"))
    for seat in found:
        with work(seat.chain, None) as unit:
            fresh = Seat.objects.select_related("post__organization", "task").get(pk=seat.pk)
            model = registry.flows()[fresh.paper].paper
            paper = unit.current(model.objects.get(pk=fresh.paper_id))
            report(unit, paper, fresh.task, fresh.task.flow_task, [fresh])
    return len(found)
