"""The nouns of supervision."""

from .catalogue import CHECKS, PARTS, Check, name_of
from .inspection import Inspection, Rectification
from .items import items_of
from .reports import MonthlyReport, PaymentClaim
from .site import Escalation, InspectionRecord, RecordItem, SiteLog, SitePhoto
from .templates import TEMPLATES, Line, When, lines_of
from .visits import Visit, VisitRound

__all__ = [
    "CHECKS",
    "PARTS",
    "TEMPLATES",
    "Check",
    "Escalation",
    "Inspection",
    "InspectionRecord",
    "Line",
    "MonthlyReport",
    "PaymentClaim",
    "RecordItem",
    "Rectification",
    "SiteLog",
    "SitePhoto",
    "Visit",
    "VisitRound",
    "When",
    "items_of",
    "lines_of",
    "name_of",
]
