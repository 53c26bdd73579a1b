"""异常: what the desk cannot solve by itself, laid before the administrators, never skipped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.engine.findings import Finding, Refused
from flows.orgs.kinds import PostCode
from flows.orgs.models import Appointment, User

from .models import Incident, Seat, Task
from .seats import LIVE
from .sitting import answerable

NOBODY = "NOBODY_SITS"


def report(
    unit: Any, paper: Any, task: Task, step: Any, doubtful: Iterable[Seat], *, strict: bool = False
) -> None:
    """Open an incident for each of the seats ``doubtful`` that waits and nobody can sign;
    ``strict``: raise Refused instead, where the paper must not come to lie so."""
    for seat in doubtful:
        if seat.state not in LIVE or answerable(paper, step, seat):
            continue
        why = f"“{step.label}”：{seat.post}无人可以办理"
        if strict:
            cure = "请系统管理员补充任职后再办理。"
            raise Refused([Finding(NOBODY, f"{why}。", step.basis, cure)])
        open_incident(unit, paper, task, why)


def report_twice(
    unit: Any, paper: Any, step: Any, seats: Iterable[Seat], people: Iterable[Any]
) -> None:
    """``people`` have just signed: an incident for a second seat that was theirs alone (兼任)."""
    posts = {post.pk for person in people if person is not None for post in person.posts}
    for seat in seats:
        if seat.state in LIVE and seat.post_id in posts:
            report(unit, paper, seat.task, step, [seat])


def open_incident(unit: Any, paper: Any, task: Task, text: str) -> None:
    """Write one incident (an open one is not repeated) and tell the system administrators."""
    incident, new = Incident.objects.get_or_create(
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
            person, f"incident:{incident.pk}:{person.pk}", "异常：有环节无人可以办理",
            f"{text}。请补充任职或单位后重新安排。", "/incidents/", kind="system",
        )  # fmt: skip


def administrators() -> Iterable[User]:
    held = Appointment.objects.filter(post__code=PostCode.ADMIN_SYSTEM, ended_on=None)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))
