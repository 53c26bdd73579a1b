"""HeadingWord: what an organisation's spreadsheets call a column, learned from its people."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from flows.orgs.models import Organization


class HeadingWord(models.Model):
    """``key`` is the heading as sheets.cleaning.heading_key writes it, ``field`` the column it means."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="heading_words")
    kind = models.CharField("种类", max_length=10)
    key = models.CharField("表头", max_length=60)
    field = models.CharField("含义", max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "表头写法"
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind", "key"], name="word_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.field}"
