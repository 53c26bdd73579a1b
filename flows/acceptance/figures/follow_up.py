"""What a year's follow-up is compared with: the promise of upkeep, and who was kept on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .counting import one

UPKEEP = """
SELECT coalesce((SELECT b.posts FROM flows_baseline b WHERE b.project_id = %(project)s
                  ORDER BY b.number DESC LIMIT 1), 0),
       h.posts_on_duty, h.annual_fund, h.body,
       (SELECT count(*) FROM flows_engagement e
         WHERE e.project_id = %(project)s AND e.state = 'RETAINED'),
       (SELECT coalesce(sum(l.net), 0) FROM flows_payrollline l
          JOIN flows_payrollbatch b ON b.id = l.batch_id
         WHERE b.project_id = %(project)s AND b.care AND l.status = 'PAID'
           AND extract(year FROM b.month) = %(year)s)
  FROM flows_handover h WHERE h.id = %(handover)s
"""


@dataclass(frozen=True)
class Upkeep:
    """``posts_promised`` by the approval, ``posts_settled`` and ``fund`` by the handover;
    ``retained``: people of the works kept on by the roster; ``paid`` to them in the year, yuan."""

    posts_promised: int
    posts_settled: int | None
    fund: Decimal | None
    body: str
    retained: int
    paid: Decimal
    # As filled in:
    in_use: bool | None
    body_active: bool | None
    fund_spent: Decimal | None
    posts_on_duty: int | None
    retained_said: int | None
    findings: str
    measures: str


def upkeep(paper: Any) -> Upkeep:
    key = {"project": paper.project_id, "handover": paper.handover_id, "year": paper.year}
    promised, settled, fund, body, retained, paid = one(UPKEEP, **key)
    return Upkeep(
        promised,
        settled,
        fund,
        body,
        retained,
        paid,
        paper.in_use,
        paper.body_active,
        paper.fund_spent,
        paper.posts_on_duty,
        paper.retained,
        paper.findings.strip(),
        paper.measures.strip(),
    )
