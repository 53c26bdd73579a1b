"""What a claim for money is judged on: the contract price, other claims, and what holds money back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from flows.desk.models import Seat

PRICE = "SELECT price FROM flows_contract WHERE project_id = %s ORDER BY id DESC LIMIT 1"
# 在途的按申请或签认金额算：两笔申请不能各自都占用同一笔合同价。
COMMITTED = """
SELECT coalesce(sum(coalesce(c.measured, c.amount)), 0) FROM flows_paymentclaim c
 WHERE c.project_id = %s AND c.id IS DISTINCT FROM %s AND c.state <> 'DRAFTING'
"""
LABOUR_PAID = """
SELECT EXISTS (SELECT 1 FROM flows_paymentclaim c
 WHERE c.project_id = %s AND c.month = %s AND c.kind = 'LABOUR' AND c.state = 'PAID')
"""
HOLDS = """
SELECT r.number, r.code, r.measure, (r.created_at AT TIME ZONE 'Asia/Shanghai')::date
  FROM flows_rectification r
 WHERE r.project_id = %s AND r.state <> 'CLOSED' AND r.measure IN ('HOLD', 'STOP')
 ORDER BY r.number
"""
VOUCHER = """
SELECT c.number FROM flows_paymentclaim c
 WHERE c.project_id = %s AND c.id <> %s AND c.voucher = %s AND c.state = 'PAID' LIMIT 1
"""
TOTALS = """
SELECT count(*),
       coalesce(sum(amount), 0), coalesce(sum(measured) FILTER (WHERE state <> 'DRAFTING'), 0),
       coalesce(sum(measured) FILTER (WHERE state = 'PAID'), 0),
       coalesce(sum(measured) FILTER (WHERE state = 'PAID' AND kind = 'LABOUR'), 0)
  FROM flows_paymentclaim WHERE project_id = %s
"""


@dataclass(frozen=True)
class Hold:
    """An open rectification that holds money of the works: its number, check, measure, since when."""

    number: int
    code: str
    measure: str
    since: dt.date


@dataclass(frozen=True)
class ClaimStanding:
    """One claim beside all others of its project; yuan. ``price`` None: no contract is registered.

    ``committed`` counts what others have claimed, or where measured what was measured, from the
    day they are handed in until they are paid.
    """

    number: int
    works: bool
    month: dt.date
    own: Decimal
    price: Decimal | None
    committed: Decimal
    holds: tuple[Hold, ...]
    labour_paid: bool

    @property
    def left(self) -> Decimal:
        """What of the contract price nobody else has claimed."""
        return (self.price or Decimal(0)) - self.committed


@dataclass(frozen=True)
class ClaimTotals:
    """All claims of a project, yuan."""

    claims: int
    claimed: Decimal
    measured: Decimal
    paid: Decimal
    labour_paid: Decimal
    price: Decimal | None


def price_of(project: Any) -> Decimal | None:
    found = _rows(PRICE, [project.pk])
    return found[0][0] if found else None


def holds_of(project: Any) -> tuple[Hold, ...]:
    """Open rectifications with 暂停拨付 or 停工, by number."""
    return tuple(Hold(*row) for row in _rows(HOLDS, [project.pk]))


def claim_standing(claim: Any) -> ClaimStanding:
    project, works = claim.project, claim.kind == "WORKS"
    return ClaimStanding(
        claim.number,
        works,
        claim.month,
        claim.amount if claim.measured is None else claim.measured,
        price_of(project),
        _rows(COMMITTED, [project.pk, claim.pk])[0][0],
        holds_of(project) if works else (),
        not works or _rows(LABOUR_PAID, [project.pk, claim.month])[0][0],
    )


def claim_totals(project: Any) -> ClaimTotals:
    return ClaimTotals(*(*_rows(TOTALS, [project.pk])[0], price_of(project)))


def same_voucher(claim: Any, voucher: str) -> int | None:
    """The number of another paid claim of the project with ``voucher``; None where there is none."""
    found = _rows(VOUCHER, [claim.project_id, claim.pk, voucher])
    return found[0][0] if found else None


def approved_at(claim: Any) -> dt.datetime | None:
    """When the owner agreed to ``claim`` (its last approval)."""
    found = Seat.objects.filter(
        paper="PaymentClaim", paper_id=claim.pk, step="approve", state="agreed"
    ).order_by("-decided_at")
    return found.values_list("decided_at", flat=True).first()


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
