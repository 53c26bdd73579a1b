"""The nouns of supervision."""

from .catalogue import CHECKS, PARTS, Check, name_of
from .inspection import Inspection, Rectification
from .reports import MonthlyReport, PaymentClaim
from .site import Escalation, InspectionRecord, RecordItem, SiteLog, SitePhoto
from .visits import Visit, VisitRound

__all__ = [
    "CHECKS",
    "PARTS",
    "Check",
    "Escalation",
    "Inspection",
    "InspectionRecord",
    "MonthlyReport",
    "PaymentClaim",
    "RecordItem",
    "Rectification",
    "SiteLog",
    "SitePhoto",
    "Visit",
    "VisitRound",
    "name_of",
]
