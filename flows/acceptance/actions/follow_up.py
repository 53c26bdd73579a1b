"""年度回访: one paper a year after the handover, opened by the village or by the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine import clock, gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.models import Parameter
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import held, posts
from flows.projects.states import Stage

from ..models import FollowUp, Handover

BASIS = "北京市乡村振兴促进条例44；实施意见三(三)"
STAGES = (Stage.MAINTENANCE, Stage.ARCHIVED)
keeps = held(posts(P.VILLAGE_DIRECTOR))


def open_follow_up(handover: Handover, *, by: Any) -> FollowUp:
    """This year's follow-up, by the village; the one that is there already is handed back.

    Raises NotYours, Refused (the works are not in upkeep).
    """
    with work(handover.chain, by) as unit:
        handover = unit.current(handover)
        if not keeps(handover, by):
            raise NotYours("年度回访由村委会主任发起。")
        if handover.project.stage not in STAGES or handover.transferred_on is None:
            where = handover.project.get_stage_display()
            said = f"项目处于“{where}”，转入管护后才有年度回访。"
            raise Refused([Finding("STAGE_WRONG", said, BASIS, "先办结移交、决算和管护落实。")])
        return _opened(unit, handover, unit.today.year)


def _opened(unit: Unit, handover: Handover, year: int) -> FollowUp:
    there = handover.follow_ups.filter(year=year).first()
    if there is not None:
        return there
    keepers = handover.project.post(P.VILLAGE_DIRECTOR).holders
    started_by = keepers[0] if keepers else None
    found: FollowUp = gate.open_paper(
        unit,
        FollowUp(project=handover.project, handover=handover, year=year, initiator=started_by),
    )
    return found


def open_due_follow_ups() -> int:
    """Open what the calendar asks for; how many. Twice on one day opens nothing twice."""
    years = Parameter.snapshot("follow_up.years")
    found = Handover.objects.filter(project__stage__in=STAGES, transferred_on__isnull=False)
    opened = 0
    for handover in found.select_related("project__chain").order_by("pk"):
        today = clock.today(handover.chain)
        most = years.get("follow_up.years", on=today, district=handover.project.district).days
        if not due_year(handover.transferred_on, today, most):
            continue
        if handover.follow_ups.filter(year=today.year).exists():
            continue
        with work(handover.chain, None) as unit:
            _opened(unit, unit.current(handover), today.year)
        opened += 1
    return opened


def due_year(transferred_on: dt.date | None, today: dt.date, years: int) -> int:
    """The year whose follow-up is due on ``today``: a full year or more after the handover, for
    ``years`` years; 0 where none is."""
    if transferred_on is None:
        return 0
    passed = today.year - transferred_on.year
    reached = (today.month, today.day) >= (transferred_on.month, transferred_on.day)
    return today.year if 1 <= passed <= years and reached else 0


def date_review(unit: Unit, paper: FollowUp) -> None:
    """核查属实: the day on which the township has looked."""
    paper.reviewed_on = unit.today
    unit.changed(paper)
