"""Renewal and RenewalRecord: agreements signed anew after the roster was verified."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from flows.engine.paper import PaperSet
from flows.projects.models import Project

from .people import AgreementKind, Engagement


class Renewal(models.Model):
    """续签: one term for those who signed it. The signed agreements are an attachment (条例28)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="renewals")
    kind = models.CharField("协议类型", max_length=10, choices=AgreementKind.choices)
    since = models.DateField("协议开始")
    until = models.DateField("协议结束")
    insurance = models.CharField("保险", max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协议续签"
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="renewal_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}—{self.until}"


class RenewalRecord(models.Model):
    """One person's new agreement, and the term it follows."""

    renewal = models.ForeignKey(Renewal, models.PROTECT, related_name="records", db_index=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="renewals")
    number = models.CharField("协议编号", max_length=60)
    followed_number = models.CharField("原协议编号", max_length=60, blank=True)
    followed_until = models.DateField("原协议结束", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "续签人员"
        constraints = [
            models.UniqueConstraint(fields=["renewal", "engagement"], name="renewed_once")
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.number}"
