"""What holds supervision's papers back."""

from .defects import month_reached, no_open_defect, recheck_possible

__all__ = ["month_reached", "no_open_defect", "recheck_possible"]
