"""续签: who is verified signs a new agreement; the roster itself is not handed in anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flows.documents.actions import keep
from flows.engine.findings import Finding, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import work
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project

from ..models import Engagement, Renewal, RenewalRecord
from ..states import PRESENT
from .mandate import AT_WORK, require, require_stage
from .people import catch_up

LAW = "保障农民工工资支付条例28；建市〔2022〕59号8"
RENEWING = (P.CONTRACTOR_LABOUR,)


def renew(
    project: Project, facts: Mapping[str, Any], numbers: Mapping[int, str],
    file: tuple[str, bytes], *, by: Any,
) -> Renewal:  # fmt: skip
    """One term: ``facts`` are kind, since, until, insurance; ``numbers`` the new agreement's number
    by engagement; ``file`` the signed agreements (name, bytes). What it follows is kept beside it.

    Raises NotYours, Refused, BadFile, Busy; then nothing has changed.
    """
    require(project, by, RENEWING, "续签协议")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        require_stage(project, AT_WORK, "续签协议")
        found = Engagement.objects.filter(project=project, pk__in=numbers, state__in=PRESENT)
        people = list(found.select_related("worker").order_by("pk"))
        if wrong := [*_incomplete(facts, numbers, people), *_backwards(facts, people)]:
            raise Refused(wrong)
        renewal = Renewal(project=project, by=unit.by, at=unit.now, **facts)
        renewal.insurance = scrub(renewal.insurance)
        unit.create(renewal)
        _write(renewal, people, numbers)
        keep(unit, renewal, name=file[0], content=file[1], kind="续签协议")
        payload = {"renewal": renewal.pk, "people": len(people), "until": str(renewal.until)}
        unit.record(None, "labour", "renew", "续签协议", payload=payload)
        catch_up(unit, project)
    return renewal


def _write(renewal: Renewal, people: list[Engagement], numbers: Mapping[int, str]) -> None:
    """A term that follows without a gap goes on from the first day of the one before."""
    RenewalRecord.objects.bulk_create(
        RenewalRecord(renewal=renewal, engagement=each, number=numbers[each.pk].strip(),
                      followed_number=each.agreement_number, followed_until=each.agreement_until)
        for each in people
    )  # fmt: skip
    for each in people:
        until = each.agreement_until
        if until is None or renewal.since > until + dt.timedelta(days=1):
            each.agreement_from = renewal.since
        each.agreement_number, each.agreement_kind = numbers[each.pk].strip(), renewal.kind
        each.agreement_until = renewal.until
        each.insurance = renewal.insurance or each.insurance
    fields = ["agreement_number", "agreement_kind", "agreement_from", "agreement_until"]
    Engagement.objects.bulk_update(people, [*fields, "insurance"])


def _incomplete(
    facts: Mapping[str, Any], numbers: Mapping[int, str], people: list[Engagement]
) -> Iterator[Finding]:
    if not numbers or len(people) < len(numbers):
        yield Finding(
            "NOBODY_CHOSEN", "还没有选人，或所选的人已离场、未经审核。", LAW, "逐人勾选续签的人。"
        )
    if any(not number.strip() for number in numbers.values()):
        yield Finding("NUMBER_MISSING", "所选的人都要填写新的协议编号。", LAW, "补填协议编号。")
    if facts["until"] < facts["since"]:
        yield Finding("TERM_WRONG", "协议结束不能早于开始。", LAW, "改正日期。")


def _backwards(facts: Mapping[str, Any], people: list[Engagement]) -> Iterator[Finding]:
    """A new term that ends no later than the old one renews nothing; the same sent twice neither."""
    later = [p for p in people if p.agreement_until and p.agreement_until >= facts["until"]]
    if later:
        who = "、".join(person.worker.name for person in later[:5])
        yield Finding(
            "RENEWAL_NOT_LATER",
            f"{len(later)} 人的现有协议到 {max(p.agreement_until for p in later)}，不早于新协议的结束日期：{who}。",
            LAW, "不必续签的不勾选，或改正新协议的结束日期。", rows=len(later),
        )  # fmt: skip


def running_out(project: Project, today: dt.date, days: int) -> Any:
    """The verified people whose agreement is over or ends within ``days``, soonest first."""
    last = today + dt.timedelta(days=days)
    found = Engagement.objects.filter(project=project, state__in=PRESENT, agreement_until__lte=last)
    return found.select_related("worker").order_by("agreement_until", "pk")
