"""What a person sees of the desk. Every list reads the seats, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from flows.engine import clock, registry
from flows.engine.deadlines import UNPUBLISHED, Calendar, Due

from .models import Seat
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


TABS = {
    "mine": ("我的待办", mine, ("due_on", "id")),
    "queue": ("待领", queue, ("due_on", "id")),
    "done": ("已办", done, ("-decided_at", "-id")),
    "started": ("我发起的", started, ("-opened_at", "-id")),
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


def counts(user: Any) -> dict[str, int]:
    """Rows under each tab (three statements)."""
    return waiting_counts(user) | {"done": done(user).count(), "started": started(user).count()}


def narrowed(seats: QuerySet[Seat], *, text: str = "", district: str = "") -> QuerySet[Seat]:
    """``seats`` whose project's name or code contains ``text``, in ``district``."""
    if text:
        seats = seats.filter(Q(project_name__icontains=text) | Q(project_code__icontains=text))
    return seats.filter(district=district) if district else seats


def next_for(user: Any) -> Seat | None:
    """What ``user`` should open next: his most urgent open seat."""
    return Seat.objects.open_to(user).order_by("due_on", "id").first()


def standing(seats: Iterable[Seat]) -> dict[tuple[str, int], str]:
    """Where the papers of ``seats`` lie now: step and people, for those that wait anywhere."""
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
