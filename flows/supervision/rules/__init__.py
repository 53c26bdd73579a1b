"""What holds supervision's papers back."""

from .defects import month_reached, no_open_defect, recheck_possible
from .photos import photo_repeated
from .plan import at_work, earlier_signed, never_inspected, was_reported
from .record import head_grade, heads, record, recorded
from .rectification import photographed

__all__ = [
    "at_work",
    "earlier_signed",
    "head_grade",
    "heads",
    "month_reached",
    "never_inspected",
    "no_open_defect",
    "photo_repeated",
    "photographed",
    "recheck_possible",
    "record",
    "recorded",
    "was_reported",
]
