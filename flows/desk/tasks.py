"""Celery: look at the days and at the incidents. Both verbs may run twice."""

from __future__ import annotations

from celery import shared_task

from .watch import look_again, look_for_nobody, watch


@shared_task(name="desk.watch")
def watch_desk() -> int:
    """Remind, escalate, and close what has been solved; how many seats were urged."""
    look_again()
    look_for_nobody()
    return watch()
