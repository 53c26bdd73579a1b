"""The story: a case folder lives the whole corridor through the door.

Everything that happens is an :class:`Event` at a moment of the simulated clock; chapters (one
per room) say which. All events are merged into one order of time. What is refused is written
down and the story goes on with whatever does not depend on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flows.desk.models import Seat
from flows.engine import clock, gate
from flows.engine.findings import Finding, Refused
from flows.orgs.models import Organization
from flows.payroll.actions.hand_in import read, receive_ledger
from flows.projects.models import Project
from flows.projects.states import CORRIDOR, Stage

from .actors import agree, whose
from .case import Case, SheetFile
from .organisation import ensure
from .timetable import Timetable


@dataclass(order=True)
class Event:
    """``act`` is called when the project's clock has reached ``when``."""

    when: dt.datetime
    order: int
    act: Callable[[], None] = field(compare=False)


HANDING_IN = (Stage.READY, Stage.CONSTRUCTION)
Act = Callable[[], None]
Moment = tuple[dt.datetime, Act]
Chapter = Callable[["Story"], Iterator[Moment]]


class Told(Exception):
    """这个项目已经有了：项目代码已存在，故事不重复讲。"""


class Story:
    """One telling of ``case``. ``stop`` ends it early when it answers true after an event."""

    def __init__(
        self,
        case: Case,
        chapters: Iterable[Chapter],
        *,
        stop: Callable[[Story], bool] | None = None,
    ) -> None:
        self.case = case
        self._chapters = tuple(chapters)
        self.times = Timetable(case)
        self.bodies: dict[str, Organization] = {}
        self.refused: list[Finding] = []
        self._stop = stop
        self._project: Project | None = None
        self._events: list[Event] = []

    @property
    def project(self) -> Project:
        assert self._project is not None, "the story has not begun"
        return Project.objects.select_related("chain").get(pk=self._project.pk)

    # -- telling ---------------------------------------------------------------------------

    def tell(self) -> Project:
        """Live the case to its end, or to where it is stopped. Raises :class:`Told`."""
        if Project.objects.filter(code=self.case["code"]).exists():
            raise Told(self.case["code"])
        self.bodies = ensure(self.case.cast)
        for chapter in self._chapters:
            for when, act in chapter(self):
                self._events.append(Event(when, len(self._events), act))
        for event in sorted(self._events):
            self._live(event)
            if self.over:
                break
        return self.project

    def _live(self, event: Event) -> None:
        if self._project is not None:
            clock.simulate(self.project.chain, event.when)
        try:
            event.act()
        except Refused as refusal:
            self.note(refusal.findings)

    @property
    def over(self) -> bool:
        return self._stop is not None and self._project is not None and self._stop(self)

    def begin(self, project: Project) -> None:
        self._project = project

    def note(self, findings: list[Finding]) -> None:
        """Write down a refusal; the same finding met again is not a new one."""
        self.refused += [finding for finding in findings if finding not in self.refused]

    # -- acting ----------------------------------------------------------------------------

    def paper(self, model: Any, **which: Any) -> Any | None:
        assert self._project is not None, "the story has not begun"
        papers = model._default_manager.select_related("project__chain")
        return papers.filter(project_id=self._project.pk, **which).last()

    def at(self, model: Any, state: str, **which: Any) -> Any | None:
        """The paper when it waits at ``state``; None when the story has not come that far."""
        found = self.paper(model, **which)
        return found if found is not None and found.state == state else None

    def sign(
        self,
        model: Any,
        state: str,
        *,
        which: dict[str, Any] | None = None,
        opinion: str = "",
        **inputs: Any,
    ) -> None:
        """Everybody at ``state`` agrees, if the paper is there."""
        paper = self.at(model, state, **(which or {}))
        if paper is not None:
            agree(paper, opinion=opinion, **inputs)

    def fill(self, model: Any, state: str, kind: str) -> None:
        """Write the case's elements into the document ``kind`` that lies at ``state``."""
        paper = self.at(model, state)
        if paper is not None:
            gate.fill(paper, by=whose(paper), elements=self.case.elements_of(kind))

    def edit(self, model: Any, state: str, **values: Any) -> None:
        paper = self.at(model, state)
        if paper is not None:
            gate.edit(paper, by=whose(paper), **values)

    def hand_in(self, file: SheetFile) -> None:
        """Hand in one file of the folder; what refuses it is written down."""
        if self.project.stage not in HANDING_IN:
            return
        poster = "contractor.lead" if file.ledger.kind == "receipts" else "contractor.labour"
        by = self.project.post(poster).holders[0]
        project, ledger = self.project, file.ledger
        if ledger.kind == "roster":  # read again: the project knows from what age on
            ledger = read(project, file.name, file.data)
        result = receive_ledger(project, file.name, ledger, by=by).as_json()
        faults = {error["code"]: error for error in reversed(result["errors"])}
        self.note(
            [
                Finding(
                    code,
                    f"{file.name}：{error['message']}",
                    cure="按提示改正后重新交表。",
                    rows=sum(each["code"] == code for each in result["errors"]),
                )
                for code, error in faults.items()
            ]
        )

    # -- afterwards ------------------------------------------------------------------------

    def summary(self) -> dict[str, Any]:
        """What the command prints (issue: commands)."""
        project = self.project
        return {
            "project": project.code,
            "stage": project.stage,
            "moves": project.chain.entries.filter(kind="move").count(),
            "decisions": Seat.objects.filter(chain=project.chain, decided_at__isnull=False).count(),
            "entries": project.chain.sequence,
            "refused": [finding.as_json() for finding in self.refused],
        }


def until_stage(stage: str) -> Callable[[Story], bool]:
    """Stop as soon as the project has reached ``stage`` or gone beyond it."""
    wanted = CORRIDOR.index(Stage(stage))
    return lambda story: (
        story.project.stage in CORRIDOR and CORRIDOR.index(Stage(story.project.stage)) >= wanted
    )


def until_waiting(model: Any, state: str, **which: Any) -> Callable[[Story], bool]:
    """Stop when a paper of the project waits at ``state`` (the demo's stopping points)."""
    return lambda story: story.at(model, state, **which) is not None
