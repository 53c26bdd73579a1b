"""The machines of supervision: a check, what it finds, call-backs, the month's report, claims."""

from .claims import ClaimKind, ClaimMachine, ClaimState
from .inspection import (
    InspectionMachine,
    InspectionState,
    Measure,
    Origin,
    RectificationMachine,
    RectificationState,
    Severity,
    Verdict,
)
from .posts import SUPERVISING, SURPRISING, may_alter, may_surprise, seat_on_site, supervises
from .reports import ReportMachine, ReportState
from .visits import VisitMethod, VisitRoundMachine, VisitRoundState

__all__ = [
    "SUPERVISING",
    "SURPRISING",
    "ClaimKind",
    "ClaimMachine",
    "ClaimState",
    "InspectionMachine",
    "InspectionState",
    "Measure",
    "Origin",
    "RectificationMachine",
    "RectificationState",
    "ReportMachine",
    "ReportState",
    "Severity",
    "Verdict",
    "VisitMethod",
    "VisitRoundMachine",
    "VisitRoundState",
    "may_alter",
    "may_surprise",
    "seat_on_site",
    "supervises",
]
