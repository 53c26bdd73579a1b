"""代理: who may sign for whom, set by the person himself or by an administrator for one who is away.

The rule is one sentence: a substitute acts for one person, in his own right, and for nobody who is
himself acting for another. So there are no chains, no loops and no exchange, and whoever reads
“甲 代 乙” knows whose decision it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from .kinds import ADMIN_POSTS, CITY, OrganizationKind, PostCode
from .models import Appointment, Substitution, User

# Bodies that check one another on one project: nobody from outside signs for them.
APART = (
    OrganizationKind.VILLAGE,
    OrganizationKind.OVERSIGHT,
    OrganizationKind.OWNER,
    OrganizationKind.CONTRACTOR,
    OrganizationKind.SUPERVISOR,
    OrganizationKind.AUDIT,
)


class SubstitutionRefused(Exception):
    """Why a 代理 cannot be set or ended; ``reasons`` are Chinese sentences with the cure."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("；".join(self.reasons))


def substitute(
    principal: User, substitute: User, *, by: User, today: dt.date, reason: str, **rule: Any
) -> Substitution:
    """Let ``substitute`` sign for ``principal``; ``rule`` is ``started_on`` and ``ended_on``, both
    included, and if wanted ``post`` (None: all his posts) and ``paper`` ("": all kinds).

    Raises :class:`SubstitutionRefused` with every reason; then nothing has changed.
    """
    wanted = Substitution(principal=principal, substitute=substitute, reason=reason.strip(), **rule)
    with transaction.atomic():
        # Two rules that meet in one person wait for each other here: together they could be a chain.
        people = User.objects.filter(pk__in=[principal.pk, substitute.pk])
        list(people.order_by("pk").select_for_update())
        if reasons := list(reasons_against(wanted, by=by, today=today)):
            raise SubstitutionRefused(reasons)
        wanted.save(force_insert=True)
    return wanted


def revoke(row: Substitution, *, by: User, today: dt.date) -> Substitution:
    """End ``row`` from ``today`` on; what was signed under it stands. Raises SubstitutionRefused."""
    with transaction.atomic():
        found = Substitution.objects.select_for_update().get(pk=row.pk)
        if not _may_set(found.principal, by):
            raise SubstitutionRefused(["代理只能由被代理人本人或系统管理员结束。"])
        if found.revoked_on is not None or found.ended_on < today:
            raise SubstitutionRefused(["这项代理已经结束，不必再结束。"])
        found.revoked_on = today
        found.save(update_fields=["revoked_on"])
    return found


