"""What a monthly report says of its month: money, labour, supervision, against which baseline."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from flows.engine.parameters import Parameters
from flows.payroll.figures import arrears as owed
from flows.projects.standstill import stopped_days

from .claims import price_of
from .visits import unvisited

# One statement a room; every amount is yuan, every day is counted up to and with ``until``.
FUNDS = """
SELECT (SELECT sum(n.amount) FROM flows_fundingnotice n
         WHERE n.project_id = %(project)s AND n.forwarded_on <= %(until)s),
       coalesce(sum(c.measured) FILTER (WHERE c.paid_on >= %(month)s), 0),
       coalesce(sum(c.measured), 0),
       coalesce(sum(c.measured) FILTER (WHERE c.kind = 'LABOUR'), 0)
  FROM flows_paymentclaim c
 WHERE c.project_id = %(project)s AND c.state = 'PAID' AND c.paid_on <= %(until)s
"""
PRESENT = """
SELECT count(DISTINCT e.id) FILTER (WHERE a.day >= %(month)s),
       coalesce(sum(a.portion) FILTER (WHERE a.day >= %(month)s), 0),
       count(DISTINCT e.id) FILTER (WHERE a.day >= %(month)s AND e.priority_tag <> ''),
       count(DISTINCT e.id), coalesce(sum(a.portion), 0),
       count(DISTINCT e.id) FILTER (WHERE e.priority_tag <> '')
  FROM flows_engagement e JOIN flows_attendance a ON a.engagement_id = e.id AND a.live
 WHERE e.project_id = %(project)s AND e.counts_as_relief AND a.day <= %(until)s
"""
PAY = """
SELECT coalesce(sum(l.net) FILTER (WHERE b.month = %(month)s), 0), coalesce(sum(l.net), 0),
       coalesce(sum(l.net) FILTER (WHERE l.status = 'PAID' AND l.paid_on >= %(month)s
                                     AND l.paid_on <= %(until)s), 0),
       coalesce(sum(l.net) FILTER (WHERE l.status = 'PAID' AND l.paid_on <= %(until)s), 0)
  FROM flows_payrollbatch b JOIN flows_payrollline l ON l.batch_id = b.id
 WHERE b.project_id = %(project)s AND NOT b.care AND b.month <= %(until)s
   AND l.counts_as_relief AND l.status <> 'STRUCK'
"""
TAUGHT = """
SELECT count(*) FILTER (WHERE d.day >= %(month)s), count(*) FROM (
  SELECT t.held_on AS day FROM flows_trainingrecord r JOIN flows_training t ON t.id = r.training_id
   WHERE t.project_id = %(project)s AND r.passed
  UNION ALL
  SELECT e.training_date FROM flows_engagement e
   WHERE e.project_id = %(project)s AND NOT EXISTS (
     SELECT 1 FROM flows_trainingrecord x WHERE x.engagement_id = e.id)) d
 WHERE d.day <= %(until)s
"""
CHECKED = """
SELECT count(*) FILTER (WHERE i.inspected_on >= %(month)s AND i.inspected_on <= %(until)s),
       count(*) FILTER (WHERE i.state IN ('PASSED', 'CLOSED') AND i.inspected_on <= %(until)s),
       count(*)
  FROM flows_inspection i WHERE i.project_id = %(project)s
"""
PUT_RIGHT = """
SELECT count(*) FILTER (WHERE at >= %(month)s), count(*) FILTER (WHERE closed >= %(month)s),
       count(*) FILTER (WHERE closed IS NULL),
       count(*) FILTER (WHERE measure = 'STOP' AND closed IS NULL)
  FROM (SELECT (r.created_at AT TIME ZONE 'Asia/Shanghai')::date AS at, r.measure,
               CASE WHEN r.closed_on <= %(until)s THEN r.closed_on END AS closed
          FROM flows_rectification r WHERE r.project_id = %(project)s) r
 WHERE at <= %(until)s
