"""任职 and 三员分立: one rule for the back office and for files that bring many people at once."""

from __future__ import annotations

from typing import Any

from .kinds import ADMIN_POSTS
from .models import Appointment, Post, User


def reasons_against(user: Any, post: Post, *, by: Any, but: Appointment | None = None) -> list[str]:
    """Why ``by`` cannot appoint ``user`` to ``post`` now, in Chinese with the cure.

    Nobody appoints himself, and one person holds administrators' posts or business posts, never
    both. ``but`` is an appointment that is being changed; ``by`` None is the operator's console.
    """
    reasons = []
    if by is not None and user == by:
        reasons.append("不能任命自己，请由另一位系统管理员办理。")
    held = user.appointments.filter(ended_on=None).select_related("post") if user.pk else []
    codes = [each.post.code for each in held if each != but]
    if any((code in ADMIN_POSTS) != (post.code in ADMIN_POSTS) for code in codes):
        reasons.append("管理员岗位与业务岗位不得由一人兼任。")
    return reasons


def settle_back_office(user: Any) -> None:
    """The back office opens and closes with an administrator's post."""
    held = Appointment.objects.filter(user=user, ended_on=None, post__code__in=ADMIN_POSTS)
    User.objects.filter(pk=user.pk).update(is_staff=held.exists())
