"""Deliver: at least once, bounded retries, then an incident; never inside the official's request.

Taking a delivery, sending it and recording the end are three steps, and no row is locked during
the second: it is ours until ``taken_until``. A worker that dies leaves it to the next after that.
"""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPResponseException
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from . import channels, clock
from .digest import gather
from .models import Channel, Delivery, Outcome
from .route import route
from .wire import NotTaken

MOST_ATTEMPTS = 8
# Longer than a sending can last: an HTTP call is cut off after wire.MOST_SECONDS, a talk with a mail
# server by EMAIL_TIMEOUT at every word and by the task's time limit at the latest.
LEASE = {
    Channel.EMAIL: dt.timedelta(seconds=300),
    Channel.WEBHOOK: dt.timedelta(seconds=60),
    Channel.SMS: dt.timedelta(seconds=60),
}
ROUND = 20.0  # seconds after which a channel lets the others have the worker
SLOW = 3.0  # seconds after which a failure means: nobody is there
PAUSE = dt.timedelta(seconds=60)  # for which nobody else knocks then
log = logging.getLogger(__name__)


def deliver(*only: str) -> int:
    """Send what waits on these channels (all unless told); returns how many went out."""
    route()
    gather()
    return sum(_round(channel) for channel in only or Channel.values)


def _round(channel: str) -> int:
    end, sent = monotonic() + ROUND, 0
    while monotonic() < end and not _at_its_pace(channel):
        delivery = take(channel)
        if delivery is None:
            break
        began = monotonic()
        gone = _send(delivery)
        sent += gone is True
        if gone is None and monotonic() - began > SLOW:
            _pause(channel)
            break
    return sent


@transaction.atomic
def take(channel: str) -> Delivery | None:
    """The next delivery of ``channel``, ours until its lease ends; None when nothing is due."""
    now = clock.now()
    free = Q(taken_until=None) | Q(taken_until__lte=now)
    waiting = Delivery.objects.filter(
        free, channel=channel, outcome=Outcome.WAITING, due_at__lte=now
    )
    locked = waiting.select_for_update(skip_locked=True, of=("self",))
    delivery = locked.select_related("recipient", "message").order_by("due_at", "id").first()
    if delivery is not None:
        delivery.attempts += 1
        delivery.taken_until = now + LEASE[Channel(channel)]
        delivery.save(update_fields=["attempts", "taken_until"])
    return delivery


def _send(delivery: Delivery) -> bool | None:
    """True: it went out. False: there was nobody to send to. None: it failed."""
    if delivery.attempts > MOST_ATTEMPTS:  # its workers died each time
        _record(delivery, outcome=Outcome.FAILED, error="WORKER LOST")
        return False
    try:
        gone = channels.send(delivery)
    except Exception as error:  # whatever it is, it must not hold up everybody else's mail
        _failed(delivery, error)
        return None
    _record(delivery, outcome=Outcome.SENT if gone else Outcome.DROPPED, error="")
    return gone


def _failed(delivery: Delivery, error: Exception) -> None:
    about = _code_of(error)
    if not isinstance(
        error, OSError
    ):  # SMTP, files and calls fail; anything else is a bug: show it
        log.error("delivery %s cannot be sent: %s", delivery.pk, about)
    if delivery.attempts >= MOST_ATTEMPTS:
        _record(delivery, outcome=Outcome.FAILED, error=about[:60])
        return
    later = clock.now() + dt.timedelta(seconds=10 * 2**delivery.attempts)
    _record(delivery, outcome=Outcome.WAITING, error=about[:60], due_at=later)


def _code_of(error: Exception) -> str:
    """What may be kept of an error: a code or its class, never its words."""
    if isinstance(error, NotTaken):
        return error.code
    if isinstance(error, SMTPResponseException):
        return f"SMTP {error.smtp_code}"
    return type(error).__name__


def _record(delivery: Delivery, *, outcome: str, **facts: object) -> None:
    """Write the end, if it is still ours: whoever was too slow has been overtaken."""
    ours = Delivery.objects.filter(
        pk=delivery.pk, taken_until=delivery.taken_until, outcome=Outcome.WAITING
    )
    ended = None if outcome == Outcome.WAITING else clock.now()
    ours.update(outcome=outcome, ended_at=ended, taken_until=None, **facts)


def _pause(channel: str) -> None:
    later = clock.now() + PAUSE
    waiting = Delivery.objects.filter(channel=channel, outcome=Outcome.WAITING, taken_until=None)
    waiting.filter(due_at__lt=later).update(due_at=later)


def _at_its_pace(channel: str) -> bool:
    """Robots refuse, and 钉钉 locks out for ten minutes, who says more than twenty things a minute."""
    most = settings.NOTICE_WEBHOOK["per_minute"]
    if channel != Channel.WEBHOOK or not most:
        return False
    since = clock.now() - dt.timedelta(minutes=1)
    lately = Delivery.objects.filter(channel=channel, outcome=Outcome.SENT, ended_at__gt=since)
    return lately.count() >= most
