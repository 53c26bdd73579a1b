"""All that the checklist weighs, gathered once: promise, people, pay, works, flags."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.engine import clock
from flows.engine.models import Parameter
from flows.payroll.actions import flags
from flows.payroll.actions.flags import Flag
from flows.payroll.figures import Pay as Ledger
from flows.payroll.figures.evidence import evidence
from flows.projects.states import CORRIDOR, Stage

from .pay import Limits, Pay, pay
from .people import People, people
from .works import Works, works


@dataclass(frozen=True)
class Promise:
    """The latest approved baseline (r2, r3, r5, r8). Amounts in yuan.

    ``bound_on`` is the day of the first approval, by which the lowest share is taken; ``named``
    is how a message says what it compares with.
    """

    approved_on: dt.date
    headcount: int
    labour_pay: Decimal
    denominator: str
    denominator_amount: Decimal
    posts: int
    safety_training: int | None = None
    bound_on: dt.date | None = None
    named: str = ""

    @property
    def against(self) -> str:
        """（对照批复基线 2（…））, to end a sentence with."""
        return f"（对照{self.named}）" if self.named else ""


@dataclass(frozen=True)
class Dossier:
    """One project as its acceptance sees it. ``done``: it is 完工待验 or later."""

    stage: str
    fund: str
    district: str
    funds: dict[str, Decimal]
    total_investment: Decimal
    promise: Promise | None
    people: People
    pay: Pay
    ledger: Ledger
    works: Works
    flags: tuple[Flag, ...]
    # 补录 while it was being built: since when it is kept here; what was before lies in scans.
    kept_since: dt.date | None = None

    @property
    def done(self) -> bool:
        return reached(self.stage, Stage.COMPLETED)

    @property
    def handed_over(self) -> bool:
        return reached(self.stage, Stage.HANDOVER)

    def explained(self, code: str) -> str:
        return dict(self.works.explanations).get(code, "")


def reached(stage: str, wanted: Any) -> bool:
    """``stage`` is ``wanted`` or lies beyond it in the corridor."""
    return stage in CORRIDOR and CORRIDOR.index(Stage(stage)) >= CORRIDOR.index(wanted)


def dossier(paper: Any) -> Dossier:
    """Of any paper of the project, or of the project itself; live figures at any stage."""
    project = getattr(paper, "project", paper)
    today, found = clock.today(project.chain), evidence(project)
    return Dossier(
        stage=project.stage,
        fund=project.fund_source,
        district=project.district,
        funds={fund.source: fund.amount for fund in project.funds.all()},
        total_investment=project.total_investment,
        promise=promise(project),
        people=people(project, today),
        pay=pay(project, today, limits(project, today)),
        ledger=found.pay,
        works=works(project),
        flags=tuple(flags(project, found)),
        kept_since=project.entered_on if project.came_in_past(Stage.CONSTRUCTION) else None,
    )


def promise(project: Any) -> Promise | None:
    baselines = list(project.baselines.order_by("number"))
    if not baselines:
        return None
    found = baselines[-1]
    return Promise(
        found.approved_on,
        found.headcount,
        found.labour_pay,
        found.denominator,
        found.denominator_amount,
        found.posts,
        found.safety_training,
        baselines[0].approved_on,
        found.named,
    )


def limits(project: Any, today: dt.date) -> Limits:
    found = Parameter.snapshot()

    def days(key: str) -> int:
        given = {"on": today, "fund": project.fund_source, "district": project.district}
        return found.get(key, **given).days

    return Limits(
        days("pay.cycle.max_days"), days("publicity.pay.min_days"), days("publicity.pay.min_photos")
    )
