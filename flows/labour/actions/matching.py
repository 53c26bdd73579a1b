"""Openings are offered to the people of the survey, and a roster is made of who is to be asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.engine.findings import Finding, Refused
from flows.engine.privacy import opened
from flows.engine.unit import work
from flows.orgs.kinds import PostCode
from flows.projects.models import Project
from flows.sheets.writer import template

from ..models import Opening, SurveyEntry
from ..rules.matching import Matching, Willing, Work, match
from .disclosing import record_export, require_reason, reserve_number, watermark
from .mandate import require
from .roster import NEAR, Home

TAKERS = (PostCode.CONTRACTOR_LABOUR,)
USUAL = "按岗位匹配编制用工名册"


@dataclass(frozen=True)
class Offered:
    """One person of a prefilled roster. Attributes are named as the sheet names its columns."""

    name: str
    id_number: str
    sex: str
    town: str
    village: str
    phone: str
    priority_tag: str
    trade: str
    daily_rate: Decimal | None
    piece_rate: Decimal | None
    piece_unit: str
    category: str = "务工人员"


def matching_of(project: Project) -> Matching:
    """The project's openings and surveyed people, matched; two statements and the townships'."""
    home = Home.of(project)
    openings = Opening.objects.filter(project=project)
    entries = SurveyEntry.objects.filter(project=project).select_related("worker")
    return match(map(_work, openings), (_willing(each, home) for each in entries))


def _work(opening: Opening) -> Work:
    return Work(
        opening.pk, opening.trade, opening.headcount, opening.skills,
        opening.starts_on, opening.ends_on,
    )  # fmt: skip


def _willing(entry: SurveyEntry, home: Home) -> Willing:
    scope = home.scope(entry.town, entry.village)
    return Willing(
        entry.pk, entry.worker.name, entry.priority_tag, entry.skills, entry.wish,
        frozenset(entry.months), NEAR.index(scope), scope.label,
    )  # fmt: skip


def matched_roster(project: Project, *, by: Any, reason: str = "") -> bytes:
    """A roster sheet of the people matched, with the trade and rate of their openings; cards,
    agreements and training are for the contractor to fill in.

    It holds full numbers: recorded as an export. Raises NotYours, Refused (nobody is matched, a
    long list without ``reason``), Busy.
    """
    require(project, by, TAKERS, "按匹配结果编制用工名册")
    with work(project.chain, by) as unit:
        people = _people(project)
        if not people:
            raise Refused(
                [Finding("NOBODY_MATCHED", "还没有匹配到人员。", "实施意见三(二)",
                         "先交劳动力摸底表、登记用工岗位。")]
            )  # fmt: skip
        why = require_reason(unit, len(people), reason, USUAL)
        number = reserve_number()
        data = template(
            "roster", project_name=project.name, people=people,
            watermark=watermark(unit, why, number),
        )  # fmt: skip
        digest = hashlib.sha256(data).hexdigest()
        record_export(unit, "用工名册（岗位匹配）", why, len(people), digest, number=number)
    return data


def _people(project: Project) -> list[Offered]:
    placed = matching_of(project).placements
    entries = SurveyEntry.objects.select_related("worker").in_bulk([p.person.key for p in placed])
    openings = Opening.objects.in_bulk([p.work.key for p in placed])
    return [_listed(entries[p.person.key], openings[p.work.key]) for p in placed]


def _listed(entry: SurveyEntry, opening: Opening) -> Offered:
    who = entry.worker
    return Offered(
        who.name, opened(who, "id"), who.sex, entry.town, entry.village, opened(who, "phone"),
        entry.priority_tag, opening.trade, opening.daily_rate, opening.piece_rate,
        opening.piece_unit,
    )  # fmt: skip
