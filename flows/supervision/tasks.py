"""Celery: look at the days of rectifications. It may run twice."""

from __future__ import annotations

from celery import shared_task

from .actions import escalate_late


@shared_task(name="supervision.escalate")
def escalate() -> int:
    """Tell of late rectifications one level up; how many."""
    return escalate_late()
