"""Celery: the message says only which job; what it is stands in PostgreSQL and on the shelf."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from .actions import jobs
from .actions.scans import keep_stale_flags


@shared_task(name="payroll.import_job")
def import_job(pk: int) -> bool:
    """Work on one job; running twice does no harm (it is leased)."""
    return jobs.work_on(pk)


@shared_task(name="payroll.imports")
def imports() -> int:
    """Work on jobs that nobody has: their message was lost, or their worker died."""
    return sum(jobs.work_on(pk) for pk in jobs.waiting())


def announce(pk: int) -> None:
    """Tell the queue after the transaction. No broker, no matter: beat looks for waiting jobs."""

    def tell() -> None:
        try:
            import_job.delay(pk)
        except (OperationalError, OSError):
            return

    transaction.on_commit(tell)


@shared_task(name="payroll.keep_flags")
def keep_flags() -> int:
    """Compute anew the flags of every project whose trail, day or neighbours have moved on."""
    return keep_stale_flags()
