"""Parameter and the working calendar: what the district's administrators keep."""

from __future__ import annotations

from django.db import models

from .parameters import Parameters, Row, Value


class Strength(models.TextChoices):
    BLOCK = "block", "阻断"
    WARN = "warn", "预警"
    RECORD = "record", "提示"


class AsOf(models.TextChoices):
    APPROVAL = "approval", "批复日"
    ATTENDANCE = "attendance", "出勤日"
    PERIOD_END = "period_end", "周期末"
    NOTICE_START = "notice_start", "公示开始日"
    TODAY = "today", "办理日"


class Parameter(models.Model):
    """A number, list or switch of policy. A change is a new row with a later effective date."""

    key = models.CharField("参数", max_length=60, db_index=True)
    value = models.CharField("取值", max_length=300)
    unit = models.CharField("单位", max_length=20, blank=True)
    strength = models.CharField("强度", max_length=10, choices=Strength, default=Strength.RECORD)
    fund = models.CharField("适用资金来源", max_length=20, blank=True)
    district = models.CharField("适用区", max_length=6, blank=True)
    effective_from = models.DateField("生效日")
    as_of = models.CharField("按哪一天取值", max_length=20, choices=AsOf, default=AsOf.TODAY)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "政策参数"
        ordering = ["key", "fund", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "fund", "district", "effective_from"], name="parameter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

    @staticmethod
    def snapshot(beginning: str = "") -> Parameters:
        """Every parameter whose key begins so, in one query, as rules are given them."""
        rows = Parameter.objects.filter(key__startswith=beginning).values_list(
            "key", "value", "strength", "basis", "fund", "district", "effective_from"
        )
        return Parameters(
            Row(Value(key, text, strength, basis), fund, district, effective_from)
            for key, text, strength, basis, fund, district, effective_from in rows
        )


class CalendarYear(models.Model):
    """A year whose holidays the State Council has published; others are never guessed."""

    year = models.PositiveIntegerField("年份", unique=True)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "已公布放假安排的年份"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the ordinary week: a holiday, or a weekend day worked (调休)."""

    day = models.DateField("日期", unique=True)
    working = models.BooleanField("上班")
    name = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.working else '放假'}"
