"""Guest: time-limited access to one project."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .project import Project


class Guest(models.Model):
    """Access to one project for somebody whose post does not give it (committee members)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField("事由", max_length=60)
    started_at = models.DateTimeField("起")
    ended_at = models.DateTimeField("止", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目临时成员"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"], condition=Q(ended_at=None), name="guest_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.project}"
