"""Celery: the message says only “look at the outbox”; the truth is in PostgreSQL."""

from __future__ import annotations

from celery import shared_task

from .send import deliver


@shared_task(name="notifications.deliver")
def deliver_outbox(*channels: str) -> int:
    """Deliver on ``channels`` (all unless told). Beat calls it every few seconds for each of them,
    so that one that hangs does not hold up the others; running twice does no harm."""
    return deliver(*channels)
