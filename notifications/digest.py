"""The daily e-mail: what was held for it since yesterday, in one letter, once a day a person."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Min, Q

from . import clock
from .models import DIGEST, Channel, Delivery, Outcome, Preference


def gather() -> int:
    """Make today's digests whose hour has come; returns how many."""
    now = clock.now()
    held = Q(user__deliveries__outcome=Outcome.HELD)
    waiting = (
        Preference.objects.filter(held, digest_hour__lte=now.hour)
        .annotate(oldest=Min("user__deliveries__created_at", filter=held))
        .values_list("pk", "digest_hour", "oldest")
    )
    made = 0
    for pk, hour, oldest in waiting:
        moment = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        if oldest < moment:  # what came after today's hour is for tomorrow
            made += _gather_for(pk, moment, now)
    return made


@transaction.atomic
def _gather_for(pk: int, moment: dt.datetime, now: dt.datetime) -> int:
    """1 when a digest was made. The person's row is the mutex, the key the proof."""
    rows = Preference.objects.filter(pk=pk)
    preference = rows.select_for_update(skip_locked=True).first()
    if preference is None:
        return 0
    key = f"digest:{preference.user_id}:{now:%Y-%m-%d}:{Channel.EMAIL}"
    if Delivery.objects.filter(key=key).exists():
        return 0
    held = Delivery.objects.filter(
        recipient=preference.user_id, outcome=Outcome.HELD, created_at__lt=moment
    )
    # Read on the site, or done: no news any more.
    held.exclude(message__read_at=None).update(outcome=Outcome.DROPPED, ended_at=now)
    if not held.exists():
        return 0
    digest = Delivery.objects.create(
        recipient_id=preference.user_id,
        channel=Channel.EMAIL,
        kind=DIGEST,
        key=key,
        created_at=now,
        due_at=now,
    )
    held.update(outcome=Outcome.GATHERED, ended_at=now, gathered_in=digest)
    return 1
