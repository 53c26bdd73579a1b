"""Nouns of payroll: ``batch`` (months and lines), ``confirmation``, ``bank``, ``receipts``,
``exceptions``, ``flags``, ``jobs``."""

from __future__ import annotations

from .bank import BankFile, BankLayout
from .batch import PayrollBatch, PayrollLine, PublicNotice, StrikeRequest
from .confirmation import Confirmation, WorkerLink, WrongFactor, digest_of
from .exceptions import PayException
from .flags import FlagReview, FlagScan, RaisedFlag
from .jobs import ImportJob
from .receipts import BankReceipt

__all__ = [
    "BankFile",
    "BankLayout",
    "BankReceipt",
    "Confirmation",
    "FlagReview",
    "FlagScan",
    "ImportJob",
    "PayException",
    "PayrollBatch",
    "PayrollLine",
    "PublicNotice",
    "RaisedFlag",
    "StrikeRequest",
    "WorkerLink",
    "WrongFactor",
    "digest_of",
]
