"""Verbs of change, stop and end."""

from .closure import end_project, refuse_closure, stop_for_settlement
from .suspension import order_stop, resume_project

__all__ = [
    "end_project",
    "order_stop",
    "refuse_closure",
    "resume_project",
    "stop_for_settlement",
]
