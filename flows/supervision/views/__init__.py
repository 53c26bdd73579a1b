"""Pages of supervision."""

from .checkpoints import add, checkpoints
from .claims import claims
from .reports import report_printed, reports
from .visits import begin_visit_round, visit, visit_round, visits

__all__ = [
    "add",
    "begin_visit_round",
    "checkpoints",
    "claims",
    "report_printed",
    "reports",
    "visit",
    "visit_round",
    "visits",
]
