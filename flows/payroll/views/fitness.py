"""What the people's pages say of being on duty: who lacks what, who left unpaid, 兜底 and upkeep."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from flows.engine import clock
from flows.engine.findings import Finding
from flows.labour.actions.people import GONE, known_of
from flows.labour.models import Engagement
from flows.labour.rules.joining import missing
from flows.labour.states import EngagementState
from flows.projects.models import Project
from flows.templatetags.ui import zh_date

from ..models import PayrollLine
from ..states import LineStatus

SETTLED = (LineStatus.PAID, LineStatus.STRUCK)


def unfit(project: Project) -> dict[int, list[Finding]]:
    """Everybody not gone who lacks something for being on duty, by engagement; four queries."""
    known, today = known_of(project), clock.today(project.chain)
    people = Engagement.objects.filter(project=project).exclude(state__in=GONE)
    found = {each.pk: missing(each, known, today) for each in people}
    return {pk: wrong for pk, wrong in found.items() if wrong}


def lacks(person: Engagement) -> list[Finding]:
    """Why one person is not yet, or should no longer be, on duty."""
    if person.state in GONE:
        return []
    return missing(person, known_of(person.project), clock.today(person.project.chain))


def unpaid(person: Engagement) -> int:
    """How many lines of somebody who left are still owed ("离场(结清)", domain.md 4.5)."""
    if person.state != EngagementState.LEFT:
        return 0
    lines = PayrollLine.objects.filter(engagement=person, net__gt=0)
    return lines.exclude(status__in=SETTLED).count()


def supported(project: Project) -> dict[str, Any]:
    """困难群体兜底: how many people, and what reached them (yuan)."""
    people = Engagement.objects.filter(project=project).exclude(support_basis="")
    lines = PayrollLine.objects.filter(engagement__in=people, status=LineStatus.PAID)
    return {"people": people.count(), "pay": lines.aggregate(n=Sum("net"))["n"] or 0}


def agreed(person: Engagement) -> list[dict[str, Any]]:
    """Skill, agreement, insurance, piece rate, 兜底 and upkeep, as far as they are stated."""
    since, until = person.agreement_from, person.agreement_until
    stated = [
        ("技能等级", person.skill_level),
        ("协议类型", person.get_agreement_kind_display()),
        ("协议期限", f"{zh_date(since)} 至 {zh_date(until)}" if since or until else ""),
        ("保险", person.insurance),
        ("计件单价", f"{person.piece_rate} 元/{person.piece_unit}" if person.piece_rate else ""),
        ("困难群体兜底", person.support_basis),
        ("续聘管护", zh_date(person.retained_on) if person.retained_on else ""),
    ]
    return [{"label": label, "value": value} for label, value in stated if value]
