"""Lay a paper on the desk of its state: the task, its day, its seats, and whom it is told.

After a return that comes straight back (直达), and after 拿回, earlier signatures still stand
(沿用): their seats are laid as they were signed.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from viewflow.workflow.status import STATUS

from flows.engine.findings import Finding, Refused

from .copies import copy_to
from .incidents import open_incident, report
from .limits import due_day
from .models import Process, Seat, Stop, Task
from .seats import LIVE, SeatState, decide, turns
from .sitting import Part, able, answerable, parts_of
from .standing import NOTHING, Kept, asks, passes
from .step import Step, StepActivation


def lay(unit: Any, paper: Any, process: Process, step: Step, kept: Kept = NOTHING) -> Task:
    """Open ``step`` for ``paper``: task, seats, copies, and an incident where nobody sits."""
    posts, why = posts_at(paper, step)
    if passes(paper, step, posts, kept) and asks(step):
        kept = NOTHING  # somebody has to write in what is asked
    task = _task(unit, paper, process, step, kept)
    if step.stops:
        Stop.objects.create(
            process=process, kind=step.stops, reason=step.label, started_on=unit.today, by=unit.by
        )
    seats = _seat_all(unit, paper, task, step, posts, kept)
    if not seats:
        _nobody(unit, paper, task, step, why)
    if step.copies:
        copy_to(unit, paper, _readers(paper, step), note=f"“{step.label}”抄送")
    return task


def posts_at(paper: Any, step: Step) -> tuple[list[Any], str]:
    """The posts that sit at ``step``, each once; and why there is none."""
    try:
        return list(dict.fromkeys(step.posts(paper))), f"“{step.label}”没有可办理的岗位"
    except LookupError as error:
        return [], str(error.args[0])


def _nobody(unit: Any, paper: Any, task: Task, step: Step, why: str) -> None:
    if step.nobody == "refuse":
        cure = "请系统管理员补充单位、岗位后再办理。"
        raise Refused([Finding("NOBODY_SITS", f"{why}。", step.basis, cure)])
    open_incident(unit, paper, task, why)


def _readers(paper: Any, step: Step) -> list[Any]:
    """Whom the step lays the paper before to be read; a body that is missing stops nothing."""
    assert step.copies is not None
    try:
        return [user for post in step.copies(paper) for user in post.holders]
    except LookupError:
        return []


def _task(unit: Any, paper: Any, process: Process, step: Step, kept: Kept) -> Task:
    activation = StepActivation.create(step, process, "start")
    activation.activate()
    task: Task = activation.task
    task.created = task.started = unit.now
    task.counted_from = _counted_from(unit, process, step, kept)
    task.due_on = due_day(
        paper, step, task,
        today=unit.today, calendar=unit.calendar, parameters=unit.parameters,
    )  # fmt: skip
    task.save()
    return task


def _counted_from(unit: Any, process: Process, step: Step, kept: Kept) -> Any:
    """Today; after 补正 and 拿回 the day on which the interrupted step began: nobody gets new time
    by them."""
    if kept.reopened is not None:
        return kept.reopened.task.counted_from
    before = list(process.tasks.exclude(status=STATUS.ASSIGNED).order_by("-pk")[:2])
    if len(before) == 2 and before[0].flow_task.stops and before[1].flow_task == step:
        return before[1].counted_from
    return unit.today


def _seat_all(
    unit: Any, paper: Any, task: Task, step: Step, posts: list[Any], kept: Kept
) -> list[Seat]:
    laid: dict[int, Seat] = {}  # by the key of the seat it had before
    mains, before, parts = [], kept.mains(), parts_of(paper)
    for order, post in enumerate(posts):
        old = before.get(post.pk)
        if old is None:
            mains.append(new_seat(unit, paper, task, step, post, order, parts=parts))
        else:
            mains.append(_laid_again(unit, paper, task, step, kept, old))
            mains[-1].order, laid[old.pk] = order, mains[-1]
    for seat, state in turns(step.sign(paper), mains):
        seat.state = state
    Seat.objects.bulk_create(mains)
    added = _added(unit, paper, task, step, kept, laid)
    seats = sorted([*mains, *added], key=lambda seat: (seat.order, seat.pk))
    if added:
        _take_turns(paper, step, seats)
    if kept.reopened is None and kept.seats and decide(step.sign(paper), seats) == "agreed":
        return seats  # it is passed at once, and nobody has to be told
    for seat in seats:
        if seat.state == SeatState.OPEN:
            announce(unit, paper, seat)
    doubtful = [seat for seat in seats if seat.holder is None or seat.place]
    report(unit, paper, task, step, doubtful, strict=step.nobody == "refuse")
    return seats


def _added(
    unit: Any, paper: Any, task: Task, step: Step, kept: Kept, laid: dict[int, Seat]
) -> list[Seat]:
    """The seats that had been added, laid again beside those they were added to."""
    found = []
    for old in kept.added():
        to = laid.get(old.attached_to_id or 0)
        if to is not None:
            seat = _laid_again(unit, paper, task, step, kept, old)
            seat.attached_to, seat.order = to, to.order
            laid[old.pk] = unit.create(seat)
            found.append(seat)
    return found


def _take_turns(paper: Any, step: Step, seats: list[Seat]) -> None:
    for seat, state in turns(step.sign(paper), seats):
        if seat.state != state:
            seat.state = state
            seat.save(update_fields=["state"])


def _laid_again(unit: Any, paper: Any, task: Task, step: Step, kept: Kept, old: Seat) -> Seat:
    """``old`` in the new step: as it was signed where that stands, else open to whom it was."""
    if kept.stands(old):
        seat = copy.copy(old)
        seat.pk, seat._state.adding = None, True
        seat.task, seat.kept, seat.opened_at, seat.due_on = task, True, unit.now, task.due_on
        seat.attached_to = None
        return seat
    his = old.holder if old.holder in able(paper, step, old.post) else None
    seat = new_seat(
        unit, paper, task, step, old.post, old.order,
        holder=his, place=old.place, added_by=old.added_by,
    )  # fmt: skip
    seat.weight = old.weight
    return seat


def new_seat(
    unit: Any,
    paper: Any,
    task: Task,
    step: Step,
    post: Any,
    order: int,
    *,
    holder: Any = None,
    parts: list[Part] | None = None,
    **more: Any,
) -> Seat:
    """An unsaved open seat of ``post`` at ``task``; in the queue where several could take it."""
    people = [] if holder else able(paper, step, post, parts)
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
        "entered_late": project.entered_late,
    }


def announce(unit: Any, paper: Any, seat: Seat, *, again: bool = False) -> None:
    """Tell whoever may sign ``seat`` that it waits for him, or waits for him ``again``."""
    time = f":{unit.chain.sequence}" if again else ""
    people = [seat.holder] if seat.holder else able(paper, seat.task.flow_task, seat.post)
    for person in people:
        unit.tell(
            person,
            f"seat:{seat.pk}:{person.pk}{time}",
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
            announce(unit, paper, seat, again=True)
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


def reseat_task(unit: Any, paper: Any, task: Task) -> bool:
    """Lay the seats that ``task`` lacks by now; close its incidents where everybody can sign."""
    step = task.flow_task
    everybody = list(task.seats.select_related("post__organization", "holder", "task"))
    seats = [seat for seat in everybody if seat.state in LIVE]
    known = {seat.post_id for seat in everybody}
    for order, post in enumerate(posts_at(paper, step)[0]):
        if post.pk not in known:
            seats.append(unit.create(new_seat(unit, paper, task, step, post, order)))
    for seat in seats:
        _free(paper, step, seat)
    voices = [seat for seat in everybody if seat.state not in LIVE] + seats
    _take_turns(paper, step, sorted(voices, key=lambda seat: (seat.order, seat.pk)))
    for seat in seats:
        if seat.state == SeatState.OPEN:
            announce(unit, paper, seat)
    left = [seat for seat in seats if not answerable(paper, step, seat)]
    if seats and not left:
        task.incidents.filter(closed_at=None).update(
            closed_at=unit.now, closed_by=unit.by, reason="已重新安排"
        )
    return bool(seats) and not left


def seat_others(unit: Any, paper: Any, task: Task) -> bool:
    """Whoever sits at ``task`` without having signed leaves it; the step's posts of now sit."""
    task.seats.filter(state__in=LIVE).update(state=SeatState.DROPPED)
    return reseat_task(unit, paper, task)


def _free(paper: Any, step: Step, seat: Seat) -> None:
    """Back into the queue of its post, where its holder can no longer sign it."""
    if seat.holder is not None and not answerable(paper, step, seat):
        seat.holder = None
        seat.save(update_fields=["holder"])
