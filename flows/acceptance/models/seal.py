"""Seal: the evidence as the committee found it, so that any later change of a row is seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ..figures.seal import number_of
from .case import AcceptanceCase


class Seal(models.Model):
    """封存 of a case, number ``round``. PostgreSQL refuses any change of it (acceptance/database.py).

    ``rows_sha256`` is over the parts' hashes in order of their names, ``sha256`` over everything:
    rows, figures, parameters, baseline. Nothing in it names a person.
    """

    case = models.ForeignKey(AcceptanceCase, models.PROTECT, related_name="seals")
    round = models.PositiveIntegerField("核验轮次")
    at = models.DateTimeField("封存时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    baseline = models.PositiveIntegerField("批复基线版次", null=True)
    items = models.JSONField("核验表")
    parameters = models.JSONField("参数")
    rows_sha256 = models.CharField("数据行校验码", max_length=64)
    sha256 = models.CharField("校验码", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "证据封存"
        ordering = ["case", "round"]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="seal_once")]

    def __str__(self) -> str:
        return f"{self.case} 第 {self.round} 次封存"

    @property
    def number(self) -> str:
        """封存编号."""
        return number_of(self.case.project_id, self.case.number, self.round, self.at)


class SealPart(models.Model):
    """One kind of rows under a seal: ``digests`` maps a row's key to the start of its hash, so
    that a broken seal can say which rows changed, came or went."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="parts", db_index=False)
    kind = models.CharField("数据", max_length=20)
    rows = models.PositiveIntegerField("行数")
    sha256 = models.CharField("校验码", max_length=64)
    digests = models.JSONField("各行校验码")

    class Meta:
        verbose_name = verbose_name_plural = "封存数据"
        ordering = ["seal", "kind"]
        constraints = [models.UniqueConstraint(fields=["seal", "kind"], name="seal_part_once")]

    def __str__(self) -> str:
        return f"{self.seal} {self.kind}"
