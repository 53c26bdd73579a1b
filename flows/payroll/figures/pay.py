"""What pay is judged on: every line beside its attendance, and what stands open in a batch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection

from flows.engine.findings import WorkerRef

from .elsewhere import NOWHERE, Elsewhere, elsewhere

# Three plain statements, put together here: joined in one, a database that has not yet counted
# its new rows may choose to add up the attendance once for every line.
PRESENT = """
SELECT a.engagement_id, date_trunc('month', a.day)::date, sum(a.portion), max(a.day)
FROM flows_attendance a
WHERE a.live
  AND a.engagement_id = ANY (ARRAY(SELECT id FROM flows_engagement WHERE project_id = %s))
GROUP BY 1, 2
"""
PEOPLE = """
SELECT e.id, w.name, w.id_last4, e.trade, e.daily_rate, e.piece_rate
FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
WHERE e.project_id = %s ORDER BY e.id
"""
LINES = """
SELECT l.id, l.batch_id, b.month, l.engagement_id, l.trade, l.days, l.rate, l.gross, l.adjustment,
       l.net, l.card_index, l.card_last4, l.card_holder, l.confirmed, l.counts_as_relief, l.status,
       l.pieces, l.paid_on, coalesce(x.recipient, '')
FROM flows_payrollbatch b JOIN flows_payrollline l ON l.batch_id = b.id
LEFT JOIN flows_payexception x
  ON x.line_id = l.id AND x.state = 'APPROVED' AND x.method = 'PROXY'
WHERE b.project_id = %s ORDER BY b.month, l.id
"""
COLUMNS = (
    "id", "batch", "month", "engagement", "trade", "days", "rate", "gross", "adjustment", "net",
    "card", "card_last4", "holder", "confirmed", "relief", "status", "pieces", "paid_on",
    "proxy",
)  # fmt: skip
BATCHES = "SELECT id, month FROM flows_payrollbatch WHERE project_id = %s ORDER BY month"
STANDING = """
SELECT l.status, count(*) FROM flows_payrollline l WHERE l.batch_id = %s GROUP BY 1
"""
ATTENDED = """
SELECT count(*) FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
WHERE e.project_id = %s AND a.live AND a.day >= %s AND a.day < %s::date + interval '1 month'
"""
OBJECTIONS = """
SELECT number FROM flows_complaint
WHERE project_id = %s AND kind = '公示异议' AND month = %s AND state NOT IN ('SETTLED', 'DISMISSED')
ORDER BY id
"""
NOTICE = "SELECT posted_on, ends_on, photos FROM flows_publicnotice WHERE batch_id = %s"


@dataclass(frozen=True)
class Line:
    """One pay line as handed in, beside the days its person was present that month."""

    id: int
    batch: int
    month: dt.date
    engagement: int
    worker: WorkerRef
    trade: str
    days: Decimal
    rate: Decimal
    gross: Decimal
    adjustment: Decimal
    net: Decimal
    card: str  # blind index, "" when none is given
    card_last4: str
    holder: str
    confirmed: bool
    relief: bool
    status: str
    attended: Decimal = Decimal(0)
    last_day: dt.date | None = None
    pieces: Decimal | None = None  # 计件数量; then ``rate`` is for one piece
    agreed: Decimal | None = None  # what the roster states for the same: a day, or a piece
    paid_on: dt.date | None = None
    proxy: str = ""  # who may receive it in the worker's place, approved


@dataclass(frozen=True)
class Unpaid:
    """A person who was present in a month and has no line in its batch."""

    batch: int
    month: dt.date
    worker: WorkerRef
    attended: Decimal
    engagement: int = 0


@dataclass(frozen=True)
class Pay:
    """All pay of a project that is not struck out; ``fund`` binds the parameters.

    ``batch`` narrows what is said to one month: a card is shared across months all the same.
    """

    fund: str
    lines: tuple[Line, ...]
    unpaid: tuple[Unpaid, ...] = ()
    batch: int | None = None
    elsewhere: Elsewhere = NOWHERE
    district: str = ""

    @cached_property
    def judged(self) -> tuple[Line, ...]:
        """The lines something may be said of: those of ``batch``, without one all."""
        if self.batch is None:
            return self.lines
        return tuple(line for line in self.lines if line.batch == self.batch)


@dataclass(frozen=True)
class Standing:
    """How many lines of a batch stand where, and how many attendance marks its month has."""

    by_status: dict[str, int]
    marks: int

    def count(self, *statuses: str) -> int:
        return sum(self.by_status.get(status, 0) for status in statuses)

    @property
    def lines(self) -> int:
        return sum(self.by_status.values())


@dataclass(frozen=True)
class Notice:
    """A posting: its first and last day, its photos; None when there is none. ``objections`` are
    the numbers of the 公示异议 that are open: they stop the clock."""

    fund: str
    posted_on: dt.date | None
    ends_on: dt.date | None
    photos: int
    objections: tuple[str, ...] = ()


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def pay_of(project: Any, batch: int | None = None) -> Pay:
    """Every line of ``project`` with its attendance; a fixed number of statements."""
    key = [project.pk]
    people = {row[0]: (WorkerRef(row[1], row[2]), *row[3:]) for row in _rows(PEOPLE, key)}
    present = {(row[0], row[1]): (row[2], row[3]) for row in _rows(PRESENT, key)}
    lines, listed = [], set()
    for row in _rows(LINES, key):
        month, person, status = row[2], row[3], row[15]
        listed.add((person, month))
        if status != "STRUCK":
            lines.append(_line(row, people[person], present.get((person, month))))
    unpaid = tuple(
        Unpaid(batch_id, month, people[person][0], present[person, month][0], person)
        for batch_id, month in _rows(BATCHES, key)
        for person in people
        if (person, month) in present and (person, month) not in listed
    )
    return Pay(
        project.fund_source, tuple(lines), unpaid, batch, elsewhere(project), project.district
    )


def _line(row: tuple[Any, ...], person: tuple[Any, ...], present: Any) -> Line:
    """A row of LINES beside its person's name, trade and attendance of the month."""
    worker, trade, daily_rate, piece_rate = person
    days, last_day = present or (Decimal(0), None)
    said = dict(zip(COLUMNS, row, strict=True))
    said["trade"] = said["trade"] or trade
    agreed = daily_rate if said["pieces"] is None else piece_rate
    return Line(**said, worker=worker, attended=days, last_day=last_day, agreed=agreed)


def of_batch(batch: Any) -> Pay:
    return pay_of(batch.project, batch.pk)


def standing(batch: Any) -> Standing:
    marks = _rows(ATTENDED, [batch.project_id, batch.month, batch.month])[0][0]
    return Standing(dict(_rows(STANDING, [batch.pk])), marks)


def notice(batch: Any) -> Notice:
    found = _rows(NOTICE, [batch.pk])
    open_ones = _rows(OBJECTIONS, [batch.project_id, batch.month])
    posted_on, ends_on, photos = found[0] if found else (None, None, 0)
    numbers = tuple(number for (number,) in open_ones)
    return Notice(batch.project.fund_source, posted_on, ends_on, photos, numbers)


def line_status(request: Any) -> str:
    """Where the line that a strike is about stands now."""
    return str(_rows("SELECT status FROM flows_payrollline WHERE id = %s", [request.line_id])[0][0])
