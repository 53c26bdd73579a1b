"""AcceptanceCase: one application for acceptance; ItemExplanation: what its owner says of an item."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper

from ..figures.votes import Tally, tally
from ..states import CONCLUSIONS, AcceptanceRegime, CaseMachine, CaseState


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
    # 任命文件: the paper by which the owner appoints the committee.
    appointment_number = models.CharField("委员会成立文件文号", max_length=60, blank=True)
    appointed_on = models.DateField("成立日期", null=True, blank=True, editable=False)
    regime = models.CharField(
        "验收制度",
        max_length=20,
        choices=AcceptanceRegime,
        default=AcceptanceRegime.SECTOR,
        help_text="房屋建筑和市政基础设施工程自验收合格之日起 15 日内备案（质量条例49）。",
    )
    # How often the items were gone through: each new seal asks for the members' word anew.
    round = models.PositiveIntegerField("核验轮次", default=0, editable=False)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)
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
            "regime",
        ),
        "FORMING": ("appointment_number",),
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
    def must_be_filed(self) -> bool:
        """Accepted under rules that ask for filing (房屋建筑和市政)."""
        passed = self.conclusion in ("pass", "rectify")
        return passed and self.regime == AcceptanceRegime.BUILDING

    @property
    def votes(self) -> Tally:
        """The vote so far, read from the seats."""
        return tally(self)


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
