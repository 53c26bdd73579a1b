"""为什么卡住：what waits for whom since when, and why the moves that would go on are not open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime
from viewflow.workflow.status import STATUS

from flows.desk.inbox import due_of, step_of_seat
from flows.desk.models import Seat
from flows.desk.pages import terms_of
from flows.desk.seats import SeatState
from flows.engine import clock, gate, registry
from flows.engine.deadlines import Calendar
from flows.engine.gate import Move
from flows.projects.models import Project


@dataclass
class Waiting:
    """One paper that lies on a desk: ``moves`` are its step's outcomes with their findings."""

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

    def as_json(self) -> dict[str, Any]:
        return {
            "paper": self.paper,
            "step": self.step,
            "holders": self.holders,
            "since": self.since.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "overdue_workdays": self.overdue_workdays,
        }


def explain(project: Project) -> dict[str, Any]:
    """The public form: ``project``, ``stage``, ``waiting`` and ``moves`` (issue 2, section 5)."""
    found = waiting_of(project)
    return {
        "project": project.code,
        "stage": project.stage,
        "waiting": [each.as_json() for each in found],
        "moves": [
            {
                "move": move.name,
                "label": move.label,
                "open": move.open,
                "findings": [finding.as_json() for finding in move.findings],
            }
            for each in found
            for move in each.moves
        ],
    }


def waiting_of(project: Project) -> list[Waiting]:
    """The papers of ``project`` that wait now, in order of arrival."""
    calendar, today = Calendar.load(), clock.today(project.chain)
    found: dict[tuple[str, int], Waiting] = {}
    for seat in _seats(project):
        step = step_of_seat(seat)
        each = found.setdefault(
            (seat.paper, seat.paper_id),
            Waiting(
                seat.paper,
                seat.paper_id,
                seat.paper_title,
                seat.step_label,
                step.help if step else "",
                localtime(seat.task.created),
                **due_of(seat.due_on, step, today, calendar),
            ),
        )
        each.holders.append(
            f"{seat.holder}（{seat.post}）" if seat.holder else f"{seat.post}（待领）"
        )
    terms, papers = terms_of(project.chain), _papers(found)
    for key, each in found.items():
        each.moves = gate.moves(papers[key], terms)
    return list(found.values())


def _seats(project: Project) -> Any:
    return (
        Seat.objects.filter(chain=project.chain, state=SeatState.OPEN, task__status=STATUS.ASSIGNED)
        .select_related("holder", "post__organization", "task")
        .order_by("task_id", "order", "id")
    )


def _papers(keys: Any) -> dict[tuple[str, int], Any]:
    """The papers themselves, one statement for each kind among them."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in keys:
        wanted.setdefault(kind, []).append(pk)
    return {
        (kind, paper.pk): paper
        for kind, pks in wanted.items()
        for paper in registry.flows()[kind]
        .paper.objects.filter(pk__in=pks)
        .select_related("project__chain")
    }
