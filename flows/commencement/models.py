"""FundingNotice, Contract and StartReadiness."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from flows.documents.models import Document
from flows.engine.paper import Paper
from flows.orgs.models import Organization
from flows.projects.models import WageRegime

from .states import ContractMachine, FundingMachine, StartMachine


class FundingNotice(FundingMachine, Paper):
    """投资计划与资金拨付文件: the money reaches the owner. Yuan; the lines are the project's funds."""

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="funding_notice", verbose_name="资金拨付文件"
    )
    investment_plan_number = models.CharField(
        "投资计划文号", max_length=60, blank=True, help_text="不填写时由系统按年度编号。"
    )
    number = models.CharField(
        "资金文件文号", max_length=60, blank=True, help_text="不填写时由系统按年度编号。"
    )
    amount = models.DecimalField(
        "下达金额（元）", max_digits=16, decimal_places=2, help_text="应与项目各资金来源合计一致。"
    )
    forwarded_on = models.DateField("转下达日期", null=True, blank=True)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "DRC_DRAFTING": ("investment_plan_number",),
        "FINANCE_DRAFTING": ("number", "amount"),
    }
    DOCUMENT: ClassVar[dict[str, str]] = {"FINANCE_DRAFTING": "document"}

    class Meta:
        verbose_name = verbose_name_plural = "资金下达"
        constraints = [
            models.UniqueConstraint(fields=["project"], name="funding_notice_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_notice_positive"),
            models.CheckConstraint(
                condition=~Q(state="FORWARDED") | Q(forwarded_on__isnull=False),
                name="funding_notice_dated",
            ),
        ]

    @property
    def lines(self) -> list[Any]:
        """The money line by line: source and amount."""
        return list(self.project.funds.order_by("pk"))


class Contract(ContractMachine, Paper):
    """How the work was given out, and the contract with its 以工代赈 clause."""

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="contract", verbose_name="施工合同"
    )
    procurement = models.CharField(
        "发包方式", blank=True, help_text="公开招标、邀请招标、比选、直接发包、村民自建等。"
    )
    procurement_basis = models.TextField(
        "发包依据", blank=True, help_text="法律条款和决策程序；不招标的写明依据（招标投标法66）。"
    )
    contractor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="施工单位（承接主体）",
        limit_choices_to={"kind": "contractor"},
    )
    supervisor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="监理单位",
        limit_choices_to={"kind": "supervisor"},
        help_text="监管方式为“监理单位”的必填，其他项目留空。",
    )
    number = models.CharField(
        "合同编号", max_length=60, blank=True, help_text="不填写时由系统编号。"
    )
    price = models.DecimalField(
        "合同价（元）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    signed_on = models.DateField("签订日期", null=True, blank=True)
    labour_fee_cycle_days = models.PositiveIntegerField(
        "人工费用拨付周期（日）", null=True, blank=True, help_text="不超过 1 个月（条例24）。"
    )
    labour_clause = models.BooleanField("已列以工代赈专门条款", default=False)
    wage_regime = models.CharField(
        "工资支付制度",
        max_length=4,
        choices=WageRegime,
        default=WageRegime.APPLIES,
        help_text="村民自建、村集体直接组织的可选“参照执行”。",
    )

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "PROCUREMENT": ("procurement", "procurement_basis"),
        "REGISTERING": (
            "contractor",
            "supervisor",
            "number",
            "price",
            "signed_on",
            "labour_fee_cycle_days",
            "labour_clause",
            "wage_regime",
        ),
    }
    DOCUMENT: ClassVar[dict[str, str]] = {"REGISTERING": "document"}

    class Meta:
        verbose_name = verbose_name_plural = "发包与合同"
        constraints = [
            models.UniqueConstraint(fields=["project"], name="contract_once"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gt=0), name="contract_price_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state="REGISTERED")
                | Q(
                    contractor__isnull=False,
                    price__isnull=False,
                    signed_on__isnull=False,
                    labour_fee_cycle_days__gt=0,
                    labour_clause=True,
                ),
                name="contract_registered_whole",
            ),
        ]

    @property
    def is_regulated(self) -> bool:
        """保障农民工工资支付条例 applies as such."""
        return self.wage_regime == WageRegime.APPLIES


class StartReadiness(StartMachine, Paper):
    """开工报审: what the contractor has ready, and the order to start."""

    # None where the contract was signed before this system was there (补录): its facts are the intake's.
    contract = models.OneToOneField(
        Contract, models.PROTECT, null=True, blank=True, related_name="start_readiness"
    )
    wage_account = models.BooleanField("已开设农民工工资专用账户", default=False)
    wage_account_opened_on = models.DateField("开户日期", null=True, blank=True)
    wage_account_exemption = models.CharField(
        "不开设专户的理由",
        max_length=200,
        blank=True,
        help_text="仅限工资支付制度为“参照执行”的项目。",
    )
    deposit = models.BooleanField("已存储工资保证金", default=False)
    deposit_exemption = models.CharField("免存理由", max_length=200, blank=True)
    notice_board = models.BooleanField("已设立维权信息告示牌", default=False)
    notice_board_note = models.CharField("告示牌位置和照片说明", max_length=200, blank=True)
    labour_officer = models.CharField("劳资专管员", max_length=40, blank=True)
    project_publicity_on = models.DateField("项目公示张贴日期", null=True, blank=True)
    project_publicity_days = models.PositiveIntegerField("项目公示天数", null=True, blank=True)
    briefing_on = models.DateField("技术交底日期", null=True, blank=True)
    insurance = models.CharField(
        "务工人员保险", max_length=200, blank=True, help_text="险种和参保（保单）情况。"
    )
    start_order_number = models.CharField("开工令编号", max_length=60, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)

    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {
        "DRAFT": (
            "wage_account",
            "wage_account_opened_on",
            "wage_account_exemption",
            "deposit",
            "deposit_exemption",
            "notice_board",
            "notice_board_note",
            "labour_officer",
            "project_publicity_on",
            "project_publicity_days",
            "briefing_on",
            "insurance",
        ),
        "ISSUING": ("start_order_number",),
    }

    class Meta:
        verbose_name = verbose_name_plural = "开工报审"
        constraints = [
            models.UniqueConstraint(fields=["project"], name="start_readiness_once"),
            models.CheckConstraint(
                condition=~Q(state="ISSUED") | Q(started_on__isnull=False), name="start_dated"
            ),
        ]
