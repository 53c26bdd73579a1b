"""Intake: a running project, as its scanned papers state it, on its way into the corridor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from flows.documents.models import Document
from flows.engine.paper import Paper
from flows.projects.models import WageRegime

from .rules import FACTS
from .states import At, IntakeMachine


class Intake(IntakeMachine, Paper):
    """补录: facts typed from scans (yuan, dates as on paper). The trail's time is the day of entry.

    The approval's elements are the document's; the project's own facts are the project's.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="intake", verbose_name="立项批复"
    )
    at = models.CharField("补录到", max_length=12, choices=At.choices)
    decision_number = models.CharField("批复文号（补录）", max_length=60, blank=True)
    approved_on = models.DateField("批复日期（补录）", null=True, blank=True)
    funding_number = models.CharField("资金文件文号（补录）", max_length=60, blank=True)
    funded_on = models.DateField("资金文件日期（补录）", null=True, blank=True)
    contract_number = models.CharField("合同编号（补录）", max_length=60, blank=True)
    price = models.DecimalField(
        "合同价（元，补录）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    signed_on = models.DateField("合同签订日期（补录）", null=True, blank=True)
    wage_regime = models.CharField(
        "工资支付制度（补录）", max_length=4, choices=WageRegime, default=WageRegime.APPLIES
    )
    start_order_number = models.CharField("开工令编号（补录）", max_length=60, blank=True)
    begun_on = models.DateField("开工日期（补录）", null=True, blank=True)
    wage_account = models.BooleanField("已开设农民工工资专用账户（补录）", default=False)
    note = models.TextField("补录说明", blank=True, max_length=1000)

    FACTS: ClassVar[tuple[str, ...]] = tuple(fact.name for fact in FACTS)
    DOCUMENT: ClassVar[dict[str, str]] = {"DRAFT": "document"}

    class Meta:
        verbose_name = verbose_name_plural = "存量项目补录"
        constraints = [
            models.UniqueConstraint(fields=["project"], name="intake_once"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gt=0), name="intake_price_positive"
            ),
        ]

    @property
    def is_regulated(self) -> bool:
        """保障农民工工资支付条例 applies as such."""
        return self.wage_regime == WageRegime.APPLIES
