"""Every room's nouns, in the order of the corridor."""

from flows.audit.models import Chain, Entry
from flows.engine.models import CalendarDay, CalendarYear, Parameter
from flows.desk.models import Copy, Incident, Phrase, Process, SavedFilter, Seat, Stop, Task
from flows.projects.models import Baseline, Fund, Guest, Project
from flows.documents.models import Attachment, Document
from flows.planning.models import PlanItem
from flows.intake.models import Intake
from flows.approval.models import ApprovalCase, ImplementationPlan, LabourSurvey
from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.labour.models import Attendance, Engagement, HandIn, Roster, Worker
from flows.payroll.models import (
    BankReceipt,
    FlagReview,
    PayrollBatch,
    PayrollLine,
    PublicNotice,
    StrikeRequest,
)
from flows.supervision.models import Inspection, Rectification
from flows.acceptance.models import (
    AcceptanceCase,
    CommitteeMember,
    Handover,
    ItemExplanation,
)

__all__ = [
    "AcceptanceCase",
    "ApprovalCase",
    "Attachment",
    "Attendance",
    "BankReceipt",
    "Baseline",
    "CalendarDay",
    "CalendarYear",
    "Chain",
    "CommitteeMember",
    "Contract",
    "Copy",
    "Document",
    "Engagement",
    "Entry",
    "FlagReview",
    "Fund",
    "FundingNotice",
    "Guest",
    "HandIn",
    "Handover",
    "ImplementationPlan",
    "Incident",
    "Inspection",
    "Intake",
    "ItemExplanation",
    "LabourSurvey",
    "Parameter",
    "PayrollBatch",
    "PayrollLine",
    "Phrase",
    "PlanItem",
    "Process",
    "Project",
    "PublicNotice",
    "Rectification",
    "Roster",
    "SavedFilter",
    "Seat",
    "StartReadiness",
    "Stop",
    "StrikeRequest",
    "Task",
    "Worker",
]
