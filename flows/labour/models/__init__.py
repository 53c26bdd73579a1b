"""Nouns of labour: ``people`` (Worker, Roster, Engagement), ``attendance`` (HandIn, RollCall,
Attendance), ``survey`` (SurveyEntry, Opening), ``agreements``, ``training``, ``disclosure``, ``words``."""

from __future__ import annotations

from .agreements import Renewal, RenewalRecord
from .attendance import Attendance, HandIn, RollCall
from .disclosure import Disclosure, DisclosureKind
from .people import AgreementKind, Category, Engagement, Roster, Scope, Worker
from .survey import Link, Opening, SurveyEntry
from .training import Briefing, BriefingRecord, Training, TrainingKind, TrainingRecord
from .words import HeadingWord

__all__ = [
    "AgreementKind",
    "Attendance",
    "Briefing",
    "BriefingRecord",
    "Category",
    "Disclosure",
    "DisclosureKind",
    "Engagement",
    "HandIn",
    "HeadingWord",
    "Link",
    "Opening",
    "Renewal",
    "RenewalRecord",
    "RollCall",
    "Roster",
    "Scope",
    "SurveyEntry",
    "Training",
    "TrainingKind",
    "TrainingRecord",
    "Worker",
]
