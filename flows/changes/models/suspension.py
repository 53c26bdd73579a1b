"""Suspension: one stop of the works, from the order to the resumption."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.supervision.models import Rectification

from ..states import SuspensionCause, SuspensionMachine


class Suspension(SuspensionMachine, Paper):
    """停工令. Several may be in force at once, the last one lifted resumes. It has no initiator: who
    ordered it (the trail says) may have to review or sign the resumption."""

    number = models.PositiveIntegerField("编号")
    cause = models.CharField("停工原因", max_length=10, choices=SuspensionCause.choices)
    text = models.TextField("停工事由和范围")
    conditions = models.TextField("复工条件")
    rectification = models.ForeignKey(
        Rectification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suspensions",
        verbose_name="整改通知",
    )
    begun_on = models.DateField("停工日期")
    remedy = models.TextField("复工条件落实情况", blank=True)
    ended_on = models.DateField("复工日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "停工"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="suspension_number"),
            models.UniqueConstraint(
                fields=["rectification"],
                condition=Q(state__in=["STOPPED", "REVIEWING", "APPROVING"]),
                name="suspension_once_for_a_defect",
            ),
            models.CheckConstraint(
                condition=~Q(state="RESUMED") | Q(ended_on__gte=models.F("begun_on")),
                name="suspension_dated",
            ),
        ]

    @property
    def title(self) -> str:
        return f"停工 {self.number} 号"
