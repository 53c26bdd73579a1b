"""审批意见常用语: one's own, and those a leader shares with everybody of his organisation."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from flows.engine.privacy import scrub
from flows.orgs.models import Organization, User

from .models import Phrase

MOST, LONGEST = 30, 200
# Holders of these posts speak for their organisation: 科长、分管领导、负责人、主任.
LEADING = ("chief", "leader", "head", "director")


class PhraseRefused(Exception):
    """Why a phrase is not kept, in Chinese, with the cure."""


def phrases_for(user: Any) -> list[str]:
    """Texts for the opinion of ``user``: his own first, then his organisations' (one statement
    beside that for his posts); each text once."""
    return list(dict.fromkeys(phrase.text for phrase in known_to(user)))


def known_to(user: Any) -> QuerySet[Phrase]:
    """What ``user`` may use, his own first."""
    bodies = {post.organization_id for post in user.posts}
    mine = Q(user=user) | Q(organization__in=bodies)
    own_first = F("organization_id").asc(nulls_first=True)
    return Phrase.objects.filter(mine).select_related("organization").order_by(own_first, "id")


def led_by(user: Any) -> list[Organization]:
    """Organisations for which ``user`` may share phrases, by the leading posts he holds."""
    led = {
        post.organization_id: post.organization
        for post in user.posts
        if post.code.split(".")[1] in LEADING
    }
    return list(led.values())


def keep_phrase(user: Any, text: str, *, organization: Organization | None = None) -> Phrase:
    """Keep ``text`` as ``user``'s own, or for everybody of ``organization``, which he must lead.

    Long numbers are masked before it is stored. Raises :class:`PhraseRefused`.
    """
    text = scrub(" ".join(text.split()))
    if not text:
        raise PhraseRefused("请填写常用语。")
    if len(text) > LONGEST:
        raise PhraseRefused(f"常用语最多 {LONGEST} 字，现有 {len(text)} 字，请缩短。")
    if organization is not None and organization not in led_by(user):
        raise PhraseRefused("本单位共用的常用语由科长、分管领导或负责人增减。")
    with transaction.atomic():
        owner = _locked(user, organization)
        if Phrase.objects.filter(**owner, text=text).exists():
            raise PhraseRefused("已经有这一条常用语。")
        if Phrase.objects.filter(**owner).count() >= MOST:
            raise PhraseRefused(f"最多保存 {MOST} 条，请先删去不用的。")
        return Phrase.objects.create(**owner, text=text)


def _locked(user: Any, organization: Organization | None) -> dict[str, Any]:
    """Whose phrases they are; the row is locked so that two tabs together keep to the limit."""
    if organization is None:
        User.objects.select_for_update().get(pk=user.pk)
        return {"user": user, "organization": None}
    Organization.objects.select_for_update().get(pk=organization.pk)
    return {"user": None, "organization": organization}


def may_drop(user: Any, phrase: Phrase) -> bool:
    return phrase.user_id == user.pk or phrase.organization in led_by(user)


def drop_phrase(user: Any, phrase: Phrase) -> None:
    """Delete a phrase; opinions that used it keep their words. Raises :class:`PhraseRefused`."""
    if not may_drop(user, phrase):
        raise PhraseRefused("只能删去自己的常用语；本单位共用的由科长、分管领导或负责人删去。")
    phrase.delete()
