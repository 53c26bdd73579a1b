"""Who could sign an open seat: the holders of its post, and who stands in for them today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from flows.engine import clock
from flows.orgs.models import Appointment, Substitution, User
from flows.templatetags.ui import zh_date

from .models import Seat
from .seats import SPOKEN, SeatState


@dataclass
class People:
    """Holders by post, rules in force, and what each paper's signers have signed: 3 statements."""

    holders: dict[int, list[User]]
    rules: list[Substitution]
    signed: dict[tuple[str, int], list[Seat]]

    @classmethod
    def load(cls, seats: list[Seat], papers: Iterable[tuple[str, int]]) -> People:
        """What is to be known for ``seats``, which lie on ``papers`` (kind, pk)."""
        holders: dict[int, list[User]] = {}
        held = Appointment.objects.filter(
            post__in={seat.post_id for seat in seats}, ended_on=None, user__is_active=True
        ).select_related("user")
        for appointment in held.order_by("pk"):
            holders.setdefault(appointment.post_id, []).append(appointment.user)
        people = {user.pk for some in holders.values() for user in some}
        people |= {seat.holder_id for seat in seats if seat.holder_id}
        rules = Substitution.objects.in_force(clock.today()).filter(
            principal__in=people, substitute__is_active=True
        )
        return cls(
            holders,
            list(rules.select_related("principal", "substitute").order_by("pk")),
            _signed(papers),
        )

    def of_post(self, seat: Seat, step: Any, paper: Any) -> tuple[list[User], str]:
        """Who of the seat's post may sign it, and in words why the others may not."""
        able, why = [], []
        for user in self.holders.get(seat.post_id, []):
            reason = self._bars(seat, step, paper, user)
            if reason:
                why.append(f"在岗的{user}{reason}")
            else:
                able.append(user)
        return able, "，".join(why)

    def _bars(self, seat: Seat, step: Any, paper: Any, user: User) -> str:
        """Why ``user`` may not sign ``seat`` himself; "" when he may (desk/sitting.py barred)."""
        if not step.own and paper.initiator_id == user.pk:
            return "是本件发起人，应当回避"
        for each in self.signed.get((seat.paper, seat.paper_id), []):
            if user.pk not in (each.decided_by_id, each.on_behalf_id) or each.pk == seat.pk:
                continue
            if each.state == SeatState.RECUSED and each.decided_by_id == user.pk:
                return "已申明回避"
            if each.step in step.unlike and each.state in SPOKEN:
                return f"已办理“{each.step_label}”，不能再办本环节"
            if each.task_id == seat.task_id and each.state in SPOKEN:
                return "在本环节已经表态"
        return ""

    def lent(self, seat: Seat, able: list[User], paper: Any) -> list[str]:
        """Who stands in today for the seat's holder, or for those who could take it."""
        stood_for = {seat.holder_id} if seat.holder_id else {user.pk for user in able}
        return [
            f"{rule.substitute}（代{rule.principal}，至 {zh_date(rule.ended_on)}）"
            for rule in self.rules
            if rule.principal_id in stood_for
            and rule.post_id in (None, seat.post_id)
            and rule.paper in ("", seat.paper)
            and rule.substitute_id != paper.initiator_id
        ]


def _signed(papers: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Seat]]:
    asked = reduce(or_, (Q(paper=kind, paper_id=pk) for kind, pk in papers), Q(pk__in=[]))
    found: dict[tuple[str, int], list[Seat]] = {}
    for seat in Seat.objects.filter(asked, decided_by__isnull=False).order_by("pk"):
        found.setdefault((seat.paper, seat.paper_id), []).append(seat)
    return found
