"""User, Organization, Post, Appointment: who holds which post, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as StockUserManager
from django.db import models
from django.db.models import F, Q

from .duties import may, opens
from .kinds import ADMIN_POSTS, CITY, DISTRICTS, OrganizationKind, PostCode


class UserSet(models.QuerySet["User"]):
    def holding(self, posts: Iterable[Post]) -> UserSet:
        """Active people who hold one of ``posts`` today, each once, in order of appointment."""
        held = Appointment.objects.filter(post__in=list(posts), ended_on=None)
        return self.filter(is_active=True, pk__in=held.values("user_id")).order_by("pk")


class UserManager(StockUserManager.from_queryset(UserSet)):  # type: ignore[misc]
    """Django's own, with our questions."""


class User(AbstractUser):
    """A person. Deactivated when he leaves, never deleted: the trail names him."""

    full_name = models.CharField("姓名", max_length=40)
    first_name = None
    last_name = None
    # 初始口令: whoever made it has seen it, so it opens nothing but the page that changes it.
    must_change_password = models.BooleanField("须改口令", default=False)

    # 临时账号: the last day on which it opens anything; empty for those who belong to the house.
    expires_on = models.DateField("账号有效至", null=True, blank=True)

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def posts(self) -> list[Post]:
        """The posts he holds, with their organisations (one query, kept for the request)."""
        held = self.appointments.filter(ended_on=None).select_related("post__organization")
        return [appointment.post for appointment in held]

    def holds(self, *codes: str) -> bool:
        return any(post.code in codes for post in self.posts)

    @cached_property
    def is_administrator(self) -> bool:
        """He keeps the system running (admin.*) and therefore sees no business data at all."""
        return any(post.code in ADMIN_POSTS for post in self.posts)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """What the back office lets him do: by his post, never by flags or groups of his own."""
        return self.is_active and any(may(post.code, perm) for post in self.posts)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(opens(post.code, app_label) for post in self.posts)

    @property
    def post_names(self) -> str:
        return "、".join(str(post) for post in self.posts)


class Organization(models.Model):
    """A body that acts in a project: a district office, a township, a contractor …"""

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=OrganizationKind.choices)
    district = models.CharField(
        "区", max_length=6, choices=[(CITY, "北京市"), *DISTRICTS.items()], db_index=True
    )
    town = models.CharField("乡镇", max_length=40, blank=True)
    village = models.CharField("村", max_length=40, blank=True)
    sector = models.CharField("行业", max_length=20, blank=True, help_text="行业主管部门所管行业")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["district", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "district", "town", "village", "sector", "name"],
                name="organization_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One post in one organisation; what seats are offered to."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="posts", verbose_name="单位"
    )
    code = models.CharField("岗位", max_length=40, choices=PostCode.choices)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} {PostCode(self.code).label}"

    @property
    def title(self) -> str:
        return PostCode(self.code).label

    @property
    def holders(self) -> list[User]:
        return list(User.objects.holding([self]))


class Appointment(models.Model):
    """A person's tenure of a post. ``scope`` narrows an auditor to one district."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="人员")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name="岗位")
    started_on = models.DateField("任职起", default=dt.date(2020, 1, 1))
    ended_on = models.DateField("任职止", null=True, blank=True)
    scope = models.CharField(
        "审计范围", max_length=6, blank=True, help_text="审计人员填写区代码，110000 为全市"
    )

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(ended_on=None), name="appointment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.post}"


class SubstitutionSet(models.QuerySet["Substitution"]):
    def in_force(self, on: dt.date) -> SubstitutionSet:
        """Rules that hold on the day ``on``; from the day of revocation they do not."""
        standing = Q(revoked_on=None) | Q(revoked_on__gt=on)
        return self.filter(standing, started_on__lte=on, ended_on__gte=on)

    def active(self, user: User, *, on: dt.date) -> SubstitutionSet:
        """Rules by which ``user`` may sign for somebody on the day ``on``; the desk asks this."""
        return self.in_force(on).filter(substitute=user, principal__is_active=True)

    def overlapping(self, first: dt.date, last: dt.date) -> SubstitutionSet:
        """Rules in force on any day from ``first`` to ``last``, both included."""
        standing = Q(revoked_on=None) | (
            Q(revoked_on__gt=first) & Q(revoked_on__gt=F("started_on"))
        )
        return self.filter(standing, started_on__lte=last, ended_on__gte=first)


class Substitution(models.Model):
    """代理：``substitute`` may sign for ``principal`` between two days, both included.

    A standing rule with dates and scope. It never passes on (no chains), never meets itself
    (no loops) and never reaches a paper that the substitute himself started.
    """

    principal = models.ForeignKey(
        User, models.PROTECT, related_name="substitutes", verbose_name="被代理人"
    )
    substitute = models.ForeignKey(
        User, models.PROTECT, related_name="principals", verbose_name="代理人"
    )
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="代理岗位",
        help_text="不选为全部岗位。",
    )
    paper = models.CharField("代理事项", max_length=40, blank=True, help_text="不选为全部事项。")
    started_on = models.DateField("代理起")
    ended_on = models.DateField("代理止")
    reason = models.CharField("事由", max_length=200)
    revoked_on = models.DateField("提前结束", null=True, blank=True)

    objects = SubstitutionSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        constraints = [
            models.CheckConstraint(
                condition=~Q(principal=F("substitute")), name="substitution_of_another"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")), name="substitution_in_order"
            ),
        ]
        indexes = [models.Index(fields=["substitute", "ended_on"], name="substitution_mine")]

    def __str__(self) -> str:
        return f"{self.substitute} 代 {self.principal}"
