"""What payroll is judged on: ``pay`` (lines beside their attendance, a batch's standing),
``computed`` (what attendance and agreed rates come to)."""

from __future__ import annotations

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

__all__ = [
    "Due",
    "Line",
    "Notice",
    "Pay",
    "Standing",
    "Unpaid",
    "computed",
    "differences",
    "line_status",
    "notice",
    "of_batch",
    "pay_of",
    "standing",
]
