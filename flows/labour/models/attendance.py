"""HandIn (a file taken in), RollCall (a count on site) and Attendance (who was there on which day)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.engine.paper import PaperSet
from flows.projects.models import Project

from .people import Engagement


class HandIn(models.Model):
    """A file handed in and taken: what it was and what it changed. The file itself is not kept."""

    class Kind(models.TextChoices):
        ROSTER = "roster", "用工名册"
        ATTENDANCE = "attendance", "考勤表"
        PAYROLL = "payroll", "劳务报酬发放台账"
        RECEIPTS = "receipts", "银行回单"
        SURVEY = "survey", "劳动力摸底表"

    project = models.ForeignKey(Project, models.PROTECT, related_name="handins", db_index=False)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    month = models.DateField("月份", null=True, blank=True)
    name = models.CharField("文件名")
    sha256 = models.CharField("哈希", max_length=64)
    rows = models.PositiveIntegerField("行数")
    accepted = models.PositiveIntegerField("记录")
    unchanged = models.PositiveIntegerField("未变")
    # Cells in which an attendance sheet is unlike what was counted or corrected on site, which
    # stands: [engagement, day "2025-06-03", the sheet's portion, the portion that stands].
    against = models.JSONField("与点名不符", default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("交表时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交表记录"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "month", "sha256"],
                name="hand_in_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class RollCall(models.Model):
    """现场点名: who was there, counted on site, with place, time and photo (an attachment)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="roll_calls")
    day = models.DateField("日期")
    at = models.DateTimeField("点名时间")
    place = models.CharField("地点", max_length=60)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    counted = models.PositiveIntegerField("现场清点人数")
    absent = models.JSONField(
        "缺勤", default=list, blank=True
    )  # keys of engagements called in vain
    note = models.CharField("补登说明", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Made by the page that asks: sent twice over a bad network it is one roll call.
    token = models.UUIDField("提交标识", unique=True)

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "点名"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.day}"


class Attendance(models.Model):
    """One person present on one day: a whole or half day.

    Once a pay batch uses it a row is ``locked`` and never edited: a correction adds a row that
    ``reverses`` it (the same portion, negative, with a reason) and takes ``live`` from it. The sum
    over all rows and the sum over live rows are the same. A row comes from a sheet (``hand_in``),
    a count on site (``roll_call``) or a correction (neither, but a reason and who).
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="attendances")
    day = models.DateField("日期")
    portion = models.DecimalField("工日", max_digits=2, decimal_places=1)
    hand_in = models.ForeignKey(HandIn, models.PROTECT, null=True, related_name="attendances")
    roll_call = models.ForeignKey(RollCall, models.PROTECT, null=True, related_name="attendances")
    live = models.BooleanField("有效", default=True)
    locked = models.BooleanField("锁定", default=False)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    reason = models.TextField("冲正理由", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "day"], condition=Q(live=True), name="attendance_once"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, portion__in=[Decimal("0.5"), Decimal(1)])
                | Q(reverses__isnull=False, live=False)
                & Q(portion__in=[Decimal("-0.5"), Decimal(-1)])
                & ~Q(reason=""),
                name="attendance_portion",
            ),
            models.CheckConstraint(
                condition=Q(hand_in__isnull=False)
                | Q(roll_call__isnull=False)
                | Q(reverses__isnull=False)
                | Q(by__isnull=False) & ~Q(reason=""),
                name="attendance_sourced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.day} {self.portion}"
