"""PlanItem: one line of the reserve and of the year's list."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from flows.engine.paper import Paper

from .states import ItemMachine


class PlanItem(ItemMachine, Paper):
    """What a village asks for, on its way into the district's yearly list."""

    year = models.PositiveIntegerField("年度")
    need = models.TextField("申报理由", blank=True)
    meeting_on = models.DateField("村民（代表）会议日期", null=True, blank=True)
    reserve_number = models.CharField("乡村建设项目库编号", max_length=40, blank=True)
    list_version = models.CharField("年度清单文号", max_length=60, blank=True)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {"DRAFT": ("need", "meeting_on")}

    class Meta:
        verbose_name = verbose_name_plural = "项目申报"
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="item_once")]
