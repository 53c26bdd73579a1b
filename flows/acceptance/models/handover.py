"""Handover (移交、决算、管护、归档), Benefit (what the farmers got) and FollowUp (year by year)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper

from ..states import BenefitMode, FollowUpMachine, HandoverMachine
from .case import AcceptanceCase


class Handover(HandoverMachine, Paper):
    """移交、决算、管护、归档: one paper, each step fills in its own part. Amounts in yuan."""

    case = models.OneToOneField(AcceptanceCase, models.PROTECT, related_name="handover")
    transfer_list = models.TextField(
        "移交清单", blank=True, help_text="资产名称、数量、权属、资料。"
    )
    received_by = models.CharField("接收单位", max_length=120, blank=True)
    transferred_on = models.DateField("移交日期", null=True, blank=True, editable=False)
    final_amount = models.DecimalField(
        "竣工决算金额（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    surplus = models.DecimalField(
        "结余（元）",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="结余财政资金按规定缴回；没有的写 0。",
    )
    accounts_note = models.TextField(
        "决算说明",
        blank=True,
        help_text="决算超过批准的总投资，或资金未全部到位的，写明原因和依据。",
    )
    account_notice_from = models.DateField(
        "专户销户公示起始日",
        null=True,
        blank=True,
        help_text="公示三十日后申请注销；未开设专户的不填。",
    )
    account_closed_on = models.DateField("专户销户日期", null=True, blank=True)
    settled_on = models.DateField("决算日期", null=True, blank=True, editable=False)
    duty_list_on = models.DateField("管护责任清单公示日期", null=True, blank=True)
    body = models.CharField("管护主体", max_length=120, blank=True)
    annual_fund = models.DecimalField(
        "年度管护经费（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    posts_on_duty = models.PositiveIntegerField("公益性岗位在岗人数", null=True, blank=True)
    archive_number = models.CharField("归档目录编号", max_length=60, blank=True)
    archived_on = models.DateField("归档日期", null=True, blank=True, editable=False)
    retain_until = models.DateField("资料保存至", null=True, blank=True, editable=False)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "TRANSFERRING": ("transfer_list", "received_by"),
        "ACCOUNTING": (
            "final_amount",
            "surplus",
            "accounts_note",
            "account_notice_from",
            "account_closed_on",
        ),
        "MAINTAINING": ("duty_list_on", "body", "annual_fund", "posts_on_duty"),
        "ARCHIVING": ("archive_number",),
    }

    class Meta:
        verbose_name = verbose_name_plural = "移交归档"
        constraints = [
            models.UniqueConstraint(fields=["project"], name="handover_once"),
            models.CheckConstraint(
                condition=~Q(state="ARCHIVED") | Q(retain_until__isnull=False),
                name="handover_retained",
            ),
        ]


class Benefit(models.Model):
    """联农带农: one of the four ways, planned against actual; 不适用 must be said with a reason."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="benefits")
    mode = models.CharField("方式", max_length=8, choices=BenefitMode.choices)
    applies = models.BooleanField("适用", default=True)
    planned = models.DecimalField("计划值", max_digits=16, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField("实际值", max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联农带农"
        ordering = ["handover", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "mode"], name="benefit_once"),
            models.CheckConstraint(
                condition=Q(applies=True, actual__isnull=False) | (Q(applies=False) & ~Q(note="")),
                name="benefit_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()}"


class FollowUp(FollowUpMachine, Paper):
    """管护年度回访: how the works fare in one year after the handover. Money in yuan."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="follow_ups")
    year = models.PositiveIntegerField("年度")
    in_use = models.BooleanField("工程正常使用", null=True, blank=True)
    body_active = models.BooleanField("管护主体履职", null=True, blank=True)
    fund_spent = models.DecimalField(
        "本年管护支出（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    posts_on_duty = models.PositiveIntegerField("在岗公益性岗位", null=True, blank=True)
    retained = models.PositiveIntegerField("参建群众留用人数", null=True, blank=True)
    findings = models.TextField("存在问题", blank=True)
    measures = models.TextField("处理措施", blank=True)
    reviewed_on = models.DateField("核查日期", null=True, blank=True, editable=False)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "FILLING": (
            "in_use",
            "body_active",
            "fund_spent",
            "posts_on_duty",
            "retained",
            "findings",
            "measures",
        )
    }

    class Meta:
        verbose_name = verbose_name_plural = "管护年度回访"
        ordering = ["project", "year"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="follow_up_once_a_year")
        ]

    @property
    def title(self) -> str:
        return f"{self.year} 年度管护回访"
