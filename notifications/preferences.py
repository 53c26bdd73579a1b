"""Which ways a message goes: what the house offers, what the person chose, where he can be reached."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction

from . import clock
from .contacts import forget_phone, keep_phone
from .models import Channel, Delivery, Outcome, Preference


def offered() -> list[Channel]:
    """The channels this house has; e-mail always."""
    there = {
        Channel.EMAIL: True,
        Channel.WEBHOOK: bool(settings.NOTICE_WEBHOOK["url"]),
        Channel.SMS: bool(settings.NOTICE_SMS["url"]),
    }
    return [channel for channel, has in there.items() if has]


def of(user: Any) -> Preference:
    """His choice, or an unsaved one of the house's defaults."""
    return getattr(user, "notice_preference", None) or Preference(user=user)


def chosen(preference: Preference, kind: str) -> list[str]:
    """The channels for messages of ``kind``, of those that are offered."""
    wanted = preference.channels.get(kind, settings.NOTICE_CHANNELS)
    return [channel for channel in offered() if channel in wanted]


def reachable(user: Any, channel: str, with_phone: Collection[int]) -> bool:
    """Whether ``user`` can be reached so; who has left hears of no business any more."""
    if not user.is_active:
        return False
    if channel == Channel.EMAIL:
        return bool(user.email)
    return channel != Channel.SMS or user.pk in with_phone


@transaction.atomic
def choose(
    user: Any,
    *,
    channels: dict[str, list[str]],
    digest_hour: int | None,
    phone: str = "",
    forget: bool = False,
) -> None:
    """Keep ``user``'s choice. ``phone``: a new number; ``forget``: delete the one that is kept."""
    choice = {"channels": channels, "digest_hour": digest_hour}
    Preference.objects.update_or_create(user=user, defaults=choice)
    if digest_hour is None:  # what was held for the next digest goes out one by one
        held = Delivery.objects.filter(recipient=user, outcome=Outcome.HELD)
        held.update(outcome=Outcome.WAITING, due_at=clock.now())
    if phone:
        keep_phone(user, phone)
    elif forget:
        forget_phone(user)
