"""Celery: the message says only “look at the outbox”; the truth is in PostgreSQL."""

from __future__ import annotations

from celery import shared_task

from .send import deliver


@shared_task(name="notifications.deliver")
def deliver_outbox() -> int:
    """Deliver the outbox. Beat calls it every few seconds; running twice does no harm."""
    return deliver()
