"""Verbs of change, stop and end."""

from .change import close_change, open_change, settle_change
from .closure import end_project, refuse_closure, stop_for_settlement
from .suspension import order_stop, resume_project

__all__ = [
    "close_change",
    "end_project",
    "open_change",
    "order_stop",
    "refuse_closure",
    "resume_project",
    "settle_change",
    "stop_for_settlement",
]
