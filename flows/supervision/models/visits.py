"""VisitRound (one sample of a month's paid workers) and Visit (one of them asked)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.payroll.models import PayrollBatch, PayrollLine

from ..states import VisitMethod, VisitRoundMachine


class VisitRound(VisitRoundMachine, Paper):
    """V1 回访 of one month's pay. ``seed`` draws ``size`` of ``frame`` lines, again the same ones."""

    batch = models.OneToOneField(PayrollBatch, models.PROTECT, related_name="visit_round")
    seed = models.CharField("抽样种子", max_length=64)
    frame = models.PositiveIntegerField("总体人数")
    size = models.PositiveIntegerField("抽样人数")
    summary = models.TextField("回访情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "务工人员回访"
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, frame__gte=models.F("size")), name="visit_round_size"
            )
        ]

    @property
    def title(self) -> str:
        return f"{self.batch.month:%Y年%-m月}务工人员回访"


class Visit(models.Model):
    """One worker of the sample: was it himself, what did he get. Unasked while ``at`` is empty.

    ``amount`` is yuan in his hands by his own word; ``himself`` False is a denial. Not found after
    ``tries`` he is closed with ``reached`` False, and the next of the drawn order takes his place.
    Answered, a row changes only with a reason, counted in ``corrections`` (database.py).
    """

    round = models.ForeignKey(VisitRound, models.PROTECT, related_name="visits", db_index=False)
    line = models.ForeignKey(PayrollLine, models.PROTECT, related_name="visits")
    position = models.PositiveIntegerField("抽样次序")
    method = models.CharField("方式", max_length=5, choices=VisitMethod.choices, blank=True)
    reached = models.BooleanField("找到本人", null=True)
    himself = models.BooleanField("本人务工", null=True)
    amount = models.DecimalField(
        "到手金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    days = models.DecimalField("所说工日", max_digits=6, decimal_places=1, null=True, blank=True)
    note = models.CharField("说明", max_length=400, blank=True)
    tries = models.PositiveIntegerField("未找到次数", default=0)
    tried_on = models.DateField("上次未找到日期", null=True, blank=True)
    corrections = models.PositiveIntegerField("更正次数", default=0)
    at = models.DateTimeField("回访时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "line"], name="visit_once"),
            models.UniqueConstraint(fields=["round", "position"], name="visit_position_once"),
            models.CheckConstraint(
                condition=Q(at=None) | Q(reached__isnull=False), name="visit_says_reached"
            ),
            models.CheckConstraint(
                condition=~Q(reached=True) | Q(himself__isnull=False), name="visit_says_himself"
            ),
        ]

    def __str__(self) -> str:
        return f"回访 {self.position}"
