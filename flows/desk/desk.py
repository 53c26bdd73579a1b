"""Verbs of the desk: lay a paper on its next desk, take votes. Called by the door only."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Q
from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from flows.engine import registry
from flows.engine.deadlines import Due
from flows.engine.findings import Finding, NotYours, Refused, Stale
from flows.orgs.models import User

from .models import Process, Seat, Task
from .seats import LIVE, Outcome, SeatState, decide
from .step import Step, StepActivation


def step_of(paper: Any) -> Any:
    """The :class:`Step` that waits at the paper's present state; None where nothing waits."""
    flow = registry.flow_of(paper)
    return flow.node_at(paper.state) if flow else None


def seats_at(paper: Any) -> list[Seat]:
    """The seats of the paper's open step, in order."""
    return list(
        Seat.objects.filter(
            paper=type(paper).__name__, paper_id=paper.pk, task__status=STATUS.ASSIGNED
        )
        .select_related("post__organization", "holder")
        .order_by("order", "id")
    )


def _open_for(paper: Any, user: Any) -> Seat | None:
    seats = Seat.objects.open_to(user).filter(paper=type(paper).__name__, paper_id=paper.pk)
    found = seats.select_related("post__organization", "task").order_by("order", "id").first()
    return None if found is None or _barred(paper, step_of(paper), user) else found


def has_seat(paper: Any, user: Any) -> bool:
    return _open_for(paper, user) is not None


def seat_of(paper: Any, user: Any) -> Seat:
    """The open seat ``user`` may sign; raises Stale (already decided) or NotYours."""
    seat = _open_for(paper, user)
    if seat is not None:
        return seat
    done = _decided(paper, user)
    if done is not None:
        when = timezone.localtime(done.decided_at)
        said = f"{done.decided_by} 已于 {when:%Y-%m-%d %H:%M} 办理“{done.step_label}”"
        raise Stale(f"{said}（{done.get_state_display()}）。")
    raise NotYours("这一步不由您办理。")


def _decided(paper: Any, user: Any) -> Seat | None:
    """The seat of the paper's latest step that was ``user``'s to sign and has been signed."""
    kind = type(paper).__name__
    latest = Task.objects.filter(process__paper=kind, process__paper_id=paper.pk).order_by("-pk")
    mine = Q(decided_by=user) | Q(holder=user) | Q(post__in=[post.pk for post in user.posts])
    signed = Seat.objects.filter(mine, task=latest.values("pk")[:1], decided_by__isnull=False)
    return signed.select_related("decided_by").order_by("-decided_at").first()


def follow(unit: Any, paper: Any, move: str) -> None:
    """After any move: close the open step, lay the paper on the desk of its new state."""
    flow = registry.flow_of(paper)
    if flow is None:
        return
    task = (
        Task.objects.filter(
            process__paper=type(paper).__name__,
            process__paper_id=paper.pk,
            status=STATUS.ASSIGNED,
        )
        .select_related("process")
        .first()
    )
    process = task.process if task is not None else _process(unit, paper, flow)
    if task is not None:
        _close(unit, task, move)
    step = flow.node_at(paper.state)
    if step is not None:
        _lay(unit, paper, process, step)
    elif process.finished is None:
        process.status, process.finished = PROCESS.DONE, unit.now
        process.save(update_fields=["status", "finished"])


def _process(unit: Any, paper: Any, flow: Any) -> Process:
    kind = type(paper).__name__
    found = Process.objects.filter(paper=kind, paper_id=paper.pk).first()
    return found or Process.objects.create(
        paper=kind, paper_id=paper.pk, flow_class=flow, chain=unit.chain, created=unit.now
    )


def _close(unit: Any, task: Task, move: str) -> None:
    activation = StepActivation(task)
    activation.execute()
    activation.complete()
    task.finished, task.outcome = unit.now, move
    task.save()
    task.seats.filter(state__in=LIVE).update(state=SeatState.CLOSED)


def _lay(unit: Any, paper: Any, process: Process, step: Step) -> None:
    posts = _posts(paper, step)
    if process.finished is not None:  # it rested, and something has brought it back
        process.status, process.finished = PROCESS.NEW, None
        process.save(update_fields=["status", "finished"])
    activation = StepActivation.create(step, process, "start")
    activation.activate()
    task = activation.task
    task.created = task.started = unit.now
    task.due_on = _due(unit, paper, step)
    task.save()
    seats = [_seat(unit, paper, task, step, post, order) for order, post in enumerate(posts)]
    if step.sign(paper).policy == "turn":
        for later in seats[1:]:
            later.state = SeatState.WAITING
    Seat.objects.bulk_create(seats)
    for seat in seats:
        if seat.state == SeatState.OPEN:
            _announce(unit, paper, seat)


