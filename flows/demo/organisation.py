"""The demo's bodies and people: every organisation a case names, one holder per post.

Invented names only. Usernames are ``<district>.<post>`` (``miyun.drc.chief``); all demo accounts
share one generated password, kept beside the data.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from flows.orgs.kinds import ADMIN_POSTS, CITY, DISTRICTS, OrganizationKind, PostCode
from flows.orgs.models import Appointment, Organization, Post, User
from flows.projects.scope import sector_of_field

SLUGS = dict(
    zip(
        DISTRICTS,
        (
            "dongcheng",
            "xicheng",
            "chaoyang",
            "fengtai",
            "shijingshan",
            "haidian",
            "mentougou",
            "fangshan",
            "tongzhou",
            "shunyi",
            "changping",
            "daxing",
            "huairou",
            "pinggu",
            "miyun",
            "yanqing",
        ),
        strict=True,
    )
) | {CITY: "beijing"}
SECTOR_NAMES = {
    "住建": "住房和城乡建设委员会",
    "交通": "交通局",
    "水务": "水务局",
    "园林绿化": "园林绿化局",
    "文旅": "文化和旅游局",
}
FAMILY, GIVEN = (
    "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕",
    "建国卫东晓明志强秀英丽华永红春生文斌海涛",
)
HOME = "110118"
K = OrganizationKind


@dataclass(frozen=True)
class Cast:
    """The bodies of one project: names as the case gives them."""

    district: str
    town: str
    village: str
    field: str
    owner: str
    contractor: str
    supervisor: str | None


def load() -> None:
    """Organisations and people of the home district; does nothing when they are there."""
    if User.objects.exists():
        return
    with transaction.atomic():
        ensure(
            Cast(
                HOME,
                "示例镇",
                "示例村",
                "农村生产生活",
                "示例镇乡村建设服务中心",
                "示例村股份经济合作社",
                "北京示例监理有限公司",
            )
        )


def ensure(cast: Cast) -> dict[str, Organization]:
    """Every body of ``cast``, the district's and the city's, each post with one holder."""
    town, village, name = cast.town, cast.village, DISTRICTS[cast.district]
    sector = sector_of_field(cast.field)
    wanted = [
        (K.VILLAGE, f"{town}{village}村民委员会", {"town": town, "village": village}),
        (K.OVERSIGHT, f"{town}{village}村务监督委员会", {"town": town, "village": village}),
        (K.TOWNSHIP, f"{name}{town}人民政府", {"town": town}),
        (K.DRC, f"{name}发展和改革委员会", {}),
        (K.AGRI, f"{name}农业农村局", {}),
        (K.FINANCE, f"{name}财政局", {}),
        (K.HRSS, f"{name}人力资源和社会保障局", {}),
        (K.GOVERNMENT, f"{name}人民政府", {}),
        (K.SECTOR, name + SECTOR_NAMES.get(sector, "行业主管部门"), {"sector": sector}),
        (K.OWNER, cast.owner, {}),
        (K.CONTRACTOR, cast.contractor, {}),
        (K.AUDIT, f"{name}审计局", {}),
    ]
    if cast.supervisor:
        wanted.append((K.SUPERVISOR, cast.supervisor, {}))
    bodies = {kind: _body(kind, cast.district, title, **more) for kind, title, more in wanted}
    for kind, title in (
        (K.CITY_DRC, "北京市发展和改革委员会"),
        (K.CITY_AGRI, "北京市农业农村局"),
        (K.OPERATIONS, "以工代赈系统运行中心"),
    ):
        bodies[kind] = _body(kind, CITY, title)
    return {kind.value: body for kind, body in bodies.items()}


def _body(kind: OrganizationKind, district: str, name: str, **more: str) -> Organization:
    body, _ = Organization.objects.get_or_create(kind=kind, district=district, name=name, **more)
    held = set(
        Appointment.objects.filter(post__organization=body).values_list("post__code", flat=True)
    )
    for code in PostCode:
        if code.organization_kind == kind and code.value not in held:
            _appoint(body, code)
    return body


def _appoint(body: Organization, code: PostCode) -> None:
    post, _ = Post.objects.get_or_create(organization=body, code=code)
    username = _free(f"{SLUGS[body.district]}.{code.value}")
    user = User.objects.create(
        username=username,
        full_name=_name(f"{body.pk}{username}"),
        password=_password_hash(),
        is_staff=code in ADMIN_POSTS,
        is_superuser=False,
    )
    scope = body.district if code == PostCode.AUDITOR else ""
    Appointment.objects.create(user=user, post=post, scope=scope)


def _free(username: str) -> str:
    taken = User.objects.filter(username__startswith=username).count()
    return f"{username}{taken + 1}" if taken else username


def _name(seed: str) -> str:
    digest = hashlib.sha256(seed.encode()).digest()
    given = GIVEN[digest[1] % len(GIVEN)] + (GIVEN[digest[2] % len(GIVEN)] if digest[3] % 3 else "")
    return FAMILY[digest[0] % len(FAMILY)] + given


_hashes: dict[str, str] = {}


def _password_hash() -> str:
    """One hash for all: the demo's accounts share one password, hashing it once is enough."""
    plain = settings.STATE.demo_password()
    if plain not in _hashes:
        _hashes[plain] = make_password(plain)
    return _hashes[plain]


def accounts() -> list[tuple[str, str]]:
    """(username, who he is) of the home district's demo accounts, in order of the corridor."""
    return [(each.user.username, f"{each.user.full_name}（{each.post}）") for each in _of_home()]


def _of_home() -> list[Appointment]:
    held = Appointment.objects.filter(
        post__organization__district__in=[HOME, CITY], ended_on=None
    ).select_related("user", "post__organization")
    order = {code.value: place for place, code in enumerate(PostCode)}
    return sorted(held, key=lambda each: (order[each.post.code], each.pk))


def demo_accounts() -> list[dict[str, object]]:
    """For the log-in page of a demo state: people by organisation, never a password."""
    if not settings.YGDZ_DEMO_STATE:
        return []
    groups: dict[str, list[dict[str, str]]] = {}
    for appointment in _of_home():
        post, user = appointment.post, appointment.user
        groups.setdefault(post.organization.name, []).append(
            {"username": user.username, "name": user.full_name, "post": post.title}
        )
    return [{"organization": name, "accounts": people} for name, people in groups.items()]
