"""The one clock. Nothing else in the house asks the operating system for the time.

A project in a demo state may run on a simulated clock. It belongs to the project's chain and
only moves forward; entries keep ``written_at`` from the database beside it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

if TYPE_CHECKING:
    from flows.audit.models import Chain

WORKING_HOUR = dt.timedelta(hours=1)
OPENS_AT, CLOSES_AT = dt.time(9), dt.time(17)


class ClockError(Exception):
    """模拟时钟只能用于演示环境，并且只能向前。"""


def now(chain: Chain | None = None) -> dt.datetime:
    """The present of ``chain``'s project (aware, Asia/Shanghai); the real one without a chain."""
    if chain is not None and chain.simulated_at is not None:
        return timezone.localtime(chain.simulated_at)
    return timezone.localtime(timezone.now())


def today(chain: Chain | None = None) -> dt.date:
    return now(chain).date()


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """``day`` at ``hour`` o'clock, aware."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def simulate(chain: Chain, moment: dt.datetime) -> None:
    """Move the simulated clock of ``chain`` to ``moment``; earlier moments change nothing.

    A project that already has a history in real time cannot be sent back before it.
    """
    if not settings.YGDZ_DEMO_STATE:
        raise ClockError("正式环境不能使用模拟时钟。")
    fresh = chain.simulated_at is None and chain.sequence == 0
    if not fresh and moment <= now(chain):
        return
    # In one statement: of two who move the clock at once, the later moment stays.
    rows = type(chain).objects.filter(pk=chain.pk)
    rows.update(simulated_at=Greatest("simulated_at", Value(moment)))
    chain.refresh_from_db(fields=["simulated_at"])


def tick(chain: Chain) -> None:
    """One working hour passes in a simulated project (a move was made on a page)."""
    if chain.simulated_at is None:
        return
    later = now(chain) + WORKING_HOUR
    if later.time() >= CLOSES_AT or later.date() != today(chain):
        later = at(today(chain) + dt.timedelta(days=1), OPENS_AT.hour)
    elif later.time() < OPENS_AT:
        later = at(today(chain), OPENS_AT.hour)
    simulate(chain, later)
