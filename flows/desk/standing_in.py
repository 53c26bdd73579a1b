"""代理 as the pages and the back office set it: by the rules of orgs, and both people are told."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from flows.engine import clock
from flows.engine.privacy import scrub
from flows.orgs.models import Substitution
from flows.orgs.substitutions import revoke, substitute
from notifications.models import Kind, Message

URL = "/me/substitutions/"


def let_stand_in(principal: Any, other: Any, *, by: Any, reason: str, **more: Any) -> Substitution:
    """:func:`flows.orgs.substitutions.substitute` today, with a notice to those who did not do it.

    Raises SubstitutionRefused; then nobody is told anything.
    """
    with transaction.atomic():
        row = substitute(principal, other, by=by, reason=scrub(reason), today=clock.today(), **more)
        text = (
            f"{row.started_on} 至 {row.ended_on}，{other}代理{principal}"
            f"（{row.post or '全部岗位'}），事由：{row.reason}。代理人署名办理，意见显示为“甲 代 乙”。"
        )
        _tell(row, by, "set", f"代理：{row}", text)
    return row


def end_standing_in(row: Substitution, *, by: Any) -> Substitution:
    """:func:`flows.orgs.substitutions.revoke` today, with a notice. Raises SubstitutionRefused."""
    with transaction.atomic():
        row = revoke(row, by=by, today=clock.today())
        text = f"自 {row.revoked_on} 起不再代理；此前由代理人办理的仍然有效。"
        _tell(row, by, "end", f"代理结束：{row}", text)
    return row


def _tell(row: Substitution, by: Any, what: str, subject: str, text: str) -> None:
    Message.objects.bulk_create(
        Message(
            recipient=person,
            kind=Kind.SYSTEM,
            key=f"substitution:{row.pk}:{what}:{person.pk}",
            subject=subject,
            text=text,
            url=URL,
            created_at=clock.now(),
        )
        for person in (row.principal, row.substitute)
        if person != by
    )
