"""A worker's own way in: links are made, renewed and taken back; a wrong second factor is counted."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.models import Parameter
from flows.engine.unit import Unit, work
from flows.labour.models import Engagement

from ..models import PayrollBatch, WorkerLink, WrongFactor
from ..rules.confirmation import same_last_four
from ..states import labour_officer

HOUR = dt.timedelta(hours=1)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_links(batch: PayrollBatch, people: Collection[int], *, by: Any) -> dict[int, str]:
    """A fresh token for each of ``people`` (engagements with a line in ``batch``), by engagement.

    It is told this once and kept nowhere; earlier links of these people end. Raises NotYours,
    Refused (nobody chosen), Busy.
    """
    with work(batch.chain, by) as unit:
        batch = _require_officer(unit, batch)
        found = _chosen(batch, people)
        _end(unit, found)
        days = unit.parameters.get("worker.link.days", on=unit.today).days
        ends = unit.now + dt.timedelta(days=days)
        tokens = {each.pk: secrets.token_urlsafe(32) for each in found}
        WorkerLink.objects.bulk_create(
            WorkerLink(engagement_id=key, token_hash=token_hash(token), made_at=unit.now,
                       expires_at=ends, by=by)
            for key, token in tokens.items()
        )  # fmt: skip
        unit.record(batch, "payroll", "make_links", "生成务工人员链接",
                    payload={"people": len(found), "days": days})  # fmt: skip
        return tokens


def revoke_links(batch: PayrollBatch, people: Collection[int], *, by: Any) -> int:
    """End the links of ``people``; how many there were. Raises NotYours, Refused, Busy."""
    with work(batch.chain, by) as unit:
        batch = _require_officer(unit, batch)
        ended = _end(unit, _chosen(batch, people))
        if ended:
            unit.record(
                batch, "payroll", "revoke_links", "停用务工人员链接", payload={"people": ended}
            )
        return ended


def _require_officer(unit: Unit, batch: PayrollBatch) -> PayrollBatch:
    batch = unit.current(batch)
    if not labour_officer(batch, unit.by):
        raise NotYours("务工人员链接由本项目施工单位的劳资专管员生成。")
    return batch


def _chosen(batch: PayrollBatch, people: Collection[int]) -> list[Engagement]:
    found = list(Engagement.objects.filter(pk__in=people, lines__batch=batch).order_by("pk"))
    if not found:
        raise Refused([Finding("NOBODY_CHOSEN", "还没有选择人员。", cure="勾选人员后再办理。")])
    return found


def _end(unit: Unit, people: Collection[Engagement]) -> int:
    open_links = WorkerLink.objects.filter(engagement__in=people, revoked_at=None)
    return open_links.update(revoked_at=unit.now)


def find_link(token: str) -> WorkerLink | None:
    """The link whose token this is, with its person and project."""
    return (
        WorkerLink.objects.select_related("engagement__worker", "engagement__project__chain")
        .filter(token_hash=token_hash(token))
        .first()
    )


def why_closed(link: WorkerLink, *, now: dt.datetime, tries: int) -> str:
    """ "" while ``link`` is open; else 停用, 过期 or 锁定."""
    if link.failures >= tries:
        return "锁定"
    if link.revoked_at is not None:
        return "停用"
    return "过期" if now >= link.expires_at else ""


def tries_of(link: WorkerLink) -> int:
    now = clock.today(link.engagement.project.chain)
    return Parameter.snapshot().get("worker.link.tries", on=now).days


def prove(link: WorkerLink, typed: str, *, address: str) -> str:
    """Whether ``typed`` is the last four of the person's ID: "" when it is.

    Else 不对, 太多 (too many from this ``address`` within the hour) or why the link is closed.
    Counted under the project's lock, so that many at once are no more tries. Raises Busy.
    """
    with work(link.engagement.project.chain, None) as unit:
        link = WorkerLink.objects.select_related("engagement__worker", "by").get(pk=link.pk)
        tries = unit.parameters.get("worker.link.tries", on=unit.today).days
        most = unit.parameters.get("worker.link.address_tries", on=unit.today).days
        if why := why_closed(link, now=unit.now, tries=tries):
            return why
        now = clock.now()
        lately = WrongFactor.objects.filter(address=address, at__gte=now - HOUR).count()
        if lately >= most:
            return "太多"
        if same_last_four(typed, link.engagement.worker.id_last4):
            return ""
        WrongFactor.objects.create(link=link, address=address, at=now)
        link.failures += 1
        link.save(update_fields=["failures"])
        if link.failures >= tries:
            _close(unit, link)
            return "锁定"
        return "不对"


def _close(unit: Unit, link: WorkerLink) -> None:
    """Somebody guessed too often: on record, and its maker is told."""
    unit.record(None, "payroll", "close_link", "务工人员链接因多次输错停用",
                payload={"link": link.pk, "failures": link.failures})  # fmt: skip
    person = link.engagement
    where = reverse("worker", args=[person.project.code, person.pk])
    text = f"{person.project.name}：{person.worker} 的链接多次输错后四位，已经停用。问清本人后再重新生成。"
    unit.tell(link.by, f"link-closed:{link.pk}", "务工人员链接已停用", text, where)
