"""A project on site: a bundled case with its roster verified and the start ordered.

What comes before (approval, money, contract) has its own tests; here the project is put at
开工准备 and everything from the roster on goes through the door.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from pathlib import Path

from flows.audit.models import Chain
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast, ensure
from flows.engine import clock, gate
from flows.engine.unit import work
from flows.labour import actions as labour
from flows.labour.models import Roster
from flows.payroll import actions as payroll
from flows.payroll.models import PayrollBatch
from flows.projects.models import Fund, Project
from tests.remembered import remembered

CASES = Path(__file__).parents[2] / "flows" / "demo" / "cases"


class Site:
    """One case on site, and the short ways of a test."""

    def __init__(self, case: str, **changes) -> None:
        self.folder = CASES / case
        self.facts = json.loads((self.folder / "case.json").read_text()) | changes
        self.expected = json.loads((self.folder / "expected.json").read_text())
        self.roster: bytes | None = None  # in place of the case's own files
        self.key = at_ready(self.facts).pk

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.key)

    @property
    def said(self) -> int:
        """What builders know this site by: all but its files is in the database."""
        return self.key

    def day(self, name: str) -> dt.date:
        return dt.date.fromisoformat(self.facts[name])

    def person(self, post: str):
        return self.project.post(post).holders[0]

    @property
    def officer(self):
        return self.person("contractor.labour")

    def file(self, name: str) -> bytes:
        return self.roster or (self.folder / name).read_bytes()

    def hand_in(self, name: str, data: bytes | None = None, **more):
        by = more.pop("by", self.officer)
        return payroll.hand_in(
            self.project, name, self.file(name) if data is None else data, by=by, **more
        )

    def start(self) -> Site:
        """名册 handed in and verified, 开工令 issued on the case's start date."""
        self.hand_in("用工名册.xlsx")
        return self.start_only()

    def start_only(self) -> Site:
        """The roster lies with the township: it is verified, and the work starts."""
        roster = Roster.objects.get(project=self.key)
        if roster.state == "TOWN_REVIEW":
            agree(roster)
        self.go_to(self.day("start_date"), 7)
        with work(self.project.chain, None) as unit:
            project = unit.current(self.project)
            gate.advance(unit, project, "start")
            labour.catch_up(unit, project)
            payroll.open_batch(unit, project, unit.today)
        return self

    def send_roster_back(self) -> None:
        roster = Roster.objects.get(project=self.key)
        gate.perform(roster, "send_back", by=whose(roster), opinion="户籍与事实不符")

    def go_to(self, day: dt.date, hour: int = 10) -> None:
        clock.simulate(self.project.chain, clock.at(day, hour))

    def batch(self, month: str) -> PayrollBatch:
        return PayrollBatch.objects.get(project=self.key, month=f"{month}-01")

    def hand_in_month(self, month: str) -> None:
        for kind in ("考勤表", "劳务报酬发放台账"):
            result = self.hand_in(f"{kind}-{month}.xlsx")
            assert not result["errors"], result["errors"][:3]

    @remembered
    def move_on(self, month: str, to: str) -> PayrollBatch:
        """Everybody agrees at every step until the batch waits at ``to``."""
        while (batch := self.batch(month)).state != to:
            inputs = {"place": "村务公开栏", "photos": 2} if batch.state == "CONFIRMED" else {}
            if batch.state == "PUBLICIZING":
                self.go_to(batch.notice.ends_on + dt.timedelta(days=1))
            agree(batch, **inputs)
        return batch

    def live_month(self, month: str) -> PayrollBatch:
        """A whole month: sheets, steps, receipts, reconciliation as far as it goes."""
        self.hand_in_month(month)
        self.move_on(month, "PAYING")
        result = self.hand_in(f"银行回单-{month}.csv")
        assert not result["errors"], result["errors"][:3]
        return self.batch(month)

    def entries(self) -> int:
        return fresh(self.project.chain).sequence


@remembered
def at_ready(said: dict) -> Project:
    """A project of ``said`` in 开工准备, its bodies and its empty roster."""
    start = dt.date.fromisoformat(said["start_date"])
    firm = said["supervision_mode"] == "监理单位"
    bodies = ensure(
        Cast(
            said["district"],
            said["town"],
            said["project_village"],
            said["field"],
            said["owner"],
            said["contractor"],
            said["supervisor"] if firm else None,
        )
    )
    chain = Chain.objects.create(title=said["name"])
    clock.simulate(chain, clock.at(start - dt.timedelta(days=5)))
    project = Project.objects.create(
        chain=chain,
        stage="READY",
        created_at=clock.now(chain),
        code=said["code"],
        name=said["name"],
        district=said["district"],
        town=said["town"],
        village_name=said["project_village"],
        field=said["field"],
        content=said["content"],
        supervision_mode=said["supervision_mode"],
        total_investment=said["total_investment"],
        planned_start=start,
        planned_end=dt.date.fromisoformat(said["end_date"]),
        village=bodies["village"],
        oversight=bodies["oversight"],
        township=bodies["township"],
        owner=bodies["owner"],
        contractor=bodies["contractor"],
        supervisor=bodies.get("supervisor"),
    )
    for fund in said["funds"]:
        Fund.objects.create(project=project, **fund)
    with work(chain, None) as unit:
        gate.open_paper(unit, Roster(project=unit.current(project)))
    return project


@remembered
def on_site(case: str, **changes) -> Site:
    """The case's own people on its verified roster, the work just started."""
    return Site(case, **changes).start()


def last_day(month: str) -> dt.date:
    year, number = map(int, month.split("-"))
    return dt.date(year, number, calendar.monthrange(year, number)[1])
