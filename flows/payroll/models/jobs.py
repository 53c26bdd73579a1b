"""ImportJob: a big file taken in by the queue, watched on a page."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from flows.engine.paper import PaperSet
from flows.projects.models import Project

from ..states import JobState


class ImportJob(models.Model):
    """``token`` names the files on the shelf (sheets/shelf.py); ``result`` is what the page shows."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="import_jobs")
    token = models.CharField("暂存", max_length=40, unique=True)
    status = models.CharField(
        "状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    rehearsal = models.BooleanField("只核对", default=True)
    done = models.PositiveIntegerField("已处理行", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    cancel_asked = models.BooleanField("要求取消", default=False)
    result = models.JSONField("结果", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间")
    leased_until = models.DateTimeField("处理至", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入任务"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_status_display()}"
