"""挂起与恢复: the clock of a paper stands still, for a reason, until somebody starts it again."""

from __future__ import annotations

from typing import Any

from flows.engine.deadlines import Due
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work
from flows.orgs.kinds import HEADS

from ..desk import seats_at, task_of
from ..limits import due_day, set_due
from ..models import Seat, Stop
from ..seats import Place
from .settling import allowed, my_seat, reason_of, record

KINDS: tuple[Any, ...] = (Stop.Kind.SUSPEND, Stop.Kind.PUBLICITY, Stop.Kind.EXPERT)


def pause(paper: Any, *, by: Any, reason: str, kind: str = "suspend") -> None:
    """Stop the clock (挂起、公示、专家评审): nobody signs until it is started again."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        allowed(paper, "pause", "挂起")
        said = reason_of(reason, "挂起")
        if kind not in KINDS:
            raise Refused([Finding("KIND_UNKNOWN", "没有选择停表事由。", cure="请选择事由。")])
        mine = my_seat(unit, paper)
        if mine.place == Place.ADVICE:
            raise NotYours("受委派的只提意见，停表由委派人办理。")
        Stop.objects.create(
            process=mine.task.process, kind=kind, reason=said, started_on=unit.today, by=by
        )
        _set_due(unit, paper)
        record(unit, paper, mine, "pause", f"停表（{Stop.Kind(kind).label}）", opinion=said)


def resume(paper: Any, *, by: Any, reason: str = "") -> None:
    """Start the clock again; the days in between do not count. By who stopped it, a colleague
    of the seat, or the head of its organisation."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        task = task_of(paper)
        stop = open_stop(paper)
        if task is None or stop is None:
            raise Refused([Finding("NOT_PAUSED", "该文书没有停表。", cure="请刷新页面。")])
        seats = seats_at(paper)
        if not may_resume(stop, seats, by):
            raise NotYours("由停表人、同岗位人员或其单位负责人恢复。")
        stop.ended_on = unit.today
        stop.save(update_fields=["ended_on"])
        _set_due(unit, paper)
        label = f"恢复（{stop.get_kind_display()}）"
        record(unit, paper, None, "resume", label, opinion=reason.strip())


def open_stop(paper: Any) -> Stop | None:
    """The stop somebody has made by hand and that is still open; 补正 ends by itself."""
    task = task_of(paper)
    stops = (
        task.process.stops.filter(ended_on=None, kind__in=KINDS) if task else Stop.objects.none()
    )
    return stops.select_related("by").first()


def may_resume(stop: Stop, seats: list[Seat], user: Any) -> bool:
    posts = {post.pk for post in user.posts}
    houses = {seat.post.organization_id for seat in seats}
    heads = (p for p in user.posts if p.organization_id in houses)
    return (
        stop.by == user
        or any(seat.post_id in posts for seat in seats)
        or any(HEADS.get(post.organization.kind) == post.code for post in heads)
    )


def _set_due(unit: Unit, paper: Any) -> None:
    """The step's last day after a stop has begun or ended."""
    task = task_of(paper)
    assert task is not None
    step = task.flow_task
    if isinstance(step.due, Due):
        set_due(
            task,
            due_day(
                paper, step, task,
                today=unit.today, calendar=unit.calendar, parameters=unit.parameters,
            ),
        )  # fmt: skip
