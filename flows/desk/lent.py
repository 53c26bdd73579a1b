"""代理的: the open seats a person may sign in another's place today."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from flows.engine import clock, registry
from flows.orgs.models import Appointment, Substitution

from .models import Seat
from .seats import SeatState

Rule = tuple[Substitution, frozenset[int]]


def rules_of(user: Any) -> list[Rule]:
    """The substitutions by which ``user`` signs today, each with the posts it covers.

    One statement where there is none, two otherwise; kept for the request.
    """
    if not hasattr(user, "_lent_rules"):
        active = Substitution.objects.active(user, on=clock.today())
        rules = list(active.select_related("principal").order_by("pk"))
        held = _held({rule.principal_id for rule in rules}) if rules else set()
        user._lent_rules = [(rule, _covered(rule, held)) for rule in rules]
    found: list[Rule] = user._lent_rules
    return found


def _held(people: set[int]) -> set[tuple[int, int]]:
    """(person, post) of everybody in ``people``."""
    rows = Appointment.objects.filter(user__in=people, ended_on=None)
    return set(rows.values_list("user_id", "post_id"))


def _covered(rule: Substitution, held: set[tuple[int, int]]) -> frozenset[int]:
    posts = {post for person, post in held if person == rule.principal_id}
    return frozenset(posts if rule.post_id is None else posts & {rule.post_id})


def lent(user: Any) -> QuerySet[Seat]:
    """Open seats of those ``user`` stands in for; never on papers that he himself started."""
    rules = rules_of(user)
    if not rules:
        return Seat.objects.none()
    asked = reduce(or_, (_seats_of(rule, posts) for rule, posts in rules))
    own = Q(holder=None, post__in=[post.pk for post in user.posts])
    return Seat.objects.filter(asked, state=SeatState.OPEN).exclude(own).exclude(_started_by(user))


def _seats_of(rule: Substitution, posts: frozenset[int]) -> Q:
    his = Q(holder=rule.principal_id) | Q(holder=None)
    return his & Q(post__in=posts) & (Q(paper=rule.paper) if rule.paper else Q())


def _started_by(user: Any) -> Q:
    """The seats on papers whose initiator is ``user``: one condition for each kind of paper."""
    kinds = registry.flows().items()
    each = (
        Q(paper=kind, paper_id__in=flow.paper.objects.filter(initiator=user).values("pk"))
        for kind, flow in kinds
    )
    return reduce(or_, each, Q(pk__in=[]))


def principal_of(seat: Seat, user: Any) -> str:
    """For whom ``user`` would sign ``seat``; "" where it is his own."""
    for rule, posts in rules_of(user):
        if seat.post_id in posts and seat.holder_id in (None, rule.principal_id):
            return str(rule.principal)
    return ""
