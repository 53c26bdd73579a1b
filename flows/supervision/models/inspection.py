"""Inspection (one checkpoint) and Rectification (one notice to put something right)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.projects.states import Stage

from ..states import InspectionMachine, Measure, Origin, RectificationMachine, Severity


class Inspection(InspectionMachine, Paper):
    """One checkpoint of the supervision plan: reported, inspected, signed off or put right."""

    code = models.CharField("检查项", max_length=10)
    name = models.CharField("名称", max_length=80)
    severity = models.CharField("严重度", max_length=1, choices=Severity.choices)
    month = models.DateField("计划月份")
    due_on = models.DateField("计划日期", null=True, blank=True)
    origin = models.CharField(
        "来源", max_length=5, choices=Origin.choices, default=Origin.PLAN, editable=False
    )
    # 工序: within one project a check with a number is reported after all with a lower one are
    # signed off (质量条例37). Empty for what has no order.
    sequence = models.PositiveIntegerField("工序次序", null=True, blank=True)
    evidence = models.CharField("须提交的证据", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    is_concealed = models.BooleanField("隐蔽工程", default=False)
    report_note = models.TextField("报检说明", blank=True)
    result = models.TextField("检查结论", blank=True)
    defect = models.TextField("问题", blank=True)
    rectify_days = models.PositiveIntegerField("整改期限（日）", null=True, blank=True)
    measure = models.CharField("处置", max_length=6, choices=Measure.choices, blank=True)
    inspected_on = models.DateField("检查日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        ordering = ["project", "month", "code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code", "month", "name"], name="inspection_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DEFECTIVE", "CLOSED"]) | ~Q(defect=""),
                name="inspection_defect_said",
            ),
        ]

    @property
    def title(self) -> str:
        """With its month where the same is checked again and again; a process has its turn instead."""
        again = f"（{self.month:%Y年%-m月}）" if self.sequence is None else ""
        return f"检查 {self.code} {self.name}{again}"

    @property
    def report_by(self) -> dt.date | None:
        """The last day to report it; None while the works are stopped, when nobody can."""
        return None if self.project.stage == Stage.SUSPENDED else self.due_on


class Rectification(RectificationMachine, Paper):
    """整改通知. Those the ledgers open (SF2) have no inspection; ``subjects`` are engagement ids."""

    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rectifications",
        verbose_name="检查",
    )
    number = models.PositiveIntegerField("编号")
    code = models.CharField("检查项", max_length=10)
    severity = models.CharField("严重度", max_length=1, choices=Severity.choices)
    defect = models.TextField("问题")
    deadline = models.DateField("整改期限")
    measure = models.CharField("处置", max_length=6, choices=Measure.choices, default=Measure.NONE)
    responsible = models.CharField("责任单位", max_length=120)
    report = models.TextField("整改报告", blank=True)
    recheck_note = models.TextField("复查情况", blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    reopened = models.PositiveIntegerField("复查不合格次数", default=0)
    # 逾期或两次复查不合格升级: how often it was told upwards, and when last.
    escalated = models.PositiveIntegerField("升级次数", default=0, editable=False)
    escalated_on = models.DateField("升级日期", null=True, blank=True, editable=False)
    subjects = models.JSONField("涉及用工", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="rectification_number"),
            models.UniqueConstraint(
                fields=["inspection"], condition=~Q(state="CLOSED"), name="rectification_one_open"
            ),
        ]

    @property
    def title(self) -> str:
        return f"整改 {self.number} 号（{self.code}）"
