"""What an early end is judged on: what is still owed, to how many people, and where the money is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.projects.standstill import tells_of_freeze
from flows.projects.states import Stage

from .suspension import _rows

OWED = """
SELECT b.id, b.month, count(DISTINCT l.engagement_id), sum(l.net)
  FROM flows_payrollline l JOIN flows_payrollbatch b ON b.id = l.batch_id
 WHERE b.project_id = %(project)s AND l.status NOT IN ('PAID', 'STRUCK')
 GROUP BY b.id, b.month ORDER BY b.month
"""
UNLISTED = """
SELECT date_trunc('month', a.day)::date, count(DISTINCT e.id), sum(a.portion)
  FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
 WHERE e.project_id = %(project)s AND a.live AND e.counts_as_relief
   AND NOT EXISTS (
     SELECT 1 FROM flows_payrollline l JOIN flows_payrollbatch b ON b.id = l.batch_id
      WHERE l.engagement_id = e.id AND b.month = date_trunc('month', a.day)::date)
 GROUP BY 1 HAVING sum(a.portion) > 0 ORDER BY 1
"""
BATCHES = """
SELECT b.id, b.month FROM flows_payrollbatch b
 WHERE b.project_id = %(project)s AND b.state NOT IN ('DONE', 'VOID')
   AND EXISTS (SELECT 1 FROM flows_payrollline l WHERE l.batch_id = b.id)
 ORDER BY b.month
"""
COMPLAINTS = """
SELECT id, number, kind FROM flows_complaint
 WHERE project_id = %(project)s AND state NOT IN ('SETTLED', 'DISMISSED') AND kind <> '其他'
 ORDER BY id
"""
CLAIMS = """
SELECT id, number, kind, coalesce(measured, amount) FROM flows_paymentclaim
 WHERE project_id = %(project)s AND state <> 'PAID' ORDER BY number
"""
PAID = """
SELECT coalesce(sum(l.net), 0)
  FROM flows_payrollline l JOIN flows_payrollbatch b ON b.id = l.batch_id
 WHERE b.project_id = %(project)s AND l.status = 'PAID'
"""
FORWARDED = """
SELECT coalesce(sum(amount), 0) FROM flows_fundingnotice
 WHERE project_id = %(project)s AND state = 'FORWARDED'
"""
FUNDS = "SELECT coalesce(sum(amount), 0) FROM flows_fund WHERE project_id = %(project)s"
DECIDED = """
SELECT decided_on FROM flows_closure
 WHERE project_id = %(project)s AND state IN ('SETTLING', 'RECOVERING', 'ENDED')
"""
CLAIM_KINDS = {"WORKS": "工程进度款", "LABOUR": "人工费用"}


@dataclass(frozen=True)
class Owed:
    """One month that is not paid out: people and yuan; ``batch`` None where it was never listed,
    then ``days`` are worked days without pay line."""

    month: dt.date
    people: int
    amount: Decimal = Decimal(0)
    batch: int | None = None
    days: Decimal = Decimal(0)


@dataclass(frozen=True)
class Left:
    """Another paper about money that is still open: its kind of paper, key and name; yuan."""

    kind: str
    paper: int
    name: str
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Settlement:
    """Everything that stands between a project and its end."""

    owed: tuple[Owed, ...] = ()
    batches: tuple[Left, ...] = ()
    complaints: tuple[Left, ...] = ()
    claims: tuple[Left, ...] = ()

    @property
    def amount(self) -> Decimal:
        return sum((each.amount for each in self.owed), Decimal(0))

    @property
    def clear(self) -> bool:
        return not (self.owed or self.batches or self.complaints or self.claims)


@dataclass(frozen=True)
class Money:
    """What the settlement states, beside what the system knows. Yuan; None is not filled in."""

    disbursed: Decimal | None
    spent: Decimal | None
    recovered: Decimal | None
    voucher: str
    forwarded: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


def settlement(paper: Any) -> Settlement:
    """Of ``paper``'s project: five statements."""
    key = {"project": paper.project_id}
    owed = [Owed(month, who, yuan, batch) for batch, month, who, yuan in _rows(OWED, key)]
    owed += [Owed(month, who, days=days) for month, who, days in _rows(UNLISTED, key)]
    return Settlement(
        tuple(owed),
        tuple(Left("PayrollBatch", pk, f"{m:%Y年%-m月}劳务报酬") for pk, m in _rows(BATCHES, key)),
        tuple(Left("Complaint", pk, f"投诉 {n}（{k}）") for pk, n, k in _rows(COMPLAINTS, key)),
        tuple(
            Left(
                "PaymentClaim", pk, f"支付申请第 {number} 次（{CLAIM_KINDS.get(kind, kind)}）", yuan
            )
            for pk, number, kind, yuan in _rows(CLAIMS, key)
        ),
    )


def money(closure: Any) -> Money:
    """A project entered late has no notice of its own: all its funds were there before."""
    key = {"project": closure.project_id}
    late = closure.project.came_in_past(Stage.FUNDED)
    return Money(
        closure.disbursed,
        closure.spent,
        closure.recovered,
        closure.voucher,
        _rows(FUNDS if late else FORWARDED, key)[0][0],
        _rows(PAID, key)[0][0],
    )


@tells_of_freeze
def frozen_on(project: Any) -> dt.date | None:
    """The day an early end was decided: nobody works after it."""
    for row in _rows(DECIDED, {"project": project.pk}):
        return row[0]  # type: ignore[no-any-return]
    return None
