"""Celery: what the calendar asks of acceptance. All verbs may run twice."""

from __future__ import annotations

from celery import shared_task

from .actions.follow_up import open_due_follow_ups
from .actions.outside import close_accounts


@shared_task(name="acceptance.daily")
def daily() -> int:
    """Close accounts that have ended, open this year's follow-ups; how many of both."""
    return close_accounts() + open_due_follow_ups()
