"""Disclosure: a private number shown in full, or a list taken out of the system."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from flows.engine.paper import PaperSet
from flows.projects.models import Project

from .people import Worker


class DisclosureKind(models.TextChoices):
    REVEAL = "REVEAL", "查看明文"
    EXPORT = "EXPORT", "导出"


class Disclosure(models.Model):
    """Who saw what, why and how much of it; the trail has an entry of each (个保法 51、55)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="disclosures")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="disclosures")
    kind = models.CharField("种类", max_length=10, choices=DisclosureKind.choices)
    what = models.CharField("内容", max_length=60)
    reason = models.TextField("用途")
    rows = models.PositiveIntegerField("行数", default=1)
    sha256 = models.CharField("哈希", max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "披露记录"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="disclosure_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.what}"
