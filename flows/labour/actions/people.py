"""The roster as a paper, and the people's states as facts and clock make them due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from flows.engine import gate, machine
from flows.engine.findings import Finding, Refused, evaluate
from flows.engine.unit import Unit
from flows.projects.states import Stage

from .. import rules
from ..models import Engagement, Roster
from ..states import PRESENT, EngagementState, RosterState

S = EngagementState


def open_roster(unit: Unit, contract: Any) -> None:
    """The contract is registered: the contractor's labour officer is to hand in the roster."""
    project = contract.project
    if not Roster.objects.filter(project=project).exists():
        gate.open_paper(unit, Roster(project=project))


def roster_of(unit: Unit, project: Any) -> Roster | None:
    found = Roster.objects.filter(project=project).first()
    return None if found is None else unit.current(found)


def require_roster(unit: Unit, readiness: Any) -> None:
    """No application for the start without a verified roster on which somebody is trained.

    Raises Refused. 条例28、安全条例37：实名登记、培训合格方可进场.
    """
    roster = roster_of(unit, readiness.project)
    if roster is None or roster.state != RosterState.VERIFIED:
        raise Refused(
            [
                Finding(
                    "ROSTER_NOT_VERIFIED",
                    "用工名册还没有经乡镇审核。",
                    "实施意见三(四)；保障农民工工资支付条例28",
                    "劳资专管员上传用工名册，乡镇台账审核通过后再报审开工。",
                )
            ]
        )
    found = evaluate((rules.roster_filled, rules.somebody_trained), readiness, unit.terms)
    if wrong := [finding for finding in found if finding.blocks]:
        raise Refused(wrong)


def verify_people(unit: Unit, paper: Any) -> None:
    """The roster is verified, or the start is ordered: everybody moves as far as he may."""
    catch_up(unit, paper.project)


def catch_up(unit: Unit, project: Any) -> Counter[str]:
    """Make every move of the project's people that is due by its clock; returns how many of each.

    One trail entry with the counts, never names. The moves are the machine's own.
    """
    project = unit.current(project)
    roster = roster_of(unit, project)
    if roster is None or roster.state != RosterState.VERIFIED:
        return Counter()
    at_work = project.stage in (Stage.CONSTRUCTION, Stage.SUSPENDED)
    made: Counter[str] = Counter()
    changed = []
    for person in Engagement.objects.filter(project=project).exclude(
        state__in=(S.LEFT, S.RETAINED)
    ):
        steps = list(_moves(person, unit.today, at_work))
        made.update(steps)
        if steps:
            changed.append(person)
    if changed:
        Engagement.objects.bulk_update(changed, ["state"])
        unit.record(roster, "labour", "catch_up", "用工状态随日期更新", payload=dict(made))
    return made


def _moves(person: Engagement, today: dt.date, at_work: bool) -> Any:
    while name := due(person, today, at_work):
        transition = machine.find(person, name)
        assert transition is not None
        getattr(person, name)()
        yield transition.custom["label"]


def due(person: Engagement, today: dt.date, at_work: bool) -> str:
    """The next move of a person on a verified roster, "" when nothing is due.

    上岗 only with agreement, after safety training and 进场日期, while the project is at work.
    """
    if person.state == S.REGISTERED:
        return "verify"
    if person.state == S.VERIFIED and person.agreement_number:
        return "contract"
    if person.state == S.CONTRACTED and person.training_date and person.training_date <= today:
        return "train"
    if person.state == S.TRAINED and at_work and person.entry_date and person.entry_date <= today:
        return "enter"
    if person.state in PRESENT and person.exit_date and person.exit_date < today:
        return "leave"
    return ""
