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

__all__ = [
    "Defect",
    "OpenDefects",
    "Recheckers",
    "open_defects",
    "recheck_post",
    "recheckers",
    "telling_defects",
    "unfit",
]
