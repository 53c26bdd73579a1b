"""MonthlyReport (监理月报) and PaymentClaim (工程款支付申请)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper

from ..states import ClaimKind, ClaimMachine, ReportMachine


class MonthlyReport(ReportMachine, Paper):
    """One month of one project. ``figures`` are frozen when it is signed; until then they are live.

    ``progress`` is the works done since the start, percent of the whole (形象进度).
    """

    month = models.DateField("月份")
    progress = models.DecimalField(
        "累计形象进度（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    works = models.TextField("本月完成的主要工程", blank=True)
    problems = models.TextField("存在问题和措施", blank=True)
    next_month = models.TextField("下月计划", blank=True)
    figures = models.JSONField("数据", default=dict, blank=True, editable=False)
    signed_on = models.DateField("签发日期", null=True, blank=True, editable=False)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "DRAFTING": ("progress", "works", "problems", "next_month")
    }

    class Meta:
        verbose_name = verbose_name_plural = "监理月报"
        ordering = ["project", "month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="monthly_report_once"),
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__gte=0, progress__lte=100),
                name="monthly_report_progress",
            ),
            models.CheckConstraint(
                condition=~Q(state="SIGNED") | Q(signed_on__isnull=False),
                name="monthly_report_dated",
            ),
        ]

    @property
    def title(self) -> str:
        return f"{self.month:%Y年%-m月}监理月报"


class PaymentClaim(ClaimMachine, Paper):
    """One claim for money of the contract, yuan; 人工费用 apart from 工程进度款 (条例24、29)."""

    number = models.PositiveIntegerField("次数")
    kind = models.CharField(
        "款项", max_length=6, choices=ClaimKind.choices, default=ClaimKind.WORKS
    )
    month = models.DateField("所属月份")
    amount = models.DecimalField("申请金额（元）", max_digits=14, decimal_places=2)
    measured = models.DecimalField(
        "签认金额（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField("已完工程量和说明", blank=True)
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    voucher = models.CharField("拨款凭证号", max_length=60, blank=True)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {"DRAFTING": ("amount", "note")}

    class Meta:
        verbose_name = verbose_name_plural = "工程款支付"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="payment_claim_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_claim_positive"),
            models.CheckConstraint(
                condition=Q(measured=None) | Q(measured__gte=0, measured__lte=models.F("amount")),
                name="payment_claim_measured",
            ),
            models.CheckConstraint(
                condition=~Q(state="PAID") | (Q(paid_on__isnull=False) & ~Q(voucher="")),
                name="payment_claim_paid",
            ),
        ]

    @property
    def title(self) -> str:
        return f"工程款支付 第 {self.number} 次（{self.get_kind_display()}）"
