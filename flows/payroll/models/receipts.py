"""BankReceipt: one line of the bank's answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flows.engine.paper import PaperSet
from flows.labour.models import HandIn
from flows.projects.models import Project

from .batch import PayrollLine


class BankReceipt(models.Model):
    """One line of the bank's answer; ``line`` is empty where it matches none, or more than one.

    A success that the bank took back later is ``reversed``: it no longer counts as paid.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="receipts", db_index=False)
    line = models.ForeignKey(PayrollLine, models.PROTECT, null=True, related_name="receipts")
    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="receipts")
    month = models.DateField("报酬月份")
    traded_on = models.DateField("交易日期")
    serial = models.CharField("流水号")
    holder = models.CharField("户名", blank=True)
    card_index = models.CharField("卡号索引", max_length=64)
    card_last4 = models.CharField("卡号后四位", max_length=4)
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    succeeded = models.BooleanField("成功")
    reversed = models.BooleanField("已被退汇冲销", default=False)
    remark = models.CharField("摘要", blank=True)

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "银行回单"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "serial", "traded_on", "card_index", "amount", "succeeded"],
                name="receipt_once",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(succeeded=True, reversed=False),
                name="receipt_paid_once",
            ),
        ]
        indexes = [models.Index(fields=["card_index"], name="receipt_card")]

    def __str__(self) -> str:
        return f"{self.serial} {self.amount}"
