"""Lay a paper on the desk of its state: the task, its day, its seats, and whom it is told.

After a return that comes straight back (直达), and after 拿回, earlier signatures still stand
(沿用): their seats are laid as they were signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from viewflow.workflow.status import STATUS

from flows.engine import machine
from flows.engine.findings import Finding, Refused

from .copies import copy_to
from .incidents import answerable, report
from .limits import due_day
from .models import Process, Seat, Stop, Task
from .seats import LIVE, SeatState, turns
from .sitting import able
from .step import Step, StepActivation

STANDS = (SeatState.AGREED, SeatState.ABSTAINED)


@dataclass(frozen=True)
class Kept:
    """Signatures that still stand at the step about to be laid, and who signs anew."""

    seats: tuple[Seat, ...] = ()
    reopened: Seat | None = None


NOTHING = Kept()


def lay(unit: Any, paper: Any, process: Process, step: Step, kept: Kept = NOTHING) -> Task:
    """Open ``step`` for ``paper``: task, seats, copies, and an incident where nobody sits."""
    posts = _posts(unit, paper, step)
    activation = StepActivation.create(step, process, "start")
    activation.activate()
    task = activation.task
    task.created = task.started = unit.now
    task.counted_from = _counted_from(unit, process, step)
    task.due_on = due_day(
        paper, step, task,
        today=unit.today, calendar=unit.calendar, parameters=unit.parameters,
    )  # fmt: skip
    task.save()
    if step.stops:
        Stop.objects.create(
            process=process, kind=step.stops, reason=step.label, started_on=unit.today, by=unit.by
        )
    _seat_all(unit, paper, task, step, posts, kept)
    if step.copies:
        people = [user for post in step.copies(paper) for user in post.holders]
        copy_to(unit, paper, people, note=f"“{step.label}”抄送")
    return task


def _posts(unit: Any, paper: Any, step: Step) -> list[Any]:
    """The posts that sit at ``step``, each once."""
    try:
        posts = list(dict.fromkeys(step.posts(paper)))
        why = f"“{step.label}”没有可办理的岗位。"
    except LookupError as error:
        posts, why = [], str(error.args[0])
    if not posts and step.nobody == "refuse":
        cure = "请系统管理员补充单位、岗位后再办理。"
        raise Refused([Finding("NOBODY_SITS", why, step.basis, cure)])
    return posts


def _counted_from(unit: Any, process: Process, step: Step) -> Any:
    """Today; after a stop laid as a step (补正) the day on which the interrupted step began."""
    before = list(process.tasks.exclude(status=STATUS.ASSIGNED).order_by("-pk")[:2])
    if len(before) == 2 and before[0].flow_task.stops and before[1].flow_task == step:
        return before[1].counted_from
    return unit.today


def _seat_all(unit: Any, paper: Any, task: Task, step: Step, posts: list[Any], kept: Kept) -> None:
    standing = {seat.post_id: seat for seat in kept.seats if seat.state in STANDS}
    seats = [
        _again(unit, task, standing[post.pk], order)
        if post.pk in standing
        else new_seat(unit, paper, task, step, post, order, holder=_holder(kept, post))
        for order, post in enumerate(posts)
    ]
    for seat, state in turns(step.sign(paper), seats):
        seat.state = state
    Seat.objects.bulk_create(seats)
    for seat in seats:
        if seat.state == SeatState.OPEN:
            announce(unit, paper, seat)
    report(unit, paper, task, step, seats)


def _holder(kept: Kept, post: Any) -> Any:
    """拿回: the seat opens to him who has taken his decision back."""
    mine = kept.reopened
    return mine.holder if mine is not None and mine.post_id == post.pk else None


def _again(unit: Any, task: Task, seat: Seat, order: int) -> Seat:
    """An earlier signature that still stands, in the new step."""
    copy = Seat.objects.select_related("post__organization", "decided_by").get(pk=seat.pk)
    copy.pk, copy._state.adding = None, True
    copy.task, copy.order, copy.kept, copy.opened_at = task, order, True, unit.now
    copy.attached_to, copy.place = None, ""
    return copy


def new_seat(
    unit: Any,
    paper: Any,
    task: Task,
    step: Step,
    post: Any,
    order: int,
    *,
    holder: Any = None,
    **more: Any,
) -> Seat:
    """An unsaved open seat of ``post`` at ``task``; in the queue where several could take it."""
    people = [] if holder else able(paper, step, post)
    return Seat(
        **_named(unit, paper),
        task=task,
        step=step.name,
        step_label=step.label,
        post=post,
        holder=holder or (people[0] if len(people) == 1 else None),
        state=SeatState.OPEN,
        weight=step.weigh(paper, post) if step.weigh else 1,
        order=order,
        opened_at=unit.now,
        due_on=task.due_on,
        **more,
    )


def _named(unit: Any, paper: Any) -> dict[str, Any]:
    """What a seat says of its paper and project, so that the inbox reads one table."""
    project = paper.project
    return {
        "chain": unit.chain,
        "paper": type(paper).__name__,
        "paper_id": paper.pk,
        "paper_title": paper.title,
        "project_id": project.pk,
        "project_name": project.name,
        "project_code": project.code,
        "district": project.district,
        "amount": project.total_investment,
    }


def announce(unit: Any, paper: Any, seat: Seat) -> None:
    """Tell whoever may sign ``seat`` that it waits for him."""
    people = [seat.holder] if seat.holder else able(paper, seat.task.flow_task, seat.post)
    for person in people:
        unit.tell(
            person,
            f"seat:{seat.pk}:{person.pk}",
            f"待办：{seat.project_name} · {seat.step_label}",
            f"{seat.paper_title}到达“{seat.step_label}”，请办理。",
            f"/papers/{seat.paper}/{seat.paper_id}/",
        )


def rearrange(unit: Any, paper: Any, step: Step, seats: Iterable[Seat]) -> None:
    """Open and close turns after a seat has spoken, come or gone; tell those whose turn it is."""
    for seat, state in turns(step.sign(paper), list(seats)):
        if seat.state == state:
            continue
        seat.state = state
        if state == SeatState.OPEN:
            seat.opened_at = unit.now
            announce(unit, paper, seat)
        seat.save(update_fields=["state", "opened_at"])


def close(unit: Any, task: Task, move: str) -> None:
    """The paper leaves ``task``'s step by ``move``."""
    activation = StepActivation(task)
    activation.execute()
    activation.complete()
    task.finished, task.outcome = unit.now, move
    task.save()
    task.seats.filter(state__in=LIVE).update(state=SeatState.CLOSED)
    if task.flow_task.stops:
        task.process.stops.filter(ended_on=None).update(ended_on=unit.today)
    task.incidents.filter(closed_at=None).update(closed_at=unit.now, reason="该环节已办结")


