"""为什么卡住: for every paper that waits, who must do what since when, and what is missing.

One sentence for each blocker: a person who has not signed, a post where nobody can, a clock that
stands still, evidence that a rule asks for. Each names its basis, and who could act instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime
from viewflow.workflow.status import STATUS

from flows.audit.models import Chain
from flows.engine import clock, gate, registry
from flows.engine.deadlines import Calendar
from flows.engine.findings import Finding, Terms
from flows.engine.gate import Move
from flows.engine.models import Parameter
from flows.templatetags.ui import zh_date

from .inbox import due_of
from .models import Incident, Seat, Stop, Task
from .replacements import People
from .seats import LIVE, SeatState

EVIDENCE = 8  # missing things named one by one; the page's own list has them all


@dataclass
class Waiting:
    """One paper that lies on a desk: ``moves`` are its step's outcomes with their findings,
    ``people`` and ``evidence`` one sentence for each blocker, ``stand_ins`` who could act."""

    kind: str
    paper_id: int
    paper: str
    step: str
    help: str
    since: dt.datetime
    due: dt.date | None
    overdue_workdays: int | None
    due_tone: str
    due_note: str
    holders: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    stand_ins: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Everything that holds the paper up, in words."""
        return "".join([*self.people, *self.evidence])

    def as_json(self) -> dict[str, Any]:
        return {
            "paper": self.paper,
            "step": self.step,
            "holders": self.holders,
            "since": self.since.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "overdue_workdays": self.overdue_workdays,
            "sentence": self.sentence,
            "stand_ins": self.stand_ins,
        }


@dataclass
class Ground:
    """What is known of the waiting papers of one chain, each kind of row in one statement."""

    calendar: Calendar
    today: dt.date
    papers: dict[tuple[str, int], Any]
    seats: dict[int, list[Seat]]
    stops: dict[int, Stop]
    incidents: dict[int, list[Incident]]
    people: People


def waiting_of(chain: Chain) -> list[Waiting]:
    """The papers of ``chain`` that wait now, in order of arrival."""
    return _waiting(_tasks(chain), chain)


def waiting_on(paper: Any, findings: Iterable[Finding]) -> list[Waiting]:
    """The same for one ``paper`` (none or one), whose rules have already said ``findings``."""
    tasks = _tasks(paper.chain).filter(
        process__paper=type(paper).__name__, process__paper_id=paper.pk
    )
    return _waiting(tasks, paper.chain, paper=paper, findings=list(findings))


def _tasks(chain: Chain) -> Any:
    found = Task.objects.filter(process__chain=chain, status=STATUS.ASSIGNED)
    return found.select_related("process").order_by("pk")


def _waiting(
    rows: Any, chain: Chain, *, paper: Any = None, findings: list[Finding] | None = None
) -> list[Waiting]:
    tasks = list(rows)
    if not tasks:
        return []
    ground, terms = _ground(tasks, chain, paper), None
    found = []
    for task in tasks:
        its = ground.papers[task.process.paper, task.process.paper_id]
        each = _about(task, its, ground)
        if findings is None:
            terms = terms or Terms(ground.today, Parameter.snapshot())
            each.moves = gate.moves(its, terms)
            each.evidence = _evidence(task.flow_task, each.moves)
        else:
            each.evidence = _missing(task.flow_task.label, findings)
        found.append(each)
    return found


def _ground(tasks: list[Task], chain: Chain, paper: Any) -> Ground:
    keys = {(task.process.paper, task.process.paper_id) for task in tasks}
    seats: dict[int, list[Seat]] = {}
    for seat in (
        Seat.objects.filter(task__in=tasks, state__in=LIVE)
        .select_related("holder", "post__organization")
        .order_by("order", "id")
    ):
        seats.setdefault(seat.task_id, []).append(seat)
    incidents: dict[int, list[Incident]] = {}
    for incident in Incident.objects.filter(task__in=tasks, closed_at=None).order_by("pk"):
        incidents.setdefault(incident.task_id, []).append(incident)
    processes = [task.process_id for task in tasks]
    stops = Stop.objects.filter(process__in=processes, ended_on=None).select_related("by")
    return Ground(
        Calendar.load(),
        clock.today(chain),
        _papers(keys) if paper is None else {next(iter(keys)): paper},
        seats,
        {stop.process_id: stop for stop in stops},
        incidents,
        People.load([seat for some in seats.values() for seat in some], keys),
    )


