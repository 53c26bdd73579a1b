"""BankFile (what was sent to the bank) and BankLayout (the columns a contractor's bank wants)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from flows.engine.paper import PaperSet
from flows.orgs.models import Organization
from flows.projects.models import Project

from .batch import PayrollBatch


class BankLayout(models.Model):
    """``columns`` is a list of {"heading", "field"} in order; ``format`` xlsx or csv."""

    organization = models.OneToOneField(Organization, models.PROTECT, related_name="bank_layout")
    format = models.CharField("格式", max_length=4, choices=[("xlsx", "xlsx"), ("csv", "csv")])
    columns = models.JSONField("列", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "银行文件格式"

    def __str__(self) -> str:
        return f"{self.organization} {self.format}"


class BankFile(models.Model):
    """One export for the bank: how many lines, how much, its hash. The file itself is not kept."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="bank_files")
    batch = models.ForeignKey(PayrollBatch, models.PROTECT, related_name="bank_files")
    format = models.CharField("格式", max_length=4)
    lines = models.PositiveIntegerField("行数")
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    sha256 = models.CharField("哈希", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "银行代发文件"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.batch} {self.amount}"
