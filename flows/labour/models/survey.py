"""SurveyEntry (who would work, and what he can) and Opening (what work there is)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flows.engine.paper import PaperSet, Words
from flows.projects.models import Project

from .attendance import HandIn
from .people import Worker


class SurveyEntry(models.Model):
    """摸底登记: one person of a surveyed village; ``months`` he could work, 1–12 (实施意见三(二))."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="survey_entries", db_index=False
    )
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="survey_entries")
    town = models.CharField("户籍乡镇", blank=True)
    village = models.CharField("户籍村", blank=True)
    skills = models.CharField("技能", blank=True)
    wish = models.CharField("愿意从事", blank=True)
    months = models.JSONField("可务工月份", default=list, blank=True)
    priority_tag = models.CharField("优先标签", blank=True)
    tag_basis = models.CharField("认定依据", blank=True)
    tag_body = models.CharField("认定单位", blank=True)
    note = models.CharField("备注", blank=True)
    hand_in = models.ForeignKey(HandIn, models.PROTECT, null=True, related_name="survey_entries")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "摸底登记"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "worker"], name="survey_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.worker} · {self.village}"


class Link(Words):
    """用工环节 (实施意见一(三))."""

    LABOUR = "一般劳动"
    SERVICE = "服务保障"
    CARE = "后期管护"


class Opening(models.Model):
    """用工岗位: what is to be done, by how many, with which skill, when and for how much."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="openings")
    link = models.CharField("用工环节", max_length=10, choices=Link.choices, default=Link.LABOUR)
    trade = models.CharField("工种", max_length=30)
    headcount = models.PositiveIntegerField("人数")
    skills = models.CharField("技能要求", blank=True)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    daily_rate = models.DecimalField(
        "报酬标准（元/日）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    piece_rate = models.DecimalField(
        "计件单价（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    piece_unit = models.CharField("计件单位", max_length=10, blank=True)
    is_key = models.BooleanField("关键岗位", default=False)
    note = models.CharField("备注", blank=True)

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用工岗位"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(headcount__gte=1), name="opening_headcount"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="opening_dates"
            ),
            models.CheckConstraint(
                condition=Q(daily_rate__isnull=False) | Q(piece_rate__isnull=False),
                name="opening_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade} {self.headcount} 人"
