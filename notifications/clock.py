"""The machine's time. When a notice went out or was read is part of no project's history, and
notifications may not know the engine (import-linter): the one exception to engine/clock.py."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present, aware, in Asia/Shanghai."""
    return timezone.localtime(timezone.now())
