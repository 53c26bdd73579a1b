"""What a complaint is judged on: its words, and how the pay it is about stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Pay comes after this room in the hall: it says here what is still unpaid of the person's month
# a complaint is about, in words, "" where nothing is (flows/payroll/figures/claims.py).
UNPAID: list[Callable[[Any], str]] = []
MONEY = ("欠薪", "金额有误")


@dataclass(frozen=True)
class Claim:
    """One complaint as its rules see it; ``unpaid`` says what of the month is not settled."""

    kind: str
    reply: str
    unpaid: str = ""


def claim(complaint: Any) -> Claim:
    """The facts of ``complaint``; pay is asked only where it names a person and a month."""
    named = complaint.kind in MONEY and complaint.engagement_id and complaint.month
    unpaid = "".join(ask(complaint) for ask in UNPAID) if named else ""
    return Claim(complaint.kind, complaint.reply, unpaid)
