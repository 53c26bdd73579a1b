"""Pay lines, receipts and notices of one project (L4–L7, L10–L15). Amounts in yuan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .counting import Offenders, every, offenders, one

LINES = """
  FROM flows_payrollline l
  JOIN flows_payrollbatch b ON b.id = l.batch_id AND b.project_id = %(project)s AND NOT b.care
  JOIN flows_engagement e ON e.id = l.engagement_id
  JOIN flows_worker w ON w.id = e.worker_id
"""
WHO = "SELECT e.id, w.name, w.id_last4"
OWN = "l.pay_method = 'CARD' AND replace(l.card_holder, ' ', '') = replace(w.name, ' ', '')"
EXCEPTED = """EXISTS (SELECT 1 FROM flows_payexception x
  WHERE x.line_id = l.id AND x.state = 'APPROVED' AND l.pay_method <> 'CARD')"""
UNPAID = """l.status NOT IN ('PAID', 'STRUCK') AND l.net > 0
   AND (b.state IN ('PAYING', 'RECONCILED', 'DONE')
        OR (b.month + interval '1 month')::date + %(cycle)s <= %(today)s)"""
PAID = f"""
SELECT coalesce(sum(l.net) FILTER (WHERE l.counts_as_relief), 0),
       count(*) FILTER (WHERE l.counts_as_relief),
       coalesce(sum(l.net), 0), coalesce(sum(l.net) FILTER (WHERE {OWN}), 0),
       max(l.paid_on - (b.month + interval '1 month' - interval '1 day')::date)
{LINES} WHERE l.status = 'PAID'
"""
NOT_OWN = f"{WHO} {LINES} WHERE l.status = 'PAID' AND NOT ({OWN}) AND NOT {EXCEPTED}"
EXCEPTIONS = f"SELECT count(*) {LINES} WHERE l.status = 'PAID' AND {EXCEPTED}"
LATE = f"""{WHO} {LINES} WHERE l.status = 'PAID'
   AND l.paid_on - (b.month + interval '1 month' - interval '1 day')::date > %(cycle)s"""
CLAIMED = f"""
SELECT count(*), count(*) FILTER (WHERE l.confirmed),
       coalesce(sum(abs(l.gross + l.adjustment - l.net)), 0)
{LINES} WHERE l.status <> 'STRUCK'
"""
UNCONFIRMED = f"{WHO} {LINES} WHERE l.status <> 'STRUCK' AND NOT l.confirmed"
# MATERIALIZED: added up once. Inlined, a database that has not yet counted its new rows may add
# everything up again for each person it joins.
DAYS = """
WITH worked AS (
  SELECT a.engagement_id, date_trunc('month', a.day)::date AS month, sum(a.portion) AS days
    FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
   WHERE a.live AND e.project_id = %(project)s GROUP BY 1, 2
), claimed AS (
  SELECT l.engagement_id, b.month, sum(l.days) AS days
    FROM flows_payrollline l JOIN flows_payrollbatch b ON b.id = l.batch_id
   WHERE b.project_id = %(project)s AND NOT b.care AND l.status <> 'STRUCK' GROUP BY 1, 2
), listed AS MATERIALIZED (
  SELECT DISTINCT b.month FROM flows_payrollbatch b JOIN flows_payrollline l ON l.batch_id = b.id
   WHERE b.project_id = %(project)s AND NOT b.care
), both_sides AS MATERIALIZED (
  SELECT engagement_id, month, coalesce(c.days, 0) - coalesce(w.days, 0) AS gap
    FROM claimed c FULL JOIN worked w USING (engagement_id, month)
   WHERE month IN (SELECT month FROM listed)
)
"""
GAP = DAYS + "SELECT coalesce(sum(abs(gap)), 0) FROM both_sides"
MISMATCHED = (
    DAYS
    + f"""{WHO} FROM both_sides g
  JOIN flows_engagement e ON e.id = g.engagement_id JOIN flows_worker w ON w.id = e.worker_id
 WHERE g.gap <> 0"""
)
GOT = """
WITH banked AS MATERIALIZED (
  SELECT r.line_id, sum(r.amount) AS amount FROM flows_bankreceipt r
   WHERE r.project_id = %(project)s AND r.line_id IS NOT NULL AND r.succeeded AND NOT r.reversed
   GROUP BY 1
), signed_for AS MATERIALIZED (
  SELECT DISTINCT x.line_id FROM flows_payexception x JOIN flows_attachment t
      ON t.paper = 'PayException' AND t.paper_id = x.id AND t.kind = '领款签收单'
   WHERE x.project_id = %(project)s AND x.state = 'APPROVED'
)
"""
AMOUNT = """coalesce(banked.amount, 0)
  + CASE WHEN signed_for.line_id IS NOT NULL AND l.pay_method <> 'CARD' THEN l.net ELSE 0 END"""
ANSWERED = f"""{LINES}
  LEFT JOIN banked ON banked.line_id = l.id LEFT JOIN signed_for ON signed_for.line_id = l.id
 WHERE (l.status IN ('PAID', 'BOUNCED') OR (l.status = 'SENT' AND b.state <> 'PAYING'))
   AND {AMOUNT} <> l.net"""
DIFFERENCE = f"{GOT} SELECT coalesce(sum(abs(l.net - ({AMOUNT}))), 0) {ANSWERED}"
STRAY = """
SELECT count(*), coalesce(sum(amount), 0) FROM flows_bankreceipt
 WHERE project_id = %(project)s AND line_id IS NULL AND succeeded AND NOT reversed
