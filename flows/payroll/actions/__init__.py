"""Verbs of payroll: ``batch`` (a month opens, holds, is paid and ends), ``hand_in`` (the one way
in for files), ``timing`` (whether they belong here and now), ``pay`` and ``receipts`` (what they
write), ``strike``, ``flags``, ``presence`` (roll call, correction, lock), ``compute`` (lines from attendance)."""

from .batch import (
    finish_if_settled,
    open_batch,
    open_first_batch,
    open_next_batch,
    open_present_batch,
    send_cleared,
    settle_holds,
    settle_open_lines,
)
from .compute import Computed, compute_lines
from .exceptions import ask_exception, record_cash_payment, use_exception
from .flags import flags, review_flag
from .hand_in import HandedIn, hand_in, read, receive, receive_ledger
from .notice import keep_notice
from .objections import run_notice_again
from .presence import call_roll, lock_attendance, may_call, reverse_attendance
from .strike import ask_strike, strike_line

__all__ = [
    "Computed",
    "HandedIn",
    "ask_exception",
    "ask_strike",
    "call_roll",
    "compute_lines",
    "finish_if_settled",
    "flags",
    "hand_in",
    "keep_notice",
    "lock_attendance",
    "may_call",
    "open_batch",
    "open_first_batch",
    "open_next_batch",
    "open_present_batch",
    "read",
    "receive",
    "receive_ledger",
    "record_cash_payment",
    "reverse_attendance",
    "review_flag",
    "run_notice_again",
    "send_cleared",
    "settle_holds",
    "settle_open_lines",
    "strike_line",
    "use_exception",
]
