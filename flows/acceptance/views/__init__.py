"""Pages of acceptance: the case with its checklist, the rows behind an item, the committee."""

from . import case, committee, handover, items

__all__ = ["case", "committee", "handover", "items"]