"""
ASKED = """
SELECT count(*) FILTER (WHERE v.reached), count(*) FILTER (WHERE v.himself IS FALSE)
  FROM flows_visitround r JOIN flows_visit v ON v.round_id = r.id
 WHERE r.project_id = %(project)s
   AND (v.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(month)s AND %(until)s
"""
SHOWN = """
SELECT count(*) FILTER (WHERE n.posted_on >= %(month)s), count(*)
  FROM flows_publicnotice n JOIN flows_payrollbatch b ON b.id = n.batch_id
 WHERE b.project_id = %(project)s AND NOT b.care AND n.posted_on <= %(until)s
"""
BASELINE = """
SELECT n.number, n.document_number, n.headcount, n.labour_pay, n.training, n.approved_on
  FROM flows_baseline n WHERE n.project_id = %(project)s AND n.approved_on <= %(until)s
 ORDER BY n.number DESC LIMIT 1
"""
SIGNED = """
SELECT r.month, r.progress FROM flows_monthlyreport r
 WHERE r.project_id = %(project)s AND r.state = 'SIGNED' AND r.month < %(month)s
 ORDER BY r.month DESC LIMIT 1
"""
STARTED = "SELECT started_on FROM flows_startreadiness WHERE project_id = %(project)s LIMIT 1"
PARTS = (
    ("funds", FUNDS, ("arrived", "paid_month", "paid", "labour_paid")),
    ("labour", PRESENT, ("people_month", "days_month", "priority_month", "people", "days",
                         "priority")),
    ("pay", PAY, ("due_month", "due", "paid_month", "paid")),
    ("training", TAUGHT, ("month", "total")),
    ("checks", CHECKED, ("month", "passed", "planned")),
    ("defects", PUT_RIGHT, ("found", "closed", "open", "stops")),
    ("visits", ASKED, ("asked", "denied")),
    ("notices", SHOWN, ("month", "total")),
)  # fmt: skip
PROMISED = ("number", "document_number", "headcount", "labour_pay", "training", "approved_on")


@dataclass(frozen=True)
class Progress:
    """What progress is judged on: per cent of the works, planned days, money paid of the price.

    ``until`` is the last day of the report's month; ``before`` the last signed (month, per cent).
    """

    month: dt.date
    until: dt.date
    start: dt.date
    end: dt.date
    done: Decimal | None
    explained: bool
    before: tuple[dt.date, Decimal] | None
    paid: Decimal
    price: Decimal | None
    fund: str
    district: str
    stopped: frozenset[dt.date] = frozenset()  # days on which the works stood still by order

    def days_stopped(self, today: dt.date) -> int:
        return sum(1 for day in self.stopped if self.start <= day <= min(self.until, today))

    def planned(self, today: dt.date) -> Decimal:
        """Per cent of the planned days that are past at the end of the month, or of ``today``;
        days on which nothing was to be built are not counted as past."""
        days = (self.end - self.start).days + 1
        past = (min(self.until, today) - self.start).days + 1 - self.days_stopped(today)
        return (Decimal(100) * max(0, min(days, past)) / days).quantize(Decimal("0.01"))

    @property
    def paid_rate(self) -> Decimal | None:
        """Claims paid of the contract price, per cent; None without a price."""
        return (self.paid * 100 / self.price).quantize(Decimal("0.01")) if self.price else None


def last_day(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def first_month(project: Any) -> dt.date:
    """The month in which the works began: the order to start, else as planned."""
    found = _rows(STARTED, {"project": project.pk})
    began = found[0][0] if found else None
    return (began or project.planned_start).replace(day=1)


def progress_of(report: Any) -> Progress:
    project, until = report.project, last_day(report.month)
    key = {"project": project.pk, "month": report.month, "until": until}
    before = _rows(SIGNED, key)
    return Progress(
        report.month, until, project.planned_start, project.planned_end, report.progress,
        bool(report.problems.strip()), before[0] if before else None, _rows(FUNDS, key)[0][2],
        price_of(project), project.fund_source, project.district,
        frozenset(stopped_days(project, until)),
    )  # fmt: skip


def month_figures(report: Any, *, today: dt.date, parameters: Parameters) -> dict[str, Any]:
    """Everything the report says beside its own words, as JSON: amounts and days are text.

    ``until`` is the day it is counted to: the month's last, or ``today`` while it runs. What is
    owed is as of the day it was asked (``asked_on``): a line's past standing is not kept.
    """
    project = report.project
    until = min(last_day(report.month), today)
    key = {"project": project.pk, "month": report.month, "until": until}
    found: dict[str, Any] = {
        name: dict(zip(columns, _rows(sql, key)[0], strict=True)) for name, sql, columns in PARTS
    }
    found["funds"]["price"] = price_of(project)
    baseline = _rows(BASELINE, key)
    found["baseline"] = dict(zip(PROMISED, baseline[0], strict=True)) if baseline else {}
    late = owed.totals(owed.arrears(project, until, parameters))
    found["arrears"] = {"lines": late.lines, "amount": late.amount}
    said = progress_of(report)
    found["progress"] = {
        "done": said.done, "planned": said.planned(today), "paid_rate": said.paid_rate,
        "stopped": said.days_stopped(today),
        "before": said.before[1] if said.before else None,
        "before_month": said.before[0] if said.before else None,
    }  # fmt: skip
    found["unvisited"] = [f"{month:%Y-%m}" for month in unvisited(project).months]
    return {"until": until.isoformat(), "asked_on": today.isoformat()} | _plain(found)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return str(value) if isinstance(value, Decimal | dt.date) else value


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
