"""Verbs of supervision: ``plan`` checkpoints, ``rectification`` of defects, ``unfit`` people."""

from .photos import keep_photo
from .plan import SUPERVISING, Checkpoint, add_checkpoint, default_plan, open_plan, plan_checkpoints
from .rectification import (
    close_inspection,
    demand_rectification,
    open_rectification,
    stamp_inspection,
)
from .unfit import sf2_check, sf2_of_batch

__all__ = [
    "SUPERVISING",
    "Checkpoint",
    "add_checkpoint",
    "close_inspection",
    "default_plan",
    "demand_rectification",
    "keep_photo",
    "open_plan",
    "open_rectification",
    "plan_checkpoints",
    "sf2_check",
    "sf2_of_batch",
    "stamp_inspection",
]
