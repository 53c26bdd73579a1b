"""What a person sees of the desk. Every list reads the seats, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, Q, QuerySet

from flows.engine import clock, registry
from flows.engine.deadlines import UNPUBLISHED, Calendar, Due
from flows.orgs.models import User

from .lent import lent
from .models import Copy, Seat
from .seats import LIVE, SeatState

SOON = 2  # working days before the due date from which it is shown in amber


def mine(user: Any) -> QuerySet[Seat]:
    """Open seats that are ``user``'s own."""
    return Seat.objects.filter(holder=user, state=SeatState.OPEN)


def queue(user: Any) -> QuerySet[Seat]:
    """Open seats of ``user``'s posts that nobody has taken yet."""
    posts = [post.pk for post in user.posts]
    return Seat.objects.filter(post__in=posts, holder=None, state=SeatState.OPEN)


def done(user: Any) -> QuerySet[Seat]:
    return Seat.objects.filter(decided_by=user)


def started(user: Any) -> QuerySet[Seat]:
    """Papers whose first step ``user`` fills in himself: one row each, his latest seat there."""
    own = [
        Q(paper=kind, step__in=[step.name for step in flow.steps() if step.own])
        for kind, flow in registry.flows().items()
    ]
    his = Q(holder=user) | Q(decided_by=user)
    latest = (
        Seat.objects.filter(his, reduce(or_, own, Q(pk__in=[])))
        .order_by("paper", "paper_id", "-id")
        .distinct("paper", "paper_id")
    )
    return Seat.objects.filter(pk__in=latest.values("pk"))


def copies(user: Any) -> QuerySet[Copy]:
    """Papers laid before ``user`` to be read (抄送)."""
    return Copy.objects.filter(recipient=user)


def read_copies(user: Any, paper: Any) -> None:
    """``user`` has opened ``paper``: what was laid before him to be read, he has read."""
    here = copies(user).filter(paper=type(paper).__name__, paper_id=paper.pk, read_at=None)
    here.update(read_at=clock.now())


@dataclass(frozen=True)
class Tab:
    """One list of the inbox. ``sorts``: code → (label, keys), the first is the ordinary order;
    ``live``: its rows wait to be decided."""

    label: str
    rows: Callable[[Any], QuerySet[Any]]
    sorts: Mapping[str, tuple[str, tuple[str, ...]]]
    live: bool = False


AMOUNT = ("总投资从大到小", ("-amount", "-id"))
ARRIVED = ("新到的在前", ("-opened_at", "-id"))
WAITING = {"due": ("时限近的在前", ("due_on", "id")), "arrived": ARRIVED, "amount": AMOUNT}

TABS = {
    "mine": Tab("待办", mine, WAITING, live=True),
    "queue": Tab("待领", queue, WAITING, live=True),
    "done": Tab("已办", done, {"done": ("新办的在前", ("-decided_at", "-id")), "amount": AMOUNT}),
    "started": Tab("我发起的", started, {"arrived": ARRIVED, "amount": AMOUNT}),
    "copies": Tab("抄送我的", copies, {"sent": ("新到的在前", ("-sent_at", "-id"))}),
    "lent": Tab("代理的", lent, WAITING, live=True),
}


def waiting_counts(user: Any) -> dict[str, int]:
    """How many open seats are mine and how many wait in my posts' queue (one statement)."""
    if not hasattr(user, "_waiting_counts"):
        posts = [post.pk for post in user.posts]
        his, queued = Q(holder=user), Q(holder=None, post__in=posts)
        user._waiting_counts = Seat.objects.filter(his | queued, state=SeatState.OPEN).aggregate(
            mine=Count("pk", filter=his), queue=Count("pk", filter=queued)
        )
    return dict(user._waiting_counts)


MOST = 1000  # rows counted for a tab; who has more is told 999+


def counts(user: Any) -> dict[str, int]:
    """Rows under each tab, of 抄送 the unread ones; at most ``MOST`` (two statements)."""
    asked = {
        "done": done(user),
        "started": started(user),
        "copies": copies(user).filter(read_at=None),
        "lent": lent(user),
    }
    some = {name: rows for name, rows in asked.items() if not rows.query.is_empty()}
    him = User.objects.filter(pk=user.pk)
    found = him.values_list(*(_counted(rows) for rows in some.values())).get()
    return waiting_counts(user) | dict.fromkeys(asked, 0) | dict(zip(some, found, strict=True))


def _counted(rows: QuerySet[Any]) -> Func:
    some = ArraySubquery(rows.order_by().values("pk")[:MOST])
    return Func(some, function="cardinality", output_field=IntegerField())


def next_for(user: Any, *, but: Any = None) -> Seat | None:
    """What ``user`` should open next: his own most urgent seat, else one of his posts' queue.

    ``but`` is the paper he has just left, which is not offered again.
    """
    seats = Seat.objects.open_to(user)
    if but is not None:
        seats = seats.exclude(paper=type(but).__name__, paper_id=but.pk)
    return seats.order_by(F("holder").asc(nulls_last=True), "due_on", "id").first()


def standing(seats: Iterable[Any]) -> dict[tuple[str, int], str]:
    """Where the papers of ``seats`` (or copies) lie now: step and people, for those that wait anywhere."""
    papers = {(seat.paper, seat.paper_id) for seat in seats}
    if not papers:
        return {}
    asked = reduce(or_, (Q(paper=kind, paper_id=pk) for kind, pk in papers))
    found: dict[tuple[str, int], list[Seat]] = {}
    for seat in (
        Seat.objects.filter(asked, state__in=LIVE)
        .select_related("holder", "post__organization")
        .order_by("order", "id")
    ):
        found.setdefault((seat.paper, seat.paper_id), []).append(seat)
    return {
        key: f"{open_[0].step_label}（{'、'.join(who_sits(seat) for seat in open_)}）"
        for key, open_ in found.items()
    }


def who_sits(seat: Seat) -> str:
    """The person with his post's title, or the post while nobody has taken the seat."""
    return f"{seat.holder}·{seat.post.title}" if seat.holder else str(seat.post)


def step_of_seat(seat: Seat) -> Any | None:
    flow = registry.flows().get(seat.paper)
    return next((step for step in flow.steps() if step.name == seat.step), None) if flow else None


def due_of(
    due_on: dt.date | None, step: Any | None, today: dt.date, calendar: Calendar
) -> dict[str, Any]:
    """How a due date is shown: ``due``, ``overdue_workdays``, ``due_tone`` and ``due_note``.

    ``overdue_workdays`` is None where they lie in a year that is not published: never guessed.
    """
    if due_on is None:
        limited = step is not None and isinstance(step.due, Due)
        return {
            "due": None,
            "overdue_workdays": 0,
            "due_tone": "neutral",
            "due_note": UNPUBLISHED if limited else "不设时限",
        }
    late = calendar.workdays_between(due_on, today)
    left = calendar.workdays_between(today, due_on) if due_on >= today else None
    near = left is not None and left <= SOON
    note = "已到时限" if late == 0 and due_on < today else "今天到期" if due_on == today else ""
    if late is None:  # how late in working days nobody can say yet; that it is late, everybody
        note = f"已逾期，逾期工作日数{UNPUBLISHED}"
    tone = "bad" if due_on < today else "warn" if near else "neutral"
    return {"due": due_on, "overdue_workdays": late, "due_tone": tone, "due_note": note}


def today_of(seat: Seat) -> dt.date:
    """The present of the seat's own project, which may be simulated."""
    return clock.today(seat.chain)
