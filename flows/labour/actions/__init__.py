"""Verbs of labour: ``people`` (roster paper, what is due by the clock), ``roster`` and
``attendance`` (files taken in), ``filing`` (what both of them share)."""

from .attendance import take_attendance
from .disclosing import record_export, reveal
from .filing import Filed, FileRefused, Taken
from .people import catch_up, open_roster, require_roster, verify_people
from .roster import take_roster

__all__ = [
    "FileRefused",
    "Filed",
    "Taken",
    "catch_up",
    "open_roster",
    "record_export",
    "require_roster",
    "reveal",
    "take_attendance",
    "take_roster",
    "verify_people",
]
