"""利害关系: declared by a person of himself, or listed of a member by the owner; ended, never
deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Organization, User
from flows.projects.posts import held, posts

from ..models import AcceptanceCase, Interest

BASIS = "实施意见五(一)；建设工程质量管理条例16"
MOST = 120  # of a relation, as its column
owns = held(posts(P.OWNER_LEAD))


def judged(case: AcceptanceCase) -> list[Organization]:
    """The bodies whose works are judged: contractor and supervisor, where there are."""
    project = case.project
    return [body for body in (project.contractor, project.supervisor) if body is not None]


def list_interest(
    case: AcceptanceCase, *, user: User, organization: Organization, relation: str, by: Any
) -> Interest:
    """``user`` stands in ``relation`` to ``organization``: said by himself, or by the owner of a
    member. Saying the same again changes nothing. Raises NotYours, Refused."""
    with work(case.chain, by) as unit:
        case = unit.current(case)
        if user != by and not (owns(case, by) and case.members.filter(user=user).exists()):
            raise NotYours("利害关系由本人申明，或由业主项目负责人为委员登记。")
        said = scrub(relation).strip()
        if not said or len(said) > MOST or organization not in judged(case):
            why = f"请写明与施工或监理单位的关系（至多 {MOST} 字）。"
            raise Refused([Finding("INTEREST_UNSAID", why, BASIS, "如：配偶在该单位任职。")])
        there = Interest.objects.filter(user=user, organization=organization, ended_at=None).first()
        if there is not None:
            return there
        row: Interest = unit.create(
            Interest(user=user, organization=organization, relation=said, by=by, at=unit.now)
        )
        _record(unit, case, "list_interest", "登记利害关系", row)
        return row


def end_interest(case: AcceptanceCase, row: Interest, *, by: Any) -> None:
    """The relation has ended: said by whoever listed it. Raises NotYours."""
    with work(case.chain, by) as unit:
        case = unit.current(case)
        row = unit.current(row)
        if row.by_id != by.pk or row.ended_at is not None:
            raise NotYours("利害关系由登记人解除。")
        row.ended_at = unit.now
        unit.changed(row)
        _record(unit, case, "end_interest", "解除利害关系", row)


def interests_of(case: AcceptanceCase, user: Any) -> Any:
    """What ``user`` may read: his own, and the owner those of the members."""
    mine = Q(user=user)
    if owns(case, user):
        mine |= Q(user__in=case.members.exclude(user=None).values("user"))
    found = Interest.objects.filter(mine, organization__in=judged(case))
    return found.select_related("user", "organization", "by").order_by("-id")


def _record(unit: Unit, case: AcceptanceCase, verb: str, label: str, row: Interest) -> None:
    """What the relation is stays with the row: the trail is read by many."""
    state = case.get_state_display()
    unit.record(
        *(case, "edit", verb, label),
        from_state=state,
        to_state=state,
        payload={"interest": row.pk, "own": row.user_id == row.by_id},
    )