def candidates(principal: User) -> QuerySet[User]:
    """Who may be asked: colleagues of the same organisation first, then others of the district.

    Each has ``distance`` 0 (same organisation) or 1; the bodies of APART are asked from inside only.
    """
    posts = principal.posts
    own = {post.organization_id for post in posts}
    districts = {post.organization.district for post in posts}
    inside = all(post.organization.kind in APART for post in posts)
    held = Appointment.objects.filter(ended_on=None).exclude(post__code__in=ADMIN_POSTS)
    near = Q(post__organization__in=own)
    if not inside:
        other = Q(post__organization__district__in=districts)
        near |= other & ~Q(post__organization__kind__in=APART)
    colleagues = held.filter(post__organization__in=own).values("user_id")
    distance = Case(
        When(pk__in=colleagues, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        User.objects.filter(is_active=True, pk__in=held.filter(near).values("user_id"))
        .exclude(pk=principal.pk)
        .exclude(appointments__in=_administrators())
        .annotate(distance=distance)
        .order_by("distance", "full_name", "pk")
    )


def _administrators() -> QuerySet[Appointment]:
    return Appointment.objects.filter(ended_on=None, post__code__in=ADMIN_POSTS)


def reasons_against(wanted: Substitution, *, by: User, today: dt.date) -> Iterator[str]:
    """Every reason why ``wanted`` cannot be set, as a sentence with its cure; writes nothing."""
    if not _may_set(wanted.principal, by):
        yield "代理只能由被代理人本人设定；本人不在的，由系统管理员代为设定。"
    if not wanted.reason:
        yield "请写明事由（如：出差、休假）。"
    ordered = wanted.started_on <= wanted.ended_on
    if not ordered:
        yield f"代理止（{wanted.ended_on}）早于代理起（{wanted.started_on}），请改正日期。"
    if wanted.started_on < today:
        yield f"代理起（{wanted.started_on}）早于今天，代理不能倒签，请从今天或以后起算。"
    yield from _persons(wanted)
    if ordered:
        yield from _meetings(wanted)


def _may_set(principal: User, by: User) -> bool:
    return by == principal or by.holds(PostCode.ADMIN_SYSTEM)


def _persons(wanted: Substitution) -> Iterator[str]:
    principal, other = wanted.principal, wanted.substitute
    if principal == other:
        yield "不能由本人代理本人，请选择另一位同志。"
        return
    if not principal.is_active:
        yield f"{principal}的账号已停用，不能设定代理；其事项请办理移交。"
    if not other.is_active:
        yield f"{other}的账号已停用，请选择另一位同志。"
    if principal.is_administrator or other.is_administrator:
        yield "系统、安全、审计管理员不办理业务，不能代理，也不能被代理。"
    if wanted.post is not None and wanted.post not in principal.posts:
        yield f"{principal}现在不任“{wanted.post}”，请选择其现任岗位。"
    yield from _bodies(wanted)


def _bodies(wanted: Substitution) -> Iterator[str]:
    """Bodies that check one another, and other districts, are not mixed through a substitute."""
    posts = [wanted.post] if wanted.post else wanted.principal.posts
    theirs = wanted.substitute.posts
    if not theirs:
        yield f"{wanted.substitute}现在没有任职，请选择在岗的同志。"
        return
    inside = {post.organization_id for post in theirs}
    for post in posts:
        body = post.organization
        if body.pk in inside:
            continue
        if body.kind in APART or all(each.organization.kind in APART for each in theirs):
            yield (
                "村、村务监督、业主、施工、监理、审计单位在项目中互相制约，"
                f"“{body}”只能由本单位人员代理，也不由这些单位的人员代理别的单位。"
            )
            return
        if body.district not in {each.organization.district for each in theirs}:
            where = "市级" if body.district == CITY else body.get_district_display()
            yield f"{wanted.substitute}不在{where}任职，请选择同一层级、同一区的同志。"
            return


def _meetings(wanted: Substitution) -> Iterator[str]:
    """Chains, loops, exchanges and doubles with the rules that are in force in the same days."""
    one, other = wanted.principal, wanted.substitute
    met = Substitution.objects.overlapping(wanted.started_on, wanted.ended_on)
    about = Q(principal__in=[one.pk, other.pk]) | Q(substitute=one)
    for row in met.filter(about).select_related("principal", "substitute").order_by("pk"):
        days = f"{row.started_on} 至 {row.ended_on}"
        if row.principal_id == other.pk and row.substitute_id == one.pk:
            yield f"{days} {one}正代理{other}，两人不能互相代理；请先结束那一项，或错开日期。"
        elif not _same_scope(row, wanted):
            continue
        elif row.principal_id == other.pk:
            yield (
                f"{days} {other}本人由{row.substitute}代理，代理不能再转给第三人；"
                "请选择另一位同志，或错开日期。"
            )
        elif row.substitute_id == one.pk:
            yield (
                f"{days} {one}正代理{row.principal}，代理期间不能再由他人代理；"
                "请先由对方另选代理人，或错开日期。"
            )
        elif row.substitute_id == other.pk:
            yield f"{days} 已经由{other}代理{one}，不必重复设定；要改日期请先结束那一项。"


def _same_scope(one: Substitution, other: Substitution) -> bool:
    """Whether some paper of some post could fall under both; empty means all."""
    posts = one.post_id is None or other.post_id is None or one.post_id == other.post_id
    return posts and (not one.paper or not other.paper or one.paper == other.paper)
