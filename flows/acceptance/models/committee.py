"""CommitteeMember, Interest (why somebody may not judge) and ItemReview (a member's word on an item)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.orgs.models import Organization, Post

from ..states import ItemWord
from .case import AcceptanceCase


class CommitteeMember(models.Model):
    """One member: speaks; votes where ``voting``. Whoever is ``recused`` does neither."""

    case = models.ForeignKey(AcceptanceCase, models.PROTECT, related_name="members")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="单位"
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="岗位")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="委员",
    )
    voting = models.BooleanField("有表决权", default=True)
    chair = models.BooleanField("主任", default=False)
    recused = models.BooleanField("回避", default=False)
    recusal_reason = models.CharField("回避理由", max_length=200, blank=True)
    # 替补: sits in the place of a member who recused himself or cannot come.
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="substitute"
    )
    # When he first opened the one-page summary (阅卷).
    read_at = models.DateTimeField("阅卷时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "验收委员会委员"
        ordering = ["case", "id"]
        constraints = [
            # A colleague of the same post may sit for one who recused himself.
            models.UniqueConstraint(
                fields=["case", "post"], condition=Q(recused=False), name="member_post_once"
            ),
            models.UniqueConstraint(fields=["case", "user"], name="member_person_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(chair=True, recused=False), name="member_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} {self.user or ''}"


class Interest(models.Model):
    """利害关系: a person stands in a relation to an organisation and does not judge its works.

    Declared by himself or listed by whoever composes the committee; ended, never deleted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interests", verbose_name="人员"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="单位"
    )
    relation = models.CharField("关系", max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "利害关系"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(ended_at=None),
                name="interest_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} 与 {self.organization}：{self.relation}"


class ItemReview(models.Model):
    """逐项核验: one member's word on one item of the checklist, in one round (one seal)."""

    case = models.ForeignKey(AcceptanceCase, models.PROTECT, related_name="reviews", db_index=False)
    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="reviews")
    round = models.PositiveIntegerField("核验轮次")
    code = models.CharField("项", max_length=4)
    word = models.CharField("意见", max_length=9, choices=ItemWord.choices)
    opinion = models.CharField("说明", max_length=400, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "逐项核验意见"
        ordering = ["case", "round", "code", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "member", "code"], name="item_review_once"
            ),
            models.CheckConstraint(
                condition=~Q(word="CONTESTED") | ~Q(opinion=""), name="item_review_contest_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_word_display()}"
