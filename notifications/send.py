"""Deliver the outbox: at least once, bounded retries, never inside the official's request.

The times here are the machine's, not a project's: when an e-mail went out is not part of any
project's history (the one exception to engine/clock.py, held by tests/architecture).
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .channels import email
from .models import Message

MOST_ATTEMPTS = 8
log = logging.getLogger(__name__)


def deliver() -> int:
    """Send what waits; returns how many went out. Two workers never take the same row."""
    now, sent = timezone.now(), 0
    while (went := _deliver_next(now)) is not None:
        sent += went
    return sent


def _deliver_next(now: dt.datetime) -> bool | None:
    """Whether the oldest waiting message went out; None when nothing waits.

    Each in a transaction of its own: a worker that dies repeats one message, not a batch.
    """
    due = Q(retry_at=None) | Q(retry_at__lte=now)
    with transaction.atomic():
        waiting = Message.objects.filter(due, sent_at=None, attempts__lt=MOST_ATTEMPTS)
        locked = waiting.select_for_update(skip_locked=True, of=("self",))
        message = locked.select_related("recipient").order_by("id").first()
        return None if message is None else _deliver_one(message, now)


def _deliver_one(message: Message, now: dt.datetime) -> bool:
    message.attempts += 1
    try:
        email(message)
    except Exception as error:  # whatever it is, it must not hold up everybody else's mail
        message.error = type(error).__name__
        message.retry_at = now + dt.timedelta(seconds=10 * 2**message.attempts)
        if not isinstance(error, OSError):  # SMTP and files fail; anything else is a bug: show it
            log.error("message %s cannot be sent: %s", message.pk, message.error)
    else:
        message.sent_at, message.error = now, ""
    message.save(update_fields=["attempts", "error", "retry_at", "sent_at"])
    return message.sent_at is not None
