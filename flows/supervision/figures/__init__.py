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

__all__ = [
    "Defect",
    "OpenDefects",
    "Recheckers",
    "Repeat",
    "Repeats",
    "open_defects",
    "recheck_post",
    "recheckers",
    "repeated_photos",
    "telling_defects",
    "unfit",
]
