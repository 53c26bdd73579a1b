"""Every room's nouns, in the order of the corridor."""

from flows.audit.models import Chain, Entry
from flows.engine.models import CalendarDay, CalendarYear, Parameter
from flows.desk.models import Process, Seat, Task
from flows.projects.models import Baseline, Fund, Guest, Project
from flows.documents.models import Attachment, Document
from flows.planning.models import PlanItem
from flows.approval.models import ApprovalCase, ImplementationPlan, LabourSurvey

__all__ = [
    "ApprovalCase",
    "Attachment",
    "Baseline",
    "CalendarDay",
    "CalendarYear",
    "Chain",
    "Document",
    "Entry",
    "Fund",
    "Guest",
    "ImplementationPlan",
    "LabourSurvey",
    "Parameter",
    "PlanItem",
    "Process",
    "Project",
    "Seat",
    "Task",
]
