"""Who sees which project: by the posts he holds. Outside one's scope a project does not exist."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from flows.engine import clock
from flows.engine.models import Parameter
from flows.engine.parameters import Parameters
from flows.orgs.kinds import CITY, CITY_KINDS, DISTRICT_KINDS, OrganizationKind

OWN = {
    OrganizationKind.VILLAGE: "village",
    OrganizationKind.OVERSIGHT: "oversight",
    OrganizationKind.TOWNSHIP: "township",
    OrganizationKind.OWNER: "owner",
    OrganizationKind.CONTRACTOR: "contractor",
    OrganizationKind.SUPERVISOR: "supervisor",
}


def scope_of(user: Any) -> Q:
    """A condition on Project; matches nothing for administrators and strangers."""
    found = Q(pk__in=[])
    if not user.is_authenticated or not user.is_active or user.is_administrator:
        return found
    if user.expires_on is not None and user.expires_on < clock.today():
        return found
    for post in user.posts:
        found |= _scope_of_post(post, user)
    return found | Q(guests__user=user, guests__ended_at=None)


def _scope_of_post(post: Any, user: Any) -> Q:
    body = post.organization
    if body.kind in OWN:
        return Q(**{OWN[OrganizationKind(body.kind)]: body})
    if body.kind in DISTRICT_KINDS:
        return Q(district=body.district)
    if body.kind == OrganizationKind.SECTOR:
        return Q(district=body.district, field__in=fields_of_sector(body.sector, body.district))
    if body.kind in CITY_KINDS:
        return ~Q(pk__in=[])
    if body.kind == OrganizationKind.AUDIT:
        return _audit_scope(post, user)
    return Q(pk__in=[])


def _audit_scope(post: Any, user: Any) -> Q:
    held = user.appointments.filter(post=post, ended_on=None).values_list("scope", flat=True)
    scope = held.first()
    if scope == CITY:
        return ~Q(pk__in=[])
    return Q(district=scope) if scope else Q(pk__in=[])


SECTOR_KEY = "sector.of."


def fields_of_sector(sector: str, district: str = "") -> list[str]:
    """The fields a sector department answers for today (parameter ``sector.of.<领域>``)."""
    known, today = Parameter.snapshot(SECTOR_KEY), clock.today()
    fields = (key.removeprefix(SECTOR_KEY) for key in known)
    return [field for field in fields if _sector(known, field, today, district) == sector]


def sector_of_field(field: str, *, on: dt.date | None = None, district: str = "") -> str:
    """The sector in charge of ``field`` on a day (today); empty where none is named."""
    return _sector(Parameter.snapshot(SECTOR_KEY), field, on or clock.today(), district)


def _sector(known: Parameters, field: str, on: dt.date, district: str) -> str:
    found = known.find(SECTOR_KEY + field, on=on, district=district)
    return found.text if found else ""
