"""Training and Briefing: what people were taught, who was there, who signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from flows.engine.paper import PaperSet, Words
from flows.projects.models import Project

from .people import Engagement


class TrainingKind(Words):
    SAFETY = "安全生产培训"
    SKILL = "劳动技能培训"


class Training(models.Model):
    """One session. The signed sheet is kept as an attachment (安全生产法28：时间、内容、人员、考核)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="trainings")
    kind = models.CharField("类别", max_length=10, choices=TrainingKind.choices)
    held_on = models.DateField("日期")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1)
    content = models.TextField("内容")
    trainer = models.CharField("授课人", max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"


class TrainingRecord(models.Model):
    """One person at one session."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="records", db_index=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="training_records")
    score = models.DecimalField("成绩", max_digits=5, decimal_places=1, null=True, blank=True)
    passed = models.BooleanField("合格", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训人员"
        constraints = [
            models.UniqueConstraint(fields=["training", "engagement"], name="trained_once")
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.training_id}"


class Briefing(models.Model):
    """技术交底 before a key post's work; both sides sign (安全生产管理条例27)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="briefings")
    topic = models.CharField("交底内容", max_length=200)
    held_on = models.DateField("日期")
    briefer = models.CharField("交底人", max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "技术交底"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.topic} {self.held_on}"


class BriefingRecord(models.Model):
    """One person who was briefed and signed."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="records", db_index=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="briefing_records")

    class Meta:
        verbose_name = verbose_name_plural = "交底人员"
        constraints = [
            models.UniqueConstraint(fields=["briefing", "engagement"], name="briefed_once")
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.briefing_id}"
