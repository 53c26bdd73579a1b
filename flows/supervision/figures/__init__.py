"""What supervision is judged on."""

from .defects import (
    Defect,
    OpenDefects,
    Recheckers,
    open_defects,
    recheck_post,
    recheckers,
    telling_defects,
    unfit,
)
from .photos import Repeat, Repeats, repeated_photos
from .plan import Missed, Waiting, missed, waiting_before
from .records import Answer, OnSite, Recorded, on_roll, recorded
from .rectification import Shown, shown

__all__ = [
    "Answer",
    "Defect",
    "Missed",
    "OnSite",
    "OpenDefects",
    "Recheckers",
    "Recorded",
    "Repeat",
    "Repeats",
    "Shown",
    "Waiting",
    "missed",
    "on_roll",
    "open_defects",
    "recheck_post",
    "recheckers",
    "recorded",
    "repeated_photos",
    "shown",
    "telling_defects",
    "unfit",
    "waiting_before",
]
