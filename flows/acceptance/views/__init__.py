"""Pages of acceptance: the case with its checklist, the rows behind an item, the committee and its
members, the summary; the handover, its benefits and the years after it."""

from . import (
    benefits,
    case,
    committee,
    follow_up,
    handover,
    items,
    members,
    review,
    seal,
    summary,
)

__all__ = [
    "benefits",
    "case",
    "committee",
    "follow_up",
    "handover",
    "items",
    "members",
    "review",
    "seal",
    "summary",
]
