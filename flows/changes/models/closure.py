"""Closure: an early end of a project, decided, settled and recovered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper

from ..states import ClosureKind, ClosureMachine


class Closure(ClosureMachine, Paper):
    """终止或撤销. Yuan: disbursed = spent + recovered (money is conserved)."""

    kind = models.CharField("类别", max_length=10, choices=ClosureKind.choices)
    grounds = models.TextField("事由和依据", blank=True)
    liability = models.TextField("责任认定", blank=True, help_text="撤销批复的须写明骗取的事实。")
    decision_number = models.CharField("决定书文号", max_length=60, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True, editable=False)
    disbursed = models.DecimalField(
        "已到位资金（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    spent = models.DecimalField(
        "已支出（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    recovered = models.DecimalField(
        "收回资金（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    voucher = models.CharField("缴回凭证号", max_length=60, blank=True)
    settlement = models.TextField("清算情况", blank=True)
    ended_on = models.DateField("办结日期", null=True, blank=True, editable=False)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "DRAFTING": ("grounds", "liability"),
        "SETTLING": ("disbursed", "spent", "recovered", "voucher", "settlement"),
    }

    class Meta:
        verbose_name = verbose_name_plural = "项目终止"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=~Q(state__in=["REFUSED", "WITHDRAWN"]),
                name="closure_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="ENDED")
                | Q(disbursed=models.F("spent") + models.F("recovered")),
                name="closure_conserves_money",
            ),
        ]

    def validate_constraints(self, exclude: Any = None) -> None:
        """Sums are judged once they are there: PostgreSQL cannot add what is not filled in."""
        sums = ("disbursed", "spent", "recovered")
        empty = {name for name in sums if getattr(self, name) is None}
        super().validate_constraints(exclude={*(exclude or ()), *empty})

    @property
    def title(self) -> str:
        return f"项目{self.get_kind_display()}"