def standing_at(process: Process, step: Step, resume: Task) -> Kept:
    """直达: what was signed at ``step`` before the return and still stands."""
    if resume.flow_task == step:
        return Kept(tuple(resume.seats.filter(state__in=STANDS)))
    agreed = (step.agreed, *step.also)
    last = process.tasks.filter(status=STATUS.DONE, outcome__in=agreed, pk__lt=resume.pk)
    task = next((each for each in last.order_by("-pk") if each.flow_task == step), None)
    if task is None or _asks(step):
        return NOTHING
    return Kept(tuple(task.seats.filter(state__in=STANDS)))


def _asks(step: Step) -> bool:
    """Whether agreeing at ``step`` wants something written in: then somebody has to write it."""
    paper_flow = step.flow_class
    moves = [e for e in machine.transitions(paper_flow.paper) if e.name == step.agreed]
    return any(wanted.required for each in moves for wanted in each.custom["inputs"])


def reseat_task(unit: Any, paper: Any, task: Task) -> bool:
    """Lay the seats that ``task`` lacks by now; close its incidents where everybody can sign."""
    step = task.flow_task
    seats = list(task.seats.filter(state__in=LIVE).select_related("post", "holder"))
    known = set(task.seats.values_list("post_id", flat=True))
    for order, post in enumerate(_posts(unit, paper, step)):
        if post.pk not in known:
            seats.append(unit.create(new_seat(unit, paper, task, step, post, order)))
            announce(unit, paper, seats[-1])
    rearrange(unit, paper, step, seats)
    left = [seat for seat in seats if not answerable(paper, step, seat)]
    if seats and not left:
        task.incidents.filter(closed_at=None).update(
            closed_at=unit.now, closed_by=unit.by, reason="已重新安排"
        )
    return bool(seats) and not left
