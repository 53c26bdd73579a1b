"""Fund (where the money comes from) and Baseline (批复基线: what the approval promised)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from .project import Project, Source


class Fund(models.Model):
    """One source of a project's money, yuan."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="funds")
    source = models.CharField("资金来源", max_length=20, choices=Source.choices)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "资金来源"
        constraints = [
            models.UniqueConstraint(fields=["project", "source"], name="fund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.amount}"


class Baseline(models.Model):
    """What the approval promised (r2, r3, r5): every later figure is compared with the latest."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField("版次", default=1)
    approved_on = models.DateField("批复日期")
    headcount = models.PositiveIntegerField("带动当地务工人数")
    priority_headcount = models.PositiveIntegerField("其中优先群体", default=0)
    labour_pay = models.DecimalField("劳务报酬总额", max_digits=16, decimal_places=2)
    denominator = models.CharField("占比分母", max_length=20)
    denominator_amount = models.DecimalField("分母金额", max_digits=16, decimal_places=2)
    training = models.PositiveIntegerField("培训人次", default=0)
    # The part of ``training`` that a roster records (r5); None where the approval does not say.
    safety_training = models.PositiveIntegerField("其中安全培训", null=True, blank=True)
    posts = models.PositiveIntegerField("公益性岗位", default=0)
    document_number = models.CharField("批复文号", max_length=60, blank=True)
    # What made it: 批复, or the change that was approved.
    origin = models.CharField("来源", max_length=40, default="批复")
    total_investment = models.DecimalField(
        "总投资（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "批复基线"
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="baseline_once")]

    def __str__(self) -> str:
        return f"{self.project} 批复基线 {self.number}"

    @property
    def named(self) -> str:
        """How a figure says which promise it is compared with: 批复基线 2（第 1 次变更，…号）."""
        paper = self.document_number or f"{self.approved_on:%Y-%m-%d}"
        return f"批复基线 {self.number}（{self.origin}，{paper}）"

    @property
    def ratio(self) -> Decimal:
        return self.labour_pay / self.denominator_amount
