"""What was recorded on site: the record of one inspection, its items, photos, and the daily log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.documents.models import Attachment
from flows.engine.paper import PaperSet
from flows.orgs.models import Organization
from flows.projects.models import Project

from ..states import Verdict
from .inspection import Inspection, Rectification


class InspectionRecord(models.Model):
    """现场检查记录: one visit of an inspector to one checkpoint, sent once (``token``).

    ``counted`` heads were seen on site, ``on_roll`` people the day's attendance holds (空: not
    counted here). The drawn signature is an attachment. Rows are never changed (database.py).
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="inspection_records")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="records")
    token = models.UUIDField("提交标识", unique=True)
    at = models.DateTimeField("提交时间")
    # When the page was opened on the telephone, as it says itself: a draft may be sent hours later.
    begun_at = models.DateTimeField("到场时间（手机）", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.CharField("地点", max_length=120, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    counted = models.PositiveIntegerField("现场人数", null=True, blank=True)
    on_roll = models.PositiveIntegerField("当日考勤人数", null=True, blank=True)
    note = models.TextField("说明", blank=True)
    signature = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="签名"
    )

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "现场检查记录"
        ordering = ["inspection", "id"]

    def __str__(self) -> str:
        return f"{self.inspection.title} 现场检查记录"


class RecordItem(models.Model):
    """One item of an inspection record: conform, defect (said what), or not applicable."""

    record = models.ForeignKey(
        InspectionRecord, models.PROTECT, related_name="items", db_index=False
    )
    position = models.PositiveIntegerField("序号")
    text = models.CharField("检查内容", max_length=200)
    verdict = models.CharField("结果", max_length=8, choices=Verdict.choices)
    note = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查内容"
        ordering = ["record", "position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="record_item_once"),
            models.CheckConstraint(
                condition=~Q(verdict="DEFECT") | ~Q(note=""), name="record_item_defect_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.text}"


class SitePhoto(models.Model):
    """A photo as it may be shown: re-encoded, marked; its place and time kept apart from it.

    It belongs to exactly one of a record, a rectification (before, after) or a log.
    """

    class Moment(models.TextChoices):
        SITE = "SITE", "现场"
        BEFORE = "BEFORE", "整改前"
        AFTER = "AFTER", "整改后"

    project = models.ForeignKey(Project, models.PROTECT, related_name="site_photos")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="site_photo")
    record = models.ForeignKey(
        InspectionRecord, models.PROTECT, null=True, blank=True, related_name="photos"
    )
    rectification = models.ForeignKey(
        Rectification, models.PROTECT, null=True, blank=True, related_name="photos"
    )
    log = models.ForeignKey(
        "flows.SiteLog", models.PROTECT, null=True, blank=True, related_name="photos"
    )
    moment = models.CharField("时点", max_length=6, choices=Moment.choices, default=Moment.SITE)
    position = models.PositiveIntegerField("对应检查内容", null=True, blank=True)
    taken_at = models.DateTimeField("拍摄时间（照片自带）", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    # Of the file as it came: the same picture handed in for another place or day is found by it.
    original_sha256 = models.CharField("原图哈希", max_length=64)
    added_at = models.DateTimeField("上传时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "现场照片"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, rectification=None, log=None)
                | Q(record=None, rectification__isnull=False, log=None)
                | Q(record=None, rectification=None, log__isnull=False),
                name="site_photo_of_one",
            )
        ]
        indexes = [models.Index(fields=["original_sha256"], name="site_photo_original")]

    def __str__(self) -> str:
        return f"{self.get_moment_display()}照片"


class SiteLog(models.Model):
    """监理日志: one a day for each supervising body. Yesterday's is closed; later words are added."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="site_logs")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    day = models.DateField("日期")
    weather = models.CharField("天气", max_length=40, blank=True)
    works = models.TextField("施工情况")
    supervision = models.TextField("监理工作", blank=True)
    problems = models.TextField("问题和处理", blank=True)
    machines = models.CharField("主要机械", max_length=200, blank=True)
    people = models.PositiveIntegerField("当日考勤人数", null=True, blank=True)
    # Said later: [{"at", "by", "text"}], in order.
    additions = models.JSONField("补充", default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("填写时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监理日志"
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organization", "day"], name="site_log_once")
        ]

    def __str__(self) -> str:
        return f"监理日志 {self.day}"


class Escalation(models.Model):
    """An overdue or twice refused rectification told one level up: 业主 → 行业主管 → 区政府."""

    class Reason(models.TextChoices):
        LATE = "LATE", "逾期未整改"
        REOPENED = "REOPENED", "两次复查不合格"

    rectification = models.ForeignKey(
        Rectification, models.PROTECT, related_name="escalations", db_index=False
    )
    level = models.PositiveIntegerField("级次")
    reason = models.CharField("事由", max_length=8, choices=Reason.choices)
    post = models.CharField("报告岗位", max_length=160)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "整改升级"
        ordering = ["rectification", "level"]
        constraints = [
            models.UniqueConstraint(fields=["rectification", "level"], name="escalation_once")
        ]

    def __str__(self) -> str:
        return f"{self.rectification.title} 升级 {self.level}"
