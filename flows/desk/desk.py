"""The desk as the door knows it: whose step it is, who sits, what the seats have decided.

Called by the door only (flows/engine/gate.py), and by the verbs beside it.
"""

from __future__ import annotations

from typing import Any, Literal

from viewflow.workflow.status import PROCESS, STATUS

from flows.engine import registry
from flows.engine.findings import Finding, Refused
from flows.engine.refusals import LAID_DOWN

from .fingerprint import fingerprint
from .incidents import report_twice
from .laying import close, lay, rearrange
from .models import Process, Seat, Stop, Task
from .seats import SPOKEN, Outcome, Place, SeatState, decide
from .sitting import open_for, principal_of, seat_of
from .standing import NOTHING, Kept, of_task, standing_at
from .step import Step

__all__ = [
    "decides_already",
    "follow",
    "has_seat",
    "require_running",
    "seat_of",
    "seats_at",
    "step_of",
    "suspended",
    "task_of",
    "vote",
]

Said = Outcome | Literal["returned", "noted"]


def step_of(paper: Any) -> Any:
    """The :class:`Step` that waits at the paper's present state; None where nothing waits."""
    flow = registry.flow_of(paper)
    return flow.node_at(paper.state) if flow else None


def seats_at(paper: Any, *, signers: bool = True) -> list[Seat]:
    """The seats of the paper's open step, in order; without ``signers`` only who is to sign."""
    whom = ("on_behalf", "decided_by") if signers else ()
    return list(
        Seat.objects.filter(
            paper=type(paper).__name__, paper_id=paper.pk, task__status=STATUS.ASSIGNED
        )
        .select_related("post__organization", "holder", "task", *whom)
        .order_by("order", "id")
    )


def task_of(paper: Any) -> Task | None:
    """The open task of ``paper``."""
    found = Task.objects.filter(
        process__paper=type(paper).__name__, process__paper_id=paper.pk, status=STATUS.ASSIGNED
    )
    return found.select_related("process").first()


def has_seat(paper: Any, user: Any) -> bool:
    return open_for(paper, user) is not None


def require_running(paper: Any) -> None:
    """Raise Refused while the clock of ``paper``'s flow is stopped by somebody (挂起)."""
    stopped = suspended(paper)
    if stopped is not None:
        raise Refused([stopped])


def suspended(paper: Any) -> Finding | None:
    """By whom, since when and why the clock of ``paper``'s flow is stopped; None while it runs."""
    stops = Stop.objects.filter(
        process__paper=type(paper).__name__, process__paper_id=paper.pk, ended_on=None
    )
    stop = stops.exclude(kind=Stop.Kind.SUPPLEMENT).select_related("by", "process").first()
    if stop is None:
        return None
    if stop.process.finished is not None:  # laid down (actions/ending.py)
        cure = "只能查看；报酬的发放、投诉和清算照常办理。"
        return Finding(LAID_DOWN, f"{stop.reason}，不能再办理。", cure=cure)
    said = f"{stop.by} 自 {stop.started_on} 起停表（{stop.get_kind_display()}）：{stop.reason}"
    return Finding("SUSPENDED", said, cure="恢复后再办理；可由停表人或其单位负责人恢复。")


def follow(unit: Any, paper: Any, move: str, *, direct: bool = False, reopen: Any = None) -> None:
    """After any move: close the open step, lay the paper on the desk of its new state.

    ``direct``: a return that shall come straight back to the step it leaves (直达). ``reopen``:
    the seat whose holder takes his decision back (拿回); what others signed there still stands.
    """
    flow = registry.flow_of(paper)
    if flow is None:
        return
    task, step = task_of(paper), flow.node_at(paper.state)
    if task is not None and task.flow_task == step and move not in step.outcomes:
        return  # a move that leaves the paper where it is leaves the desk as it is
    process = task.process if task is not None else _process(unit, paper, flow)
    if task is not None:
        close(unit, task, move)
    if step is None:
        _rest(unit, paper, process)
        return
    onward = task is None or task.flow_task.outcomes.get(move) == "agreed"
    resume = process.resume if onward else None
    lay(unit, paper, process, step, _kept(process, step, resume, reopen))
    if reopen is not None:
        resume = process.resume  # 拿回 undoes one signature, not a return that is to come back
    back = task if direct and not onward else resume
    _remember(process, None if back is not None and back.flow_task == step else back)


