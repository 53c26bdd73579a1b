"""Celery: keep the flags of every project fresh. Ids only; each may run twice."""

from __future__ import annotations

from celery import shared_task

from .actions.scans import keep_stale_flags


@shared_task(name="payroll.keep_flags")
def keep_flags() -> int:
    """Compute anew the flags of every project whose trail, day or neighbours have moved on."""
    return keep_stale_flags()
