"""Verbs of complaints: one is registered, dated, numbered and laid on the township's desk."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from flows.engine import gate
from flows.engine.deadlines import workdays
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.labour.actions.filing import sealed
from flows.orgs.kinds import PostCode as P

from .models import Complaint, Kind, Source
from .rules import wrong_with
from .states import ENDED

PRIVATE = re.compile(r"1[3-9]\d{9}|[1-9]\d{16}[\dXx]")
REGISTRARS = (P.TOWNSHIP_LEDGER, P.HRSS_CLERK, P.OWNER_LEAD, P.VILLAGE_ACCOUNTANT)


def may_register(project: Any, user: Any) -> bool:
    """Whether ``user`` holds one of the REGISTRARS in a body that acts for ``project``."""
    return any(
        post.code in REGISTRARS
        and project.body(P(post.code).organization_kind) == post.organization
        for post in user.posts
    )


def register_complaint(project: Any, *, by: Any, **said: Any) -> Complaint:
    """Register what was said at the desk or came by telephone; ``said`` as in
    :func:`open_complaint`. Raises NotYours, Refused, Busy."""
    with work(project.chain, by) as unit:
        project = unit.current(project)
        if not may_register(project, by):
            raise NotYours("投诉由乡镇台账审核、区人社、业主项目负责人或村会计登记。")
        return open_complaint(unit, project, by=by, **said)


def open_complaint(
    unit: Unit, project: Any, *, source: str, kind: str, content: str, engagement: Any = None,
    month: dt.date | None = None, amount: Decimal | None = None, by: Any = None,
    complainant: str = "", phone: str = "", external_number: str = "",
) -> Complaint:  # fmt: skip
    """Open a complaint inside ``unit``; said again while it is open, it is the one that is there.

    ``month`` is any day of it, ``amount`` yuan as claimed, ``by`` who registers (None: the worker
    himself by his link). Raises Refused. 条例50.
    """
    facts = {
        "source": source, "kind": kind, "engagement": engagement, "amount": amount,
        "month": month.replace(day=1) if month else None, "content": scrub(content).strip(),
        "external_number": external_number.strip(),
    }  # fmt: skip
    if wrong := _wrong(project, facts):
        raise Refused(wrong)
    there = Complaint.objects.filter(project=project, **facts).exclude(state__in=ENDED).first()
    if there is not None:
        return unit.current(there)
    new = Complaint(
        project=project, number=_number(unit, project), registered_on=unit.today, **facts
    )
    new.due_on = due_day(unit, project, source)
    new.complainant = scrub(complainant).strip()[:40]
    for name, value in (sealed("phone", phone, Complaint) if phone else {}).items():
        setattr(new, name, value)
    return gate.open_paper(unit, new)


def _wrong(project: Any, facts: dict[str, Any]) -> list[Finding]:
    asked = {name: facts[name] for name in ("kind", "content", "month", "engagement")}
    unknown = _unknown(facts["source"], facts["kind"], facts["external_number"])
    return [*wrong_with(**asked, project_id=project.pk), *unknown]


def _unknown(source: str, kind: str, order: str) -> list[Finding]:
    found = []
    if source not in Source.values:
        found.append(Finding("SOURCE_UNKNOWN", "请选择投诉来源。"))
    if kind not in Kind.values:
        found.append(Finding("KIND_UNKNOWN", "请选择投诉事项。"))
    if PRIVATE.fullmatch(order):  # an order's number is long too and is kept as it is
        said = "工单号看起来是证件号或手机号。"
        found.append(Finding("ORDER_PRIVATE", said, "个人信息保护法6", "填写热线转来的工单编号。"))
    return found


def _number(unit: Unit, project: Any) -> str:
    """TS-2025-0003: the third of the project in its year; the chain's lock keeps it single."""
    start = f"TS-{unit.today.year}-"
    so_far = Complaint.objects.filter(project=project, number__startswith=start).count()
    return f"{start}{so_far + 1:04d}"


def due_day(unit: Unit, project: Any, source: str) -> dt.date | None:
    """The last day to answer, by source; None in a year whose working days are not published."""
    on, district = unit.today, project.district
    own = unit.parameters.find(f"complaint.days.{source}", on=on, district=district)
    days = own or unit.parameters.get("complaint.days", on=on, district=district)
    return unit.calendar.after(on, workdays(days.days))


def date_end(unit: Unit, complaint: Complaint) -> None:
    """Settled or dismissed: the day of it is kept."""
    complaint.ended_on = unit.today
    unit.changed(complaint)