def _posts(paper: Any, step: Step) -> list[Any]:
    """The posts that sit at ``step``, each once; a step where nobody sits is not opened."""
    try:
        posts = list(dict.fromkeys(step.posts(paper)))
        why = f"“{step.label}”没有可办理的岗位。"
    except LookupError as error:
        posts, why = [], str(error.args[0])
    if not posts:
        cure = "请系统管理员补充单位、岗位后再办理。"
        raise Refused([Finding("NOBODY_SITS", why, step.basis, cure)])
    return posts


def _due(unit: Any, paper: Any, step: Step) -> Any:
    due = step.due
    if due is None:
        return None
    if not isinstance(due, Due):
        return due(paper)
    if due.parameter:
        found = unit.parameters.find(due.parameter, on=unit.today)
        due = due if found is None else type(due)(found.days, due.working)
    return unit.calendar.after(unit.today, due)


def _seat(unit: Any, paper: Any, task: Task, step: Step, post: Any, order: int) -> Seat:
    able = _able(paper, step, post)
    project = paper.project
    return Seat(
        chain=unit.chain,
        task=task,
        paper=type(paper).__name__,
        paper_id=paper.pk,
        paper_title=paper.title,
        project_id=project.pk,
        project_name=project.name,
        project_code=project.code,
        district=project.district,
        amount=project.total_investment,
        step=step.name,
        step_label=step.label,
        post=post,
        holder=able[0] if len(able) == 1 else None,
        state=SeatState.OPEN,
        order=order,
        opened_at=unit.now,
        due_on=task.due_on,
    )


def _able(paper: Any, step: Step, post: Any) -> list[User]:
    """The holders of ``post`` who may sign at ``step``."""
    return [user for user in post.holders if not _barred(paper, step, user)]


def _barred(paper: Any, step: Step | None, user: User) -> bool:
    """Separation of duty: nobody decides on his own paper, nor after a step he has signed."""
    if step is None:
        return False
    if not step.own and paper.initiator_id == user.pk:
        return True
    return (
        bool(step.unlike)
        and Seat.objects.filter(
            paper=type(paper).__name__, paper_id=paper.pk, step__in=step.unlike, decided_by=user
        ).exists()
    )


def _announce(unit: Any, paper: Any, seat: Seat) -> None:
    people = [seat.holder] if seat.holder else _able(paper, step_of(paper), seat.post)
    for person in people:
        unit.tell(
            person,
            f"seat:{seat.task_id}:{seat.order}:{person.pk}",
            f"待办：{seat.project_name} · {seat.step_label}",
            f"{seat.paper_title}到达“{seat.step_label}”，请办理。",
            f"/papers/{seat.paper}/{seat.paper_id}/",
        )


def vote(
    unit: Any, paper: Any, seat: Seat, says: Any, opinion: str, choice: str = ""
) -> Outcome | Literal["returned"]:
    """Write what ``seat`` says and return what the step's seats have decided together."""
    step = step_of(paper)
    wrong = _unsayable(step, says, choice)
    if wrong is not None:
        raise Refused([wrong])
    seats = seats_at(paper)
    mine = next(each for each in seats if each.pk == seat.pk)
    for each in {id(mine): mine, id(seat): seat}.values():
        each.state, each.choice, each.opinion = says, choice, opinion
        each.decided_at, each.decided_by = unit.now, unit.by
        each.holder = each.holder or unit.by
    mine.save()
    if says == SeatState.RETURNED:
        return "returned"
    outcome = decide(step.sign(paper), seats)
    if outcome == "pending" and step.sign(paper).policy == "turn":
        _next_in_turn(unit, paper, seats)
    return outcome


def _unsayable(step: Step, says: Any, choice: str) -> Finding | None:
    """Why a seat of ``step`` cannot say so; None when it can."""
    cure = "请从本环节列出的操作中选择。"
    offered = {*step.outcomes.values(), *(["abstained"] if step.abstain else [])}
    if says not in offered:
        word = SeatState(says).label
        return Finding(f"{_NOT_HERE[says]}_NOT_HERE", f"“{step.label}”不能{word}。", cure=cure)
    if says == SeatState.AGREED and step.choices and not choice:
        return Finding("CHOICE_MISSING", f"“{step.label}”的同意须写明是哪一种。", cure=cure)
    if choice and (says != SeatState.AGREED or choice not in dict(step.choices)):
        return Finding("CHOICE_UNKNOWN", f"“{step.label}”没有“{choice}”这一选项。", cure=cure)
    return None


_NOT_HERE = {"abstained": "ABSTAIN", "refused": "REFUSE", "returned": "RETURN", "agreed": "AGREE"}


def _next_in_turn(unit: Any, paper: Any, seats: list[Seat]) -> None:
    following = next((each for each in seats if each.state == SeatState.WAITING), None)
    if following is not None:
        following.state, following.opened_at = SeatState.OPEN, unit.now
        following.save(update_fields=["state", "opened_at"])
        _announce(unit, paper, following)
