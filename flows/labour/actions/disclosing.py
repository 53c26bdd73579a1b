"""A number is shown in full, or a list is taken out: who, what, why, and how much of it.

Nothing private goes into the trail: an entry names the field and the worker's key. Reading is
processing too, so both are recorded before anybody sees anything (个人信息保护法 51、55).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.models import Parameter
from flows.engine.parameters import Parameters
from flows.engine.privacy import opened, scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import OrganizationKind, PostCode
from flows.orgs.models import User
from flows.projects.models import Project

from ..models import Disclosure, DisclosureKind, Engagement

FIELDS = {"id": "身份证号", "phone": "电话", "card": "银行卡号"}
COUNTED = dt.timedelta(days=30)  # 近 30 日查看 N 次
BASIS = "个人信息保护法6、51"


# A later room may let somebody see one number that his task there is about (supervision: call-backs).
Grant = Callable[[Engagement, str, Any], bool]
GRANTS: list[Grant] = []


def grants_reveal(grant: Grant) -> Grant:
    """Say that ``grant(engagement, field, user)`` may allow what no post of ``user`` allows."""
    GRANTS.append(grant)
    return grant


def may_reveal(project: Project, user: Any, parameters: Parameters | None = None) -> bool:
    """Whether ``user`` holds, for this project, one of the posts of ``reveal.posts``."""
    known = parameters or Parameter.snapshot("reveal.")
    on = clock.today(project.chain)
    codes = known.get("reveal.posts", on=on, district=project.district).items
    return any(_holds(project, user, code) for code in codes)


def _holds(project: Project, user: Any, code: str) -> bool:
    """Auditors by their scope; everybody else in the body that acts here."""
    if PostCode(code).organization_kind == OrganizationKind.AUDIT:
        return user.holds(code) and Project.objects.visible_to(user).filter(pk=project.pk).exists()
    body = project.body(PostCode(code).organization_kind)
    return any(post.code == code and post.organization == body for post in user.posts)


def reveal(engagement: Engagement, field: str, by: Any, reason: str) -> str:
    """The full number ``field`` ("id", "phone", "card") of ``engagement``, seen by ``by`` because
    of ``reason``. Raises NotYours, Refused (too short a reason, day's limit, no number), Busy."""
    with work(engagement.project.chain, by) as unit:
        person = unit.current(engagement)
        granted = may_reveal(person.project, by, unit.parameters)
        if not granted and not any(grant(person, field, by) for grant in GRANTS):
            raise NotYours("您的岗位不能查看完整号码。")
        said = purpose(unit, reason)
        _require_few(unit)
        number = opened(person if field == "card" else person.worker, field)
        if not number:
            raise Refused([Finding("NO_NUMBER", f"{FIELDS[field]}没有登记。", "", "请核对名册。")])
        unit.create(
            Disclosure(
                project=person.project, worker=person.worker, kind=DisclosureKind.REVEAL,
                what=FIELDS[field], reason=said, by=by, at=unit.now,
            )
        )  # fmt: skip
        unit.record(
            person, "reveal", "reveal", f"查看完整{FIELDS[field]}", opinion=said,
            payload={"field": field, "worker": person.worker_id},
        )  # fmt: skip
    return number


def purpose(unit: Unit, reason: str) -> str:
    """``reason`` as it may be kept. Raises Refused where it says too little."""
    said = " ".join(scrub(reason).split())
    least = unit.parameters.get("reveal.reason.min", on=unit.today)
    if len(said) < least.number:
        text = f"请写明用途，不少于 {least.text} 个字。"
        raise Refused([Finding("NO_REASON", text, BASIS, "例如：核对退汇银行卡号。")])
    return said


def _require_few(unit: Unit) -> None:
    """The day's limit of one person over all projects. His row keeps two pages from both being
    the last."""
    User.objects.select_for_update(no_key=True).get(pk=unit.by.pk)
    most = unit.parameters.get("reveal.day.most", on=unit.today)
    midnight = clock.at(unit.today, 0)
    seen = Disclosure.objects.filter(
        kind=DisclosureKind.REVEAL, by=unit.by, at__gte=midnight, at__lt=midnight + dt.timedelta(1)
    )
    if seen.count() >= most.number:
        text = f"您今天已查看 {most.text} 次完整号码，达到每日上限，本次未显示。"
        raise Refused([Finding("TOO_MANY", text, most.basis, "确需更多请改用导出，或次日再查。")])


def seen_lately(engagement: Engagement) -> int:
    """How often numbers of this worker were shown in full, in this project, in thirty days."""
    since = clock.now(engagement.project.chain) - COUNTED
    return Disclosure.objects.filter(
        project=engagement.project_id, worker=engagement.worker_id, kind=DisclosureKind.REVEAL,
        at__gt=since,
    ).count()  # fmt: skip


def reserve_number() -> int:
    """The number of an export that is about to be made: it is printed in the export itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('flows_disclosure', 'id'))")
        return int(cursor.fetchone()[0])


def watermark(unit: Unit, reason: str, number: int) -> str:
    """The last line of a list that leaves the house. Our own reader takes it for a footer."""
    when = f"{unit.now:%Y-%m-%d %H:%M}"
    return f"导出人：{unit.actor}　时间：{when}　用途：{scrub(reason)}　编号：DC{number}"


def require_reason(unit: Unit, rows: int, reason: str, usual: str) -> str:
    """Why a list of ``rows`` people leaves: ``reason``, for a short list ``usual`` where it is
    blank. Raises Refused for a long one without a reason (``export.ask.rows``)."""
    most = unit.parameters.get("export.ask.rows", on=unit.today)
    return purpose(unit, reason) if reason.strip() or rows > most.number else usual


def record_export(
    unit: Unit, what: str, reason: str, rows: int, sha256: str, *, number: int | None = None,
    **more: str,
) -> Disclosure:  # fmt: skip
    """Record that a list of ``rows`` people left the project of ``unit``; ``sha256`` is the hex
    digest of the bytes ("" on paper), ``number`` what :func:`reserve_number` gave for them; the
    trail keeps ``more`` beside it (amount, format)."""
    project = unit.current(unit.chain.project)
    kept = Disclosure(
        pk=number, project=project, kind=DisclosureKind.EXPORT, what=what[:60],
        reason=scrub(reason), rows=rows, sha256=sha256, by=unit.by, at=unit.now,
    )  # fmt: skip
    unit.create(kept)
    unit.record(
        None, "export", "export", f"导出{what}", opinion=kept.reason,
        payload={"number": kept.pk, "rows": rows, "sha256": sha256} | more,
    )  # fmt: skip
    return kept
