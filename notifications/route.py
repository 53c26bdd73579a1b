"""From the outbox to the ways out: each new message becomes one delivery a channel.

Done by the queue, not in the official's request: a decision writes its messages and nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from . import clock, preferences
from .models import Channel, Contact, Delivery, Message, Outcome

BATCH = 200


def route() -> int:
    """Lay out the deliveries of what is new; returns how many messages were looked at."""
    total = 0
    while count := _route_some():
        total += count
    return total


@transaction.atomic
def _route_some() -> int:
    waiting = Message.objects.filter(routed_at=None).order_by("id")
    locked = waiting.select_for_update(skip_locked=True, of=("self",))
    fresh = list(locked.select_related("recipient__notice_preference")[:BATCH])
    if not fresh:
        return 0
    now = clock.now()
    people = {message.recipient_id for message in fresh}
    phones = Contact.objects.filter(channel=Channel.SMS, user__in=people)
    numbers = set(phones.values_list("user_id", flat=True))
    rows = [row for message in fresh for row in _deliveries(message, numbers, now)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    Message.objects.filter(pk__in=[each.pk for each in fresh]).update(routed_at=now)
    return len(fresh)


def _deliveries(message: Message, phones: set[int], now: dt.datetime) -> Iterator[Delivery]:
    """One for every channel he chose and can be reached by; a simulated project has none."""
    if message.quiet:
        return
    preference = preferences.of(message.recipient)
    for channel in preferences.chosen(preference, message.kind):
        if not preferences.reachable(message.recipient, channel, phones):
            continue
        held = channel == Channel.EMAIL and preference.digest_hour is not None
        yield Delivery(
            recipient=message.recipient,
            message=message,
            channel=channel,
            kind=message.kind,
            key=f"{message.key}:{channel}",
            outcome=Outcome.HELD if held else Outcome.WAITING,
            created_at=now,
            due_at=now,
        )