def _remember(process: Process, resume: Task | None) -> None:
    """The process runs, and ``resume`` waits for what was sent back from it (直达)."""
    if process.finished is None and process.resume == resume:
        return
    process.status, process.finished, process.resume = PROCESS.NEW, None, resume
    process.save(update_fields=["status", "finished", "resume"])


def _kept(process: Process, step: Step, resume: Task | None, reopen: Any) -> Kept:
    if reopen is not None:
        return of_task(reopen.task, reopen)
    return NOTHING if resume is None else standing_at(process, step, resume)


def _process(unit: Any, paper: Any, flow: Any) -> Process:
    kind = type(paper).__name__
    found = Process.objects.filter(paper=kind, paper_id=paper.pk).first()
    return found or Process.objects.create(
        paper=kind,
        paper_id=paper.pk,
        flow_class=flow,
        chain=unit.chain,
        created=unit.now,
        fingerprint=fingerprint(flow),
    )


def _rest(unit: Any, paper: Any, process: Process) -> None:
    """The paper waits for nobody any more; who started it is told how it ended."""
    if process.finished is not None:
        return
    process.status, process.finished, process.resume = PROCESS.DONE, unit.now, None
    process.save(update_fields=["status", "finished", "resume"])
    process.stops.filter(ended_on=None).update(ended_on=unit.today)
    unit.tell(
        paper.initiator,
        f"result:{process.pk}:{paper.state}",
        f"办结：{paper.project.name} · {paper.title}",
        f"{paper.title}现在：{paper.get_state_display()}。",
        f"/papers/{process.paper}/{process.paper_id}/",
        kind="result",
    )


def decides_already(paper: Any) -> bool:
    """Whether the step was laid with signatures that still stand and decide it (直达)."""
    here = Seat.objects.filter(paper=type(paper).__name__, paper_id=paper.pk, kept=True)
    if not here.filter(task__status=STATUS.ASSIGNED).exists():
        return False
    seats = seats_at(paper)
    spoken = [seat for seat in seats if seat.state in SPOKEN]
    if not spoken or not all(seat.kept for seat in spoken):
        return False
    return decide(step_of(paper).sign(paper), seats) == "agreed"


def vote(unit: Any, paper: Any, seat: Seat, says: Any, opinion: str, choice: str = "") -> Said:
    """Write what ``seat`` says and return what the step's seats have decided together.

    ``noted``: an opinion given for somebody else (委派); it decides nothing.
    """
    step = step_of(paper)
    wrong = _unsayable(step, seat, says, choice)
    if wrong is not None:
        raise Refused([wrong])
    seats = seats_at(paper, signers=False)
    mine = next(each for each in seats if each.pk == seat.pk)
    unit.on_behalf = principal = principal_of(mine, unit.by)
    for each in {id(mine): mine, id(seat): seat}.values():
        each.state, each.choice, each.opinion = says, choice, opinion
        each.decided_at, each.decided_by = unit.now, unit.by
        each.on_behalf, each.holder = principal, each.holder or principal or unit.by
    mine.save()
    if says == SeatState.RETURNED:
        return "returned"
    outcome = decide(step.sign(paper), seats)
    if outcome == "pending":
        rearrange(unit, paper, step, seats)
        report_twice(unit, paper, step, seats, [unit.by, principal])
    return "noted" if seat.place == Place.ADVICE else outcome


def _unsayable(step: Step, seat: Seat, says: Any, choice: str) -> Finding | None:
    """Why ``seat`` cannot say so; None when it can."""
    cure = "请从本环节列出的操作中选择。"
    if seat.place == Place.ADVICE:
        offered = {"agreed", "refused"}
    else:
        offered = {*step.outcomes.values(), *(["abstained"] if step.abstain else [])}
    if says not in offered:
        word = SeatState(says).label
        return Finding(f"{_NOT_HERE[says]}_NOT_HERE", f"“{step.label}”不能{word}。", cure=cure)
    choices = () if seat.place == Place.ADVICE else step.choices
    if says == SeatState.AGREED and choices and not choice:
        return Finding("CHOICE_MISSING", f"“{step.label}”的同意须写明是哪一种。", cure=cure)
    if choice and (says != SeatState.AGREED or choice not in dict(choices)):
        return Finding("CHOICE_UNKNOWN", f"“{step.label}”没有“{choice}”这一选项。", cure=cure)
    return None


_NOT_HERE = {"abstained": "ABSTAIN", "refused": "REFUSE", "returned": "RETURN", "agreed": "AGREE"}
