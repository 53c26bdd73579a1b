"""PayException: a line paid in cash or through somebody else, asked for and decided."""

from __future__ import annotations

from django.db import models

from flows.engine.paper import Paper
from flows.engine.privacy import mask_name

from ..states import ExceptionMachine, PayMethod
from .batch import PayrollLine


class PayException(ExceptionMachine, Paper):
    """现金或代领 of one line: reason, who receives, evidence (attachments). 实施意见三(四)：原则上
    发放至本人银行卡；例外逐条报批."""

    line = models.ForeignKey(PayrollLine, models.PROTECT, related_name="exceptions")
    method = models.CharField("发放方式", max_length=10, choices=PayMethod.choices)
    recipient = models.CharField("代领人", max_length=40, blank=True)
    relation = models.CharField("与本人关系", max_length=40, blank=True)
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "现金代领申请"
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=models.Q(state__in=["ASKED", "APPROVED"]),
                name="exception_one_counts",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="exception_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(method="CARD"), name="exception_not_by_card"
            ),
            models.CheckConstraint(
                condition=~models.Q(method="PROXY") | ~models.Q(recipient=""),
                name="exception_names_recipient",
            ),
        ]

    @property
    def title(self) -> str:
        worker = self.line.engagement.worker
        who = f"{mask_name(worker.name)}，尾号{worker.id_last4}"
        return f"{self.line.batch.title}{self.get_method_display()}申请（{who}）"