"""
UNANSWERED = f"{GOT} {WHO} {ANSWERED}"
NOTICES = """
SELECT count(*), count(*) FILTER (WHERE n.ends_on - n.posted_on >= %(days)s AND n.photos >= %(photos)s)
  FROM flows_payrollbatch b LEFT JOIN flows_publicnotice n ON n.batch_id = b.id
 WHERE b.project_id = %(project)s AND NOT b.care
   AND b.state IN ('PUBLICIZED', 'REVIEWED', 'TOWN_OK', 'FILED', 'PAYING', 'RECONCILED', 'DONE')
"""
ARREARS = f"SELECT coalesce(sum(l.net), 0) {LINES} WHERE {UNPAID}"
COMPLAINTS = """
SELECT number FROM flows_complaint
 WHERE project_id = %(project)s AND state NOT IN ('SETTLED', 'DISMISSED') ORDER BY id
"""
OWED = f"{WHO} {LINES} WHERE {UNPAID}"


@dataclass(frozen=True)
class Limits:
    """The parameters the queries need: days of the pay cycle, days and photos of a notice."""

    cycle: int
    notice_days: int
    notice_photos: int


@dataclass(frozen=True)
class Pay:
    """Every total counts lines that are not struck out; ``paid`` what the bank has confirmed."""

    paid_relief: Decimal
    paid_relief_rows: int
    paid: Decimal
    paid_to_own_card: Decimal
    not_own_card: Offenders
    longest_wait: int | None
    late: Offenders
    lines: int
    confirmed: int
    unconfirmed: Offenders
    shortfall: Decimal
    day_gap: Decimal
    mismatched: Offenders
    receipt_gap: Decimal
    unanswered: Offenders
    stray_receipts: int
    months: int
    months_posted: int
    arrears: Decimal
    owed: Offenders
    exceptions: int = 0  # lines paid in cash or to a proxy with approved papers
    complaints: tuple[str, ...] = ()  # numbers of those that are open


def pay(project: Any, today: dt.date, limits: Limits) -> Pay:
    """Of ``project`` as of ``today``."""
    key = {"project": project.pk}
    due = key | {"cycle": limits.cycle, "today": today}
    relief, relief_rows, paid, own, wait = one(PAID, **key)
    lines, confirmed, shortfall = one(CLAIMED, **key)
    stray, stray_amount = one(STRAY, **key)
    months, posted = one(NOTICES, days=limits.notice_days, photos=limits.notice_photos, **key)
    return Pay(
        *(relief, relief_rows, paid, own),
        offenders(NOT_OWN, **key),
        wait,
        offenders(LATE, cycle=limits.cycle, **key),
        lines,
        confirmed,
        offenders(UNCONFIRMED, **key),
        shortfall,
        one(GAP, **key)[0],
        offenders(MISMATCHED, **key),
        one(DIFFERENCE, **key)[0] + stray_amount,
        offenders(UNANSWERED, **key),
        stray,
        months,
        posted,
        one(ARREARS, **due)[0],
        offenders(OWED, **due),
        one(EXCEPTIONS, **key)[0],
        tuple(number for (number,) in every(COMPLAINTS, **key)),
    )
