"""Verbs of labour: ``people`` (roster paper, what is due by the clock), ``roster`` and
``attendance`` (files taken in), ``survey`` (who would work), ``openings`` and ``matching`` (what
work there is, and for whom), ``filing`` (what files share), ``mandate`` (who acts), ``rollcall``, ``marks`` (what
stands of a month, and how it is corrected)."""

from .attendance import take_attendance
from .disclosing import record_export, reveal
from .filing import Filed, FileRefused, Taken
from .leaving import let_everybody_go
from .people import catch_up, open_roster, require_roster, verify_people
from .rollcall import Roll, take_roll
from .roster import take_roster
from .survey import agree_with_entries, take_survey

__all__ = [
    "FileRefused",
    "Filed",
    "Roll",
    "Taken",
    "agree_with_entries",
    "catch_up",
    "let_everybody_go",
    "open_roster",
    "record_export",
    "require_roster",
    "reveal",
    "take_attendance",
    "take_roll",
    "take_roster",
    "take_survey",
    "verify_people",
]
