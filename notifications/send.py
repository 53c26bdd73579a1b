"""Deliver the outbox: at least once, bounded retries, never inside the official's request."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .channels import email
from .models import Message

BATCH, MOST_ATTEMPTS = 50, 8


def deliver() -> int:
    """Send what waits; returns how many went out. Two workers never take the same row."""
    sent = 0
    while batch := _deliver_batch():
        sent += batch
    return sent


def _deliver_batch() -> int:
    now = timezone.now()
    with transaction.atomic():
        waiting = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(Q(retry_at=None) | Q(retry_at__lte=now), sent_at=None, attempts__lt=MOST_ATTEMPTS)
            .order_by("id")[:BATCH]
        )
        rows = list(waiting)
        for message in rows:
            _deliver_one(message, now)
        return len(rows)


def _deliver_one(message: Message, now: dt.datetime) -> None:
    message.attempts += 1
    try:
        email(message)
    except OSError as error:  # SMTP and file errors; anything else is a bug and must show
        message.error = type(error).__name__
        message.retry_at = now + dt.timedelta(seconds=10 * 2**message.attempts)
    else:
        message.sent_at, message.error = now, ""
    message.save(update_fields=["attempts", "error", "retry_at", "sent_at"])
