"""Verbs of change, stop and end."""

from .change import close_change, open_change, settle_change
from .closure import end_project, refuse_closure, start, stop_for_settlement
from .suspension import order, order_stop, resume_project, stop_for_defect

__all__ = [
    "close_change",
    "end_project",
    "open_change",
    "order",
    "order_stop",
    "refuse_closure",
    "resume_project",
    "settle_change",
    "start",
    "stop_for_defect",
    "stop_for_settlement",
]
