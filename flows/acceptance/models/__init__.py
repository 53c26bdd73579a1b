"""The nouns of acceptance and handover."""

from .case import AcceptanceCase, ItemExplanation
from .committee import CommitteeMember, Interest, ItemReview
from .handover import Benefit, FollowUp, Handover
from .seal import Seal, SealPart

__all__ = [
    "AcceptanceCase",
    "Benefit",
    "CommitteeMember",
    "FollowUp",
    "Handover",
    "Interest",
    "ItemExplanation",
    "ItemReview",
    "Seal",
    "SealPart",
]
