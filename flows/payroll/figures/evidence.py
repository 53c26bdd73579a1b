"""What the flags of a project are judged on: its pay, its people, and what surrounds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from flows.documents.elements import number_of
from flows.engine.findings import WorkerRef
from flows.labour.models import Scope
from flows.orgs.models import Appointment
from flows.projects.models import Baseline

from .pay import Pay, pay_of

NEAREST_FIRST: list[str] = list(Scope.values)
PEOPLE = """
SELECT e.id, w.name, w.id_last4, e.scope, e.is_local, e.town, e.village, e.counts_as_relief,
       w.phone_index
  FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
 WHERE e.project_id = %s ORDER BY e.id
"""
PHONES = """
SELECT w.phone_index, count(*) FROM flows_worker w
 WHERE w.phone_index = ANY (ARRAY(
         SELECT DISTINCT m.phone_index FROM flows_engagement e
           JOIN flows_worker m ON m.id = e.worker_id
          WHERE e.project_id = %s AND m.phone_index <> ''))
 GROUP BY 1 HAVING count(*) > 1
"""
CLICKS = """
SELECT c.line_id, c.at, c.device, c.address
  FROM flows_payrollbatch b
  JOIN flows_payrollline l ON l.batch_id = b.id
  JOIN flows_confirmation c ON c.line_id = l.id
 WHERE b.project_id = %s AND c.voided_at IS NULL AND c.method IN ('LINK', 'DEVICE')
   AND (c.device <> '' OR c.address <> '')
 ORDER BY c.at, c.id
"""
RELIEF_DAYS = """
SELECT coalesce(sum(a.portion), 0) FROM flows_attendance a
 WHERE a.live AND a.engagement_id = ANY (ARRAY(
         SELECT id FROM flows_engagement WHERE project_id = %s AND counts_as_relief))
"""
PROMISE = """
SELECT (SELECT min(f.approved_on) FROM flows_baseline f WHERE f.project_id = n.project_id),
       n.labour_pay, n.denominator, n.denominator_amount,
       d.elements -> 'r1' ->> 'worker_days', n.number, n.origin, n.document_number, n.approved_on
  FROM flows_baseline n
  LEFT JOIN flows_document d ON d.project_id = n.project_id AND d.kind = 'approval'
 WHERE n.project_id = %s ORDER BY n.number DESC LIMIT 1
"""
SIZES = """
SELECT p.code, count(*) FROM flows_engagement e JOIN flows_project p ON p.id = e.project_id
 WHERE p.code = ANY(%s) GROUP BY 1
"""
COMPLETED = """
SELECT max(happened_at) FROM flows_entry
 WHERE chain_id = %s AND paper = 'Project' AND to_state = 'COMPLETED'
"""


@dataclass(frozen=True)
class Person:
    """One person on the roster; ``phone`` is a blind index, "" when none is given."""

    engagement: int
    worker: WorkerRef
    scope: str = NEAREST_FIRST[0]
    is_local: bool = True
    town: str = ""
    village: str = ""
    relief: bool = True
    phone: str = ""


@dataclass(frozen=True)
class Click:
    """A confirmation on a screen; ``device`` and ``address`` are keyed hashes."""

    line: int
    at: dt.datetime
    device: str = ""
    address: str = ""


@dataclass(frozen=True)
class Promise:
    """The latest approved promise (r1, r3); yuan, working days (None where r1 names none).

    ``approved_on`` is the day of the first approval, ``named`` how a message calls the baseline.
    """

    approved_on: dt.date
    labour_pay: Decimal
    denominator: str
    denominator_amount: Decimal
    days: Decimal | None
    named: str = "批复"


@dataclass(frozen=True)
class Defect:
    """A defect that supervision has found and not closed: its checkpoint and what it is."""

    code: str
    name: str


@dataclass(frozen=True)
class Denial:
    """Who said, when called back, that he did not work here; ``visit`` is the row that says so."""

    engagement: int
    worker: WorkerRef
    month: dt.date
    visit: int


@dataclass(frozen=True)
class Evidence:
    """Everything the rules of rules/flags judge. ``sizes``: people of the projects with which this
    one shares people; ``phones``: how many people a phone belongs to, where more than one."""

    pay: Pay
    people: tuple[Person, ...] = ()
    clicks: tuple[Click, ...] = ()
    phones: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    leaders: frozenset[str] = frozenset()
    relief_days: Decimal = Decimal(0)
    promise: Promise | None = None
    completed_on: dt.date | None = None
    defects: tuple[Defect, ...] = ()
    denials: tuple[Denial, ...] = ()

    @property
    def relief_paid(self) -> Decimal:
        """Labour pay that has arrived, yuan."""
        paid = (line.net for line in self.pay.lines if line.relief and line.status == "PAID")
        return sum(paid, Decimal(0))


# Later rooms put in what they know of the works and of who was asked (supervision/figures).
DEFECTS: list[Callable[[Any], tuple[Defect, ...]]] = []
DENIALS: list[Callable[[Any], tuple[Denial, ...]]] = []


def tells_of_defects(
    tell: Callable[[Any], tuple[Defect, ...]],
) -> Callable[[Any], tuple[Defect, ...]]:
    """Say that ``tell(project)`` knows open defects of the works."""
    DEFECTS.append(tell)
    return tell


def tells_of_denials(
    tell: Callable[[Any], tuple[Denial, ...]],
) -> Callable[[Any], tuple[Denial, ...]]:
    """Say that ``tell(project)`` knows who denied having worked."""
    DENIALS.append(tell)
    return tell


def _rows(sql: str, value: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return list(cursor.fetchall())


def evidence(project: Any) -> Evidence:
    """All of it; a fixed number of statements for any number of rows."""
    pay, key = pay_of(project), project.pk
    codes = sorted({each.project for each in pay.elsewhere.also})
    done = _rows(COMPLETED, project.chain_id)[0][0]
    return Evidence(
        pay=pay,
        people=tuple(
            Person(row[0], WorkerRef(row[1], row[2]), *row[3:]) for row in _rows(PEOPLE, key)
        ),
        clicks=tuple(Click(*row) for row in _rows(CLICKS, key)),
        phones=dict(_rows(PHONES, key)),
        sizes=dict(_rows(SIZES, codes)) if codes else {},
        leaders=_leaders(project),
        relief_days=_rows(RELIEF_DAYS, key)[0][0],
        promise=_promise(key),
        completed_on=timezone.localtime(done).date() if done else None,
        defects=tuple(each for tell in DEFECTS for each in tell(project)),
        denials=tuple(each for tell in DENIALS for each in tell(project)),
    )


def _promise(key: int) -> Promise | None:
    for on, pay, name, amount, days, *latest in _rows(PROMISE, key):
        number, origin, paper, day = latest
        made = Baseline(number=number, origin=origin, document_number=paper, approved_on=day)
        return Promise(on, pay, name, amount, number_of(days), made.named)
    return None


def _leaders(project: Any) -> frozenset[str]:
    """The names of who holds a post of the village, its oversight or the contractor."""
    bodies = [project.village_id, project.oversight_id, project.contractor_id]
    held = Appointment.objects.filter(
        post__organization__in=[x for x in bodies if x], ended_on=None
    )
    return frozenset(held.values_list("user__full_name", flat=True))
