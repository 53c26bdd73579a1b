"""异常: what the desk cannot solve by itself, laid before the administrators, never skipped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.engine import clock
from flows.orgs.kinds import PostCode
from flows.orgs.models import Appointment, Substitution, User

from .models import Incident, Seat, Task
from .seats import LIVE
from .sitting import able

NOBODY = "NOBODY_SITS"


def report(unit: Any, paper: Any, task: Task, step: Any, seats: Iterable[Seat]) -> None:
    """Open an incident for ``task`` where no seat was laid, and for each that nobody can sign."""
    laid = list(seats)
    if not laid:
        open_incident(unit, paper, task, f"“{step.label}”没有可办理的岗位")
    for seat in laid:
        if seat.state in LIVE and not answerable(paper, step, seat):
            open_incident(unit, paper, task, f"“{step.label}”：{seat.post}无人可以办理")


def answerable(paper: Any, step: Any, seat: Seat) -> bool:
    """Whether anybody could sign ``seat``: its holder, another of its post, or a substitute."""
    if seat.holder is not None and seat.holder.is_active:
        return True
    if able(paper, step, seat.post):
        return True
    held = Appointment.objects.filter(post=seat.post, ended_on=None).values("user_id")
    in_force = Substitution.objects.in_force(clock.today())
    return in_force.filter(principal__in=held, substitute__is_active=True).exists()


def open_incident(unit: Any, paper: Any, task: Task, text: str) -> None:
    """Write one incident (an open one is not repeated) and tell the system administrators."""
    _, new = Incident.objects.get_or_create(
        chain=unit.chain, task=task, code=NOBODY, text=text, closed_at=None,
        defaults={"opened_at": unit.now},
    )  # fmt: skip
    if not new:
        return
    state = paper.get_state_display()
    unit.record(paper, "seat", "nobody", "无人可以办理", from_state=state, to_state=state,
                step=task.flow_task.label, opinion=text)  # fmt: skip
    for person in administrators():
        unit.tell(
            person, f"incident:{task.pk}:{text}:{person.pk}"[:120], "异常：有环节无人可以办理",
            f"{text}。请补充任职或单位后重新安排。", "/incidents/", kind="system",
        )  # fmt: skip


def administrators() -> Iterable[User]:
    held = Appointment.objects.filter(post__code=PostCode.ADMIN_SYSTEM, ended_on=None)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))
