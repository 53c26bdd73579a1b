"""AcceptanceCase, CommitteeMember, ItemExplanation and Handover."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.orgs.models import Organization, Post

from .figures.votes import Tally, tally
from .states import CONCLUSIONS, CaseMachine, CaseState, HandoverMachine


class AcceptanceCase(CaseMachine, Paper):
    """One application for acceptance. After 不通过 the project is reported anew with a new case."""

    number = models.PositiveIntegerField("次数", default=1)
    completed_on = models.DateField("完工日期", null=True, blank=True)
    quantity_done = models.BooleanField("设计与合同内容已完成（E1）", default=False)
    archive_complete = models.BooleanField("技术档案、施工资料完整（E2）", default=False)
    material_reports = models.BooleanField("材料进场试验报告齐全（E3）", default=False)
    quality_files = models.BooleanField("各单位质量合格文件齐全（E4）", default=False)
    warranty = models.BooleanField("已签署保修书（E5）", default=False)
    settlement_amount = models.DecimalField(
        "结算金额（元，E7）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    report_text = models.TextField("竣工报告", blank=True)
    verified = models.JSONField("核验表（提交表决时）", default=list, blank=True, editable=False)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    concluded_on = models.DateField("验收日期", null=True, blank=True)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "REPORTING": (
            "completed_on",
            "quantity_done",
            "archive_complete",
            "material_reports",
            "quality_files",
            "warranty",
            "settlement_amount",
            "report_text",
        )
    }

    class Meta:
        verbose_name = verbose_name_plural = "竣工验收"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="acceptance_number"),
            models.UniqueConstraint(
                fields=["project"], condition=~Q(state="FAILED"), name="acceptance_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="PASSED_RECTIFY") | Q(rectify_by__isnull=False),
                name="acceptance_rectify_dated",
            ),
            models.CheckConstraint(
                condition=Q(settlement_amount=None) | Q(settlement_amount__gte=0),
                name="acceptance_settlement",
            ),
        ]

    @property
    def title(self) -> str:
        return "竣工验收" if self.number == 1 else f"竣工验收（第 {self.number} 次）"

    @property
    def conclusion(self) -> str | None:
        """``pass``, ``rectify`` or ``fail`` as recorded; None before."""
        return CONCLUSIONS.get(CaseState(self.state))

    @property
    def votes(self) -> Tally:
        """The vote so far, read from the seats."""
        return tally(self)


class CommitteeMember(models.Model):
    """One member: speaks; votes where ``voting``. Whoever is ``recused`` does neither."""

    case = models.ForeignKey(AcceptanceCase, models.PROTECT, related_name="members")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="单位"
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="岗位")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="委员",
    )
    voting = models.BooleanField("有表决权", default=True)
    chair = models.BooleanField("主任", default=False)
    recused = models.BooleanField("回避", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "验收委员会委员"
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "post"], name="member_post_once"),
            models.UniqueConstraint(fields=["case", "user"], name="member_person_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(chair=True, recused=False), name="member_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} {self.user or ''}"


class ItemExplanation(models.Model):
    """A reasoned explanation of one item of the checklist (L4: 可附理由豁免)."""

    case = models.ForeignKey(AcceptanceCase, models.PROTECT, related_name="explanations")
    code = models.CharField("项", max_length=4)
    text = models.TextField("说明")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "核验项说明"
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="explanation_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


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
        "ACCOUNTING": ("final_amount", "surplus", "account_notice_from", "account_closed_on"),
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
