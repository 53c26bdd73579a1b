"""LabourSurvey, ImplementationPlan and ApprovalCase."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from flows.documents.models import Document
from flows.engine.machine import StateField, move, nobody
from flows.engine.paper import Paper

from .states import CaseMachine, PlanState, SurveyMachine, Track


class LabourSurvey(SurveyMachine, Paper):
    """劳动力摸底：how many people of the village would work, and what they can (实施意见三(二))."""

    village = models.CharField("村", max_length=40)
    willing = models.PositiveIntegerField("愿意务工人数", default=0)
    priority = models.PositiveIntegerField("其中优先群体", default=0)
    skills = models.TextField("主要技能", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "劳动力摸底"
        constraints = [models.UniqueConstraint(fields=["project", "village"], name="survey_once")]


class ImplementationPlan(Paper):
    """实施方案 with its 以工代赈 chapter: the elements of its document."""

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="plan", verbose_name="实施方案"
    )
    state = StateField("状态", default=PlanState.DRAFT, choices=PlanState.choices)
    summary = models.TextField("方案摘要", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "实施方案"
        constraints = [models.UniqueConstraint(fields=["project"], name="plan_once")]

    @move("state", PlanState.DRAFT, PlanState.ISSUED, "上报", permission=nobody)
    def issue(self) -> None:
        pass

    @move("state", PlanState.ISSUED, PlanState.DRAFT, "退回编制", permission=nobody)
    def reopen(self) -> None:
        pass

    @move("state", PlanState.ISSUED, PlanState.APPROVED, "随批复生效", permission=nobody)
    def approve(self) -> None:
        pass


class ApprovalCase(CaseMachine, Paper):
    """One application for approval; a refused one is applied for anew, with a new case."""

    plan = models.ForeignKey(ImplementationPlan, models.PROTECT, related_name="cases")
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="立项批复",
    )
    decision_number = models.CharField("批复文号", max_length=60, blank=True)

    track = models.CharField(
        "审批程序", max_length=10, choices=Track.choices, default=Track.ORDINARY,
        help_text="政府投资条例13；适用简易、应急程序的须在下面写明理由。",
    )  # fmt: skip
    track_reason = models.TextField(
        "适用简易、应急程序的理由", blank=True,
        help_text="简易：规划已明确、部分改扩建，或内容单一、规模较小、技术简单；应急：写明突发事件和文件。",
    )  # fmt: skip
    supplement_items = models.TextField("补正清单", blank=True)
    supplement_until = models.DateField("补正期限", null=True, blank=True)
    supplement_lists = models.PositiveIntegerField("补正次数", default=0, editable=False)
    supplement_allowed = models.PositiveIntegerField("准许补正次数", default=1, editable=False)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {"DRAFT": ("track", "track_reason")}
    DOCUMENT: ClassVar[dict[str, str]] = {
        "DRAFT": "plan.document",
        "SUPPLEMENTING": "plan.document",
        "DECIDING": "document",
    }

    class Meta:
        verbose_name = verbose_name_plural = "立项报批"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=~models.Q(
                    state__in=[
                        "DECIDED_REJECT",
                        "NOT_RECEIVED",
                        "WITHDRAWN",
                        "TERMINATED",
                        "REVOKED",
                    ]
                ),
                name="case_one_open",
            )
        ]