def _papers(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """The papers themselves, one statement for each kind among them."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in sorted(keys):
        wanted.setdefault(kind, []).append(pk)
    return {
        (kind, paper.pk): paper
        for kind, pks in wanted.items()
        for paper in registry.flows()[kind]
        .paper.objects.filter(pk__in=pks)
        .select_related("project__chain")
    }


def _about(task: Task, paper: Any, ground: Ground) -> Waiting:
    step, stop = task.flow_task, ground.stops.get(task.process_id)
    due = due_of(task.due_on, step, ground.today, ground.calendar)
    if stop is not None and task.due_on is None:
        due["due_note"] = f"停表（{stop.get_kind_display()}）"
    each = Waiting(
        task.process.paper,
        task.process.paper_id,
        paper.title,
        step.label,
        step.help,
        localtime(task.created),
        **due,
    )
    for seat in ground.seats.get(task.pk, []):
        if seat.state == SeatState.OPEN:
            _says_seat(each, seat, step, paper, ground)
    _says_later(each, ground.seats.get(task.pk, []))
    _says_nobody(each, step, ground.seats.get(task.pk, []), ground.incidents.get(task.pk, []))
    if stop is not None:
        each.people.append(_stands(stop))
    return each


def _stands(stop: Stop) -> str:
    who = "" if stop.kind == Stop.Kind.SUPPLEMENT else "，由停表人、同岗位人员或其单位负责人恢复"
    return (
        f"时限自 {zh_date(stop.started_on)}起因{stop.get_kind_display()}停止计算"
        f"（{stop.reason.rstrip('。') or '未写明原因'}；{stop.by}）{who}。"
    )


def _says_seat(each: Waiting, seat: Seat, step: Any, paper: Any, ground: Ground) -> None:
    """One open seat: who must sign it since when, and who could in his place."""
    when = f"自 {zh_date(localtime(seat.opened_at))}起等待，{limit(each)}"
    basis = f"（依据：{step.basis}）" if step.basis else ""
    able, barred = ground.people.of_post(seat, step, paper)
    lent = ground.people.lent(seat, able, paper)
    if seat.holder is not None:
        each.holders.append(f"{seat.holder}（{seat.post}）")
        others = [f"{user}（同岗位，须先转办）" for user in able if user.pk != seat.holder_id]
        stand_ins = [*lent, *others]
        said = f"{seat.holder}（{seat.post}）须办理“{step.label}”{basis}，{when}；"
        said += _instead(stand_ins, seat)
    elif able:
        each.holders.append(f"{seat.post}（待领）")
        stand_ins = [*(str(user) for user in able), *lent]
        said = (
            f"{seat.post}须有人领办“{step.label}”{basis}，{when}；{'、'.join(stand_ins)}均可办理。"
        )
    else:
        each.holders.append(f"{seat.post}（待领）")
        stand_ins = lent
        said = f"“{step.label}”{basis}应由{seat.post}办理，{when}，但{barred or '该岗位无人在岗'}；"
        said += _instead(stand_ins, seat)
    each.people.append(said)
    each.stand_ins += [name for name in stand_ins if name not in each.stand_ins]


def _instead(stand_ins: list[str], seat: Seat) -> str:
    if stand_ins:
        away = "本人不在时" if seat.holder else ""
        return f"{away}可由{'、'.join(stand_ins)}办理。"
    if seat.holder:
        return "本人不在时无人可代，请登记代理或请系统管理员补充任职。"
    return "无人可代，请系统管理员补充该岗位的任职，或登记代理。"


def limit(each: Waiting) -> str:
    """The time limit in words."""
    if each.due is None:
        return "不设时限" if each.due_note == "不设时限" else f"时限{each.due_note}"
    if each.overdue_workdays:
        return f"应于 {zh_date(each.due)}前办结，已逾期 {each.overdue_workdays} 个工作日"
    return f"应于 {zh_date(each.due)}前办结{f'，{each.due_note}' if each.due_note else ''}"


def _says_later(each: Waiting, seats: list[Seat]) -> None:
    later = [str(seat.holder or seat.post) for seat in seats if seat.state == SeatState.WAITING]
    if later:
        each.people.append(f"其后还须{'、'.join(later)}办理。")


def _says_nobody(each: Waiting, step: Any, seats: list[Seat], incidents: list[Incident]) -> None:
    """No seat at all, or an incident that the administrators have been told of."""
    if not seats and not incidents:
        each.people.append(
            f"“{step.label}”自 {zh_date(each.since)}起没有可办理的岗位；"
            "无人可代，请系统管理员补充单位、岗位后重新安排。"
        )
    for incident in incidents:
        opened = zh_date(localtime(incident.opened_at))
        each.people.append(f"已于 {opened}提请系统管理员处理：{incident.text.rstrip('。')}。")


def _evidence(step: Any, moves: list[Move]) -> list[str]:
    """What keeps the step from being agreed to."""
    agreed = next((move for move in moves if move.name in (step.agreed, *step.also)), None)
    return _missing(agreed.label, agreed.findings) if agreed else []


def _missing(label: str, findings: Iterable[Finding]) -> list[str]:
    blocking = [finding for finding in findings if finding.blocks]
    said = [_said(label, finding) for finding in blocking[:EVIDENCE]]
    if len(blocking) > EVIDENCE:
        said.append(f"另有 {len(blocking) - EVIDENCE} 条未满足。")
    return said


def _said(label: str, finding: Finding) -> str:
    basis = f"（依据：{finding.basis}）" if finding.basis else ""
    cure = finding.cure.rstrip("。")
    return f"不能“{label}”：{finding.message.rstrip('。')}{basis}{f'，{cure}' if cure else ''}。"


def rows_of(found: Iterable[Waiting]) -> list[dict[str, Any]]:
    """What components/waiting.html shows of ``found``."""
    return [vars(each) | {"sentences": [*each.people, *each.evidence]} for each in found]
