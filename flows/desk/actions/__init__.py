"""What may be done with a seat beside signing it: taken, passed on, added to, stopped, hurried."""

from .adding import add_seat, drop_seat
from .claims import CLAIMS, claim, one_move, release
from .ending import lay_down
from .passing import delegate, hand_over, recuse, transfer
from .pausing import pause, resume
from .reading import copy, remind
from .taking import reseat, take_back

__all__ = [
    "CLAIMS",
    "add_seat",
    "claim",
    "copy",
    "delegate",
    "drop_seat",
    "hand_over",
    "lay_down",
    "one_move",
    "pause",
    "recuse",
    "release",
    "remind",
    "reseat",
    "resume",
    "take_back",
    "transfer",
]
