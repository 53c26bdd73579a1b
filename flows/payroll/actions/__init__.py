"""Verbs of payroll: ``batch`` (a month opens, holds, is paid and ends), ``hand_in`` (the one way
in for files), ``timing`` (whether they belong here and now), ``pay`` and ``receipts`` (what they
write), ``strike``, ``flags``."""

from .batch import (
    finish_if_settled,
    keep_notice,
    open_batch,
    open_first_batch,
    open_next_batch,
    open_present_batch,
    send_cleared,
    settle_holds,
    settle_open_lines,
)
from .flags import flags, review_flag
from .hand_in import HandedIn, hand_in, read, receive, receive_ledger
from .strike import ask_strike, strike_line

__all__ = [
    "HandedIn",
    "ask_strike",
    "finish_if_settled",
    "flags",
    "hand_in",
    "keep_notice",
    "open_batch",
    "open_first_batch",
    "open_next_batch",
    "open_present_batch",
    "read",
    "receive",
    "receive_ledger",
    "review_flag",
    "send_cleared",
    "settle_holds",
    "settle_open_lines",
    "strike_line",
]
