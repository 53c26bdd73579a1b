"""Change: an application to alter what was approved, with everything before and after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.orgs.models import Organization
from flows.projects.models import Baseline

from ..figures.change import fields_of
from ..states.change import UNDECIDED, ChangeKind, ChangeMachine


class Change(ChangeMachine, Paper):
    """变更申请. ``new_*`` fields that are empty stay as they are; amounts in yuan.

    ``before`` and ``after`` are kept as they were when it was decided: {label: text}.
    """

    number = models.PositiveIntegerField("次数")
    kinds = models.JSONField("变更事项", default=list)
    reason = models.TextField("变更理由", blank=True)
    new_village_name = models.CharField("变更后项目村", max_length=40, blank=True)
    new_content = models.TextField("变更后建设内容和规模", blank=True)
    new_start = models.DateField("变更后计划开工", null=True, blank=True)
    new_end = models.DateField("变更后计划完工", null=True, blank=True)
    new_contractor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="变更后承接主体",
        limit_choices_to={"kind": "contractor"},
    )
    new_total = models.DecimalField(
        "变更后总投资（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    money_source = models.TextField(
        "增加投资的资金来源", blank=True, help_text="概算调整须落实资金来源（政府投资条例23）。"
    )
    new_headcount = models.PositiveIntegerField("变更后带动务工人数", null=True, blank=True)
    new_priority_headcount = models.PositiveIntegerField(
        "变更后其中优先群体", null=True, blank=True
    )
    new_labour_pay = models.DecimalField(
        "变更后劳务报酬总额（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    new_denominator_amount = models.DecimalField(
        "变更后占比分母金额（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    new_funds = models.JSONField("变更后资金来源", default=dict, blank=True)
    new_training = models.PositiveIntegerField("变更后培训人次", null=True, blank=True)
    new_safety_training = models.PositiveIntegerField("变更后其中安全培训", null=True, blank=True)
    new_posts = models.PositiveIntegerField("变更后公益性岗位", null=True, blank=True)
    # 批准前的基线, and the one the approval made.
    baseline = models.ForeignKey(
        Baseline, models.PROTECT, null=True, related_name="+", verbose_name="原批复基线"
    )
    approved_baseline = models.OneToOneField(
        Baseline, models.PROTECT, null=True, blank=True, related_name="change", editable=False
    )
    before = models.JSONField("变更前", default=dict, blank=True, editable=False)
    after = models.JSONField("变更后", default=dict, blank=True, editable=False)
    document_number = models.CharField("变更批复文号", max_length=60, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True, editable=False)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "DRAFTING": (
            "kinds",
            "reason",
            "new_village_name",
            "new_content",
            "new_start",
            "new_end",
            "new_contractor",
            "new_total",
            "new_funds",
            "money_source",
            "new_headcount",
            "new_priority_headcount",
            "new_labour_pay",
            "new_denominator_amount",
            "new_training",
            "new_safety_training",
            "new_posts",
        )
    }

    class Meta:
        verbose_name = verbose_name_plural = "项目变更"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="change_number"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=list(UNDECIDED)),
                name="change_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="APPROVED") | Q(decided_on__isnull=False), name="change_dated"
            ),
        ]

    @property
    def title(self) -> str:
        return f"项目变更（第 {self.number} 次）"

    @property
    def origin(self) -> str:
        """What a baseline says that this change made it."""
        return f"第 {self.number} 次变更"

    @property
    def kind_labels(self) -> list[str]:
        return [ChangeKind(kind).label for kind in self.kinds]

    def editable(self) -> tuple[str, ...]:
        """Only the fields of the chosen kinds, which may be chosen otherwise as well."""
        own = {"kinds", "reason", *fields_of(self.kinds)}
        return tuple(name for name in super().editable() if name in own)
