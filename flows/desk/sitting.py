"""Who may sign: whose seat is open, who is barred from it, and who stands in for whom."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from flows.engine import clock, registry
from flows.engine.findings import NotYours, Stale
from flows.orgs.models import Substitution, User

from .models import Seat, Task
from .seats import SPOKEN, SeatState


def open_for(paper: Any, user: Any) -> Seat | None:
    """The open seat of ``paper`` that ``user`` may sign: his own first, then one he stands in for."""
    here = {"paper": type(paper).__name__, "paper_id": paper.pk}
    step = registry.desk.step_of(paper)
    own = Seat.objects.open_to(user).filter(**here)
    lent = Seat.objects.lent_to(user, clock.today()).filter(**here)
    for seats in (own, lent):
        for seat in seats.select_related("post__organization", "task", "holder").order_by(
            "order", "id"
        ):
            if not barred(paper, step, user, seat):
                return seat
    return None


def principal_of(seat: Seat, user: Any) -> User | None:
    """For whom ``user`` signs ``seat``; None where it is his own."""
    if seat.holder is not None:
        return None if seat.holder_id == user.pk else seat.holder
    if seat.post_id in [post.pk for post in user.posts]:
        return None
    rules = Substitution.objects.active(user, on=clock.today()).select_related("principal")
    about = rules.filter(Q(post=None) | Q(post=seat.post_id), paper__in=("", seat.paper))
    return next((rule.principal for rule in about if seat.post in rule.principal.posts), None)


def seat_of(paper: Any, user: Any) -> Seat:
    """The open seat ``user`` may sign; raises Stale (already decided) or NotYours."""
    seat = open_for(paper, user)
    if seat is not None:
        return seat
    done = decided(paper, user)
    if done is not None:
        when = timezone.localtime(done.decided_at)
        said = f"{signer(done)} 已于 {when:%Y-%m-%d %H:%M} 办理“{done.step_label}”"
        raise Stale(f"{said}（{done.get_state_display()}）。")
    raise NotYours("这一步不由您办理。")


def decided(paper: Any, user: Any) -> Seat | None:
    """The seat of the paper's latest step that was ``user``'s to sign and has been signed."""
    kind = type(paper).__name__
    latest = Task.objects.filter(process__paper=kind, process__paper_id=paper.pk).order_by("-pk")
    mine = Seat.objects.of(user).filter(task=latest.values("pk")[:1], decided_by__isnull=False)
    return mine.select_related("decided_by", "on_behalf").order_by("-decided_at").first()


def signer(seat: Seat) -> str:
    """Who signed: 甲, or 甲 代 乙."""
    return seat.signer


class Part(NamedTuple):
    """What somebody has done with a seat of the paper."""

    seat: int
    task: int
    step: str
    state: Any
    by: int
    on_behalf: int | None


def parts_of(paper: Any) -> list[Part]:
    """Everything that has been done with the seats of ``paper``: one statement."""
    done = Seat.objects.filter(paper=type(paper).__name__, paper_id=paper.pk)
    wanted = ("pk", "task_id", "step", "state", "decided_by_id", "on_behalf_id")
    return [Part(*row) for row in done.filter(decided_by__isnull=False).values_list(*wanted)]


def barred(
    paper: Any, step: Any, user: Any, seat: Seat | None = None, parts: list[Part] | None = None
) -> bool:
    """Separation of duty: nobody decides on his own paper, nor one from which he has withdrawn
    (回避), nor after a step he has signed, nor twice at one step, be it through a substitute; and
    a substitute is barred by what bars the one he stands in for."""
    if step is None:
        return False
    if not step.own and paper.initiator_id == user.pk:
        return True
    parts = parts_of(paper) if parts is None else parts
    if any(_keeps_away(part, step, user, seat) for part in parts):
        return True
    principal = principal_of(seat, user) if seat is not None else None
    return principal is not None and barred(paper, step, principal, seat, parts)


def _keeps_away(part: Part, step: Any, user: Any, seat: Seat | None) -> bool:
    """Whether ``part``, done by ``user`` or by another for him, keeps him from the step."""
    if part.state == SeatState.RECUSED:
        return part.by == user.pk
    if part.state not in SPOKEN or user.pk not in (part.by, part.on_behalf):
        return False
    twice = seat is not None and part.task == seat.task_id and part.seat != seat.pk
    return twice or part.step in step.unlike


def able(paper: Any, step: Any, post: Any, parts: list[Part] | None = None) -> list[User]:
    """The holders of ``post`` who may sign at ``step``."""
    return [user for user in post.holders if not barred(paper, step, user, parts=parts)]


def answerable(paper: Any, step: Any, seat: Seat) -> bool:
    """Whether anybody can sign ``seat`` today: who holds it (or its post), or who stands in."""
    holders = seat.post.holders
    people = [u for u in holders if seat.holder_id in (None, u.pk)]
    if any(not barred(paper, step, user, seat) for user in people):
        return True
    rules = Substitution.objects.in_force(clock.today()).filter(
        Q(post=None) | Q(post=seat.post_id),
        principal__in=people,
        paper__in=("", seat.paper),
        substitute__is_active=True,
    )
    stand_ins = [rule.substitute for rule in rules.select_related("substitute")]
    return any(not barred(paper, step, user, seat) for user in stand_ins)
