"""The roster as a paper, and the people's states as facts and clock make them due."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from flows.engine import gate, machine
from flows.engine.findings import Finding, Refused, evaluate
from flows.engine.unit import Unit
from flows.projects.states import Stage

from .. import rules
from ..models import BriefingRecord, Engagement, Opening, Roster, TrainingKind, TrainingRecord
from ..rules.joining import AGREEMENT, TRAINING, Known, missing
from ..states import PRESENT, EngagementState, RosterState

S = EngagementState
AT_WORK = (Stage.CONSTRUCTION, Stage.SUSPENDED)
GONE = (S.LEFT, S.RETAINED)


@dataclass(frozen=True)
class Day:
    """The day people are looked at: whether there is work, whether the roster stands verified."""

    today: dt.date
    at_work: bool
    verified: bool = True
    known: Known = field(default_factory=Known)


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

    While people are added to the roster (增补人员) those verified before go on. One trail entry
    with the counts, never names. The moves are the machine's own.
    """
    project = unit.current(project)
    roster = roster_of(unit, project)
    if roster is None:
        return Counter()
    day = Day(unit.today, project.stage in AT_WORK, roster.state == RosterState.VERIFIED)
    people = list(_waiting(project, day))
    if any(each.state in (S.TRAINED, S.CONTRACTED, S.VERIFIED, S.REGISTERED) for each in people):
        day = replace(day, known=known_of(project))
    made: Counter[str] = Counter()
    changed = []
    for person in people:
        steps = list(_moves(person, day))
        made.update(steps)
        if steps:
            changed.append(person)
    if changed:
        Engagement.objects.bulk_update(changed, ["state"])
        unit.record(roster, "labour", "catch_up", "用工状态随日期更新", payload=dict(made))
    return made


def _waiting(project: Any, day: Day) -> Any:
    """The people for whom :func:`due` may say something; who is at work to stay is not loaded."""
    onward = [S.VERIFIED, S.CONTRACTED, S.TRAINED, *([S.REGISTERED] if day.verified else [])]
    leaving = Q(state__in=PRESENT, exit_date__lt=day.today)
    return Engagement.objects.filter(Q(state__in=onward) | leaving, project=project)


def _moves(person: Engagement, day: Day) -> Any:
    while name := due(person, day):
        transition = machine.find(person, name)
        assert transition is not None
        getattr(person, name)()
        yield transition.custom["label"]


def due(person: Engagement, day: Day) -> str:
    """The next move of a person, "" when nothing is due.

    上岗 only with an agreement in force, after safety training and 进场日期, briefed and skilled
    where the post demands it, while the project is at work (domain.md 4.5).
    """
    if person.state == S.REGISTERED:
        return "verify" if day.verified else ""
    # Who came and went between two looks is taken through what he had reached, then he leaves.
    gone = person.state in PRESENT and person.exit_date and person.exit_date < day.today
    return _onward(person, day) or ("leave" if gone else "")


def _onward(person: Engagement, day: Day) -> str:
    if person.state not in (S.VERIFIED, S.CONTRACTED, S.TRAINED):
        return ""
    lacking = [finding.code for finding in missing(person, day.known, day.today)]
    if person.state == S.VERIFIED:
        return "" if _any(lacking, AGREEMENT) else "contract"
    if person.state == S.CONTRACTED:
        return "" if _any(lacking, TRAINING) else "train"
    there = person.entry_date is not None and person.entry_date <= day.today
    return "enter" if day.at_work and there and not lacking else ""


def _any(codes: list[str], kind: str) -> bool:
    return any(code.startswith(kind) for code in codes)


def known_of(project: Any) -> Known:
    """What the project's openings ask, and whom it taught: three queries."""
    key, demands = set(), defaultdict(list)
    for trade, is_key, skills in Opening.objects.filter(project=project).values_list(
        "trade", "is_key", "skills"
    ):
        demands[trade].append(skills.strip())
        if is_key:
            key.add(trade)
    skilled = {trade: "；".join(said) for trade, said in demands.items() if all(said)}
    briefed = BriefingRecord.objects.filter(briefing__project=project).values_list(
        "engagement", "briefing__held_on"
    )
    taught = TrainingRecord.objects.filter(
        training__project=project, training__kind=TrainingKind.SKILL, passed=True
    ).values_list("engagement", "training__held_on")
    # The earliest day counts: sorted late to early, the last one written stays.
    return Known(
        frozenset(key), skilled,
        dict(briefed.order_by("-briefing__held_on")), dict(taught.order_by("-training__held_on")),
    )  # fmt: skip
