"""Verbs of supervision: ``plan`` checkpoints, ``rectification`` of defects, ``unfit`` people,
``visits`` to paid workers, monthly ``reports``, ``claims`` for money of the contract."""

from .claims import begin_claim, check_measured, check_payment
from .escalation import escalate_late, escalate_refused
from .evidence import add_photos
from .log import Day, add_to_log, write_log
from .photos import keep_photo, photo_limits
from .plan import (
    SUPERVISING,
    Checkpoint,
    add_checkpoint,
    default_plan,
    move_checkpoint,
    open_plan,
    plan_checkpoints,
    rest_plan,
    resume_plan,
)
from .record import Shot, Submission, record_inspection, record_of
from .rectification import (
    close_inspection,
    demand_rectification,
    open_rectification,
    stamp_inspection,
)
from .reports import begin_report, freeze_report
from .spot import spot_check
from .unfit import sf2_check, sf2_of_batch
from .visits import Answer, begin_visits, correct_visit, judge_visits, record_visit

__all__ = [
    "SUPERVISING",
    "Answer",
    "Checkpoint",
    "Day",
    "Shot",
    "Submission",
    "add_checkpoint",
    "add_photos",
    "add_to_log",
    "begin_claim",
    "begin_report",
    "begin_visits",
    "check_measured",
    "check_payment",
    "close_inspection",
    "correct_visit",
    "default_plan",
    "demand_rectification",
    "escalate_late",
    "escalate_refused",
    "freeze_report",
    "judge_visits",
    "keep_photo",
    "move_checkpoint",
    "open_plan",
    "open_rectification",
    "photo_limits",
    "plan_checkpoints",
    "record_inspection",
    "record_of",
    "record_visit",
    "rest_plan",
    "resume_plan",
    "sf2_check",
    "sf2_of_batch",
    "spot_check",
    "stamp_inspection",
    "write_log",
]
