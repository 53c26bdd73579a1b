"""Who sits in the committee, with what may be done about each: the card of the case's page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from flows.engine import clock
from flows.engine.models import Parameter
from flows.orgs.kinds import PostCode

from ..actions.filing import owns
from ..actions.recusal import OPEN, reasons_at_vote
from ..models import AcceptanceCase, CommitteeMember
from ..states import CaseState as C
from ..states import chairing

AT_TABLE = (C.VOTING, C.CONCLUDING)
OVER = (C.PASSED, C.PASSED_RECTIFY, C.FAILED)
BEGUN = (C.FORMING, C.VERIFYING, *AT_TABLE)


def committee_card(case: AcceptanceCase, user: Any) -> dict[str, Any]:
    """``members`` with their part, and the ways from here: compose, invite, declare, read, file."""
    found = case.members.select_related("organization", "post", "user", "replaces__user")
    gone = reasons_at_vote(case) if case.state in (*AT_TABLE, *OVER) else {}
    rows = list(found.order_by("-chair", "id"))
    mine, owner = any(each.user_id == user.pk for each in rows), owns(case, user)
    leads = (case.state == C.FORMING and owner) or (case.state == C.VERIFYING and chairing(case, user))  # fmt: skip
    vacant = case.state in BEGUN and not any(
        each.chair and not each.recused and each.user_id not in gone for each in rows
    )
    may_choose = vacant and any(p.organization_id == case.project.owner_id for p in user.posts)
    return {
        "members": [_row(case, each, gone, leads=leads, may_choose=may_choose) for each in rows],
        "vacant": vacant and bool(rows),
        "committee_url": _at("committee", case) if case.state == C.FORMING and owner else "",
        "outside_url": _at("outside-invite", case) if case.state == C.FORMING and owner else "",
        "interests_url": _at("interests", case)
        if case.state in OPEN and (mine or owner) else "",
        "summary_url": _at("acceptance-summary", case) if rows else "",
        "appointed": {"number": case.appointment_number, "on": case.appointed_on},
        "filing": filing_of(case, user),
    }  # fmt: skip


def _at(name: str, case: AcceptanceCase, *more: Any) -> str:
    return reverse(name, args=[case.pk, *more])


def _row(
    case: AcceptanceCase, each: CommitteeMember, gone: dict[int, str], *, leads: bool,
    may_choose: bool,
) -> dict[str, Any]:  # fmt: skip
    recused = each.recused or each.user_id in gone
    outsider = each.post.code == PostCode.OUTSIDE_EXPERT
    return {
        "member": each, "title": each.post.title, "recused": recused,
        "role": "回避" if recused else "表决" if each.voting else "列席，不表决",
        "reason": each.recusal_reason or gone.get(each.user_id or 0, ""),
        "replaces": each.replaces.user if each.replaces else None,
        "leave_url": _at("member", case, each.pk) if leads and not recused else "",
        "chair_url": _at("member-chair", case, each.pk)
        if may_choose and each.voting and not recused else "",
        "password_url": _at("member-password", case, each.pk)
        if leads and outsider and not recused else "",
    }  # fmt: skip


def filing_of(case: AcceptanceCase, user: Any) -> dict[str, Any] | None:
    """备案: until when, or that it is late, or done; None where it is not asked for."""
    if not case.must_be_filed or case.concluded_on is None:
        return None
    today = clock.today(case.chain)
    asked = {"on": today, "district": case.project.district}
    days = Parameter.snapshot("accept.filing.").get("accept.filing.days", **asked).days
    due = case.concluded_on + dt.timedelta(days=days)
    filed = case.filed_on
    return {
        "due": due, "filed_on": filed, "number": case.filing_number,
        "late": (filed or today) > due, "over": ((filed or today) - due).days,
        "url": _at("filing", case) if filed is None and owns(case, user) else "",
    }  # fmt: skip
