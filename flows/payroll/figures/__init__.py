"""What payroll is judged on: ``pay`` (lines beside their attendance, a batch's standing),
``computed`` (what attendance and agreed rates come to), ``site`` (sheets unlike the roll call)."""

from __future__ import annotations

from .claims import unpaid
from .computed import Due, computed, differences
from .pay import (
    Line,
    Notice,
    Pay,
    Standing,
    Unpaid,
    line_status,
    notice,
    of_batch,
    pay_of,
    standing,
)
from .site import Cell, StoppedWork, Unlike, stopped_work, unlike_site

__all__ = [
    "Cell",
    "Due",
    "Line",
    "Notice",
    "Pay",
    "Standing",
    "StoppedWork",
    "Unlike",
    "Unpaid",
    "computed",
    "differences",
    "line_status",
    "notice",
    "of_batch",
    "pay_of",
    "standing",
    "stopped_work",
    "unlike_site",
    "unpaid",
]
