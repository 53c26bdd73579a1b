"""RaisedFlag (what the rules said, kept), FlagScan (when, of what) and FlagReview (an opinion on it)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from flows.engine.paper import PaperSet
from flows.projects.models import Project


class FlagReview(models.Model):
    """乡镇台账审核's reasoned opinion on a flag, for the facts whose hash is ``fingerprint``."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="flag_reviews", db_index=False
    )
    code = models.CharField("红旗", max_length=10)
    fingerprint = models.CharField("事实指纹", max_length=64)
    opinion = models.TextField("意见")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "红旗复核"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code", "fingerprint"], name="flag_reviewed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.opinion}"


class RaisedFlag(models.Model):
    """One flag of one project as last computed. ``payload`` holds what pages show (names and last
    four digits only)."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="raised_flags", db_index=False
    )
    code = models.CharField("红旗", max_length=10)
    level = models.CharField("级别", max_length=10)
    fingerprint = models.CharField("事实指纹", max_length=64)
    payload = models.JSONField("内容", default=dict)
    at = models.DateTimeField("计算时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "红旗"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="raised_flag_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.code}"


class FlagScan(models.Model):
    """When a project's flags were last computed, and from what: the last entry of its trail, the day,
    and ``neighbours`` (project id → last entry of its trail) with whom it shares people or cards."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="flag_scan")
    sequence = models.BigIntegerField("末条序号")
    day = models.DateField("计算日")
    neighbours = models.JSONField("相关项目", default=dict)
    at = models.DateTimeField("计算时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "红旗计算"

    def __str__(self) -> str:
        return f"{self.project_id} {self.sequence}"
