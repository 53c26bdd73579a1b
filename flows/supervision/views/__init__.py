"""Pages of supervision."""

from .checkpoints import add, checkpoints
from .claims import claims
from .inspect import inspect
from .log import log, logs
from .plan import move, spot
from .rectification import photos
from .reports import report_printed, reports
from .today import today
from .visits import begin_visit_round, visit, visit_round, visits

__all__ = [
    "add",
    "begin_visit_round",
    "checkpoints",
    "claims",
    "inspect",
    "log",
    "logs",
    "move",
    "photos",
    "report_printed",
    "reports",
    "spot",
    "today",
    "visit",
    "visit_round",
    "visits",
]
