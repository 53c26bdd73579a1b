"""PayrollBatch, its PayrollLines, its PublicNotice, and the StrikeRequest about a line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.engine.privacy import mask_name
from flows.labour.models import Engagement

from ..states import (
    EDITING,
    ENDED,
    SETTLED,
    BatchMachine,
    LineStatus,
    PayMethod,
    Posting,
    StrikeMachine,
)


class PayrollBatch(BatchMachine, Paper):
    """One month's pay of one project (its contractor's, in upkeep the village's). ``month`` is the
    first of the month."""

    month = models.DateField("月份")
    care = models.BooleanField("管护", default=False)

    # What a posting says; written by ``post_notice``, kept as the batch's PublicNotice.
    posting: Posting | None = None

    class Meta:
        verbose_name = verbose_name_plural = "劳务报酬发放批次"
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="batch_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="batch_month_first"),
        ]

    @property
    def title(self) -> str:
        return f"{self.month:%Y年%-m月}{'管护' if self.care else '劳务'}报酬"


class PayrollLine(models.Model):
    """One person's pay of one month, as handed in; ``status`` is what became of it. Yuan."""

    batch = models.ForeignKey(PayrollBatch, models.PROTECT, related_name="lines", db_index=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="lines")
    trade = models.CharField("工种", blank=True)
    days = models.DecimalField("出勤工日", max_digits=5, decimal_places=2)
    rate = models.DecimalField("单价", max_digits=12, decimal_places=2)
    gross = models.DecimalField("应发", max_digits=12, decimal_places=2)
    adjustment = models.DecimalField("奖扣", max_digits=12, decimal_places=2, default=0)
    net = models.DecimalField("实发", max_digits=12, decimal_places=2)
    pieces = models.DecimalField("计件数量", max_digits=12, decimal_places=2, null=True, blank=True)
    pay_method = models.CharField(
        "发放方式", max_length=10, choices=PayMethod.choices, default=PayMethod.CARD
    )
    # Written into the bank's 附言 and found again in its answer.
    reference = models.CharField("付款附言号", max_length=20, null=True, blank=True)
    card_cipher = models.TextField("银行卡号（密文）", blank=True)
    card_index = models.CharField("银行卡号索引", max_length=64, blank=True)
    card_last4 = models.CharField("银行卡后四位", max_length=4, blank=True)
    card_holder = models.CharField("户名", blank=True)
    pay_date = models.DateField("计划发放日期", null=True, blank=True)
    confirmed = models.BooleanField("本人确认", default=False)
    confirmed_at = models.DateTimeField("确认登记时间", null=True, blank=True)
    counts_as_relief = models.BooleanField("计入以工代赈劳务报酬", default=True)
    note = models.CharField("备注", blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=LineStatus.choices, default=LineStatus.RECORDED
    )
    hold_code = models.CharField("暂扣原因代码", max_length=20, blank=True)
    hold_message = models.TextField("暂扣原因", blank=True)
    hold_cure = models.TextField("解除办法", blank=True)
    paid_on = models.DateField("到账日期", null=True, blank=True)
    paid_while_held = models.BooleanField("暂扣期间到账", default=False)
    strike_reason = models.TextField("剔除理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放行"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "engagement"], name="line_once"),
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(reference__isnull=False),
                name="line_reference_once",
            ),
            models.CheckConstraint(condition=Q(days__gte=0), name="line_days"),
            models.CheckConstraint(
                name="line_paid_dated", condition=~Q(status="PAID") | Q(paid_on__isnull=False)
            ),
            models.CheckConstraint(
                name="line_held_says_why", condition=~Q(status="HELD") | ~Q(hold_code="")
            ),
            models.CheckConstraint(
                name="line_struck_says_why", condition=~Q(status="STRUCK") | ~Q(strike_reason="")
            ),
            models.CheckConstraint(
                name="line_sent_confirmed",
                condition=~Q(status__in=["CLEARED", "SENT"]) | Q(confirmed=True),
            ),
        ]
        indexes = [models.Index(fields=["card_index"], name="line_card")]

    def __str__(self) -> str:
        return f"{self.engagement.worker} {self.net}"

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the worker may confirm it now: checked, not confirmed, not paid or struck out."""
        compiled = self.batch.state not in (*EDITING, *ENDED)
        return compiled and not self.confirmed and self.status not in SETTLED


class StrikeRequest(StrikeMachine, Paper):
    """剔除一行: asked by the labour officer with a reason, decided by the owner (another person)."""

    line = models.ForeignKey(PayrollLine, models.PROTECT, related_name="strikes")
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "剔除申请"
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="ASKED"), name="strike_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="strike_has_reason"),
        ]

    @property
    def title(self) -> str:
        worker = self.line.engagement.worker
        who = f"{mask_name(worker.name)}，尾号{worker.id_last4}"
        return f"{self.line.batch.title}剔除申请（{who}）"


class PublicNotice(models.Model):
    """The posting of a month's pay on the village's board. ``ends_on`` is the last day of it."""

    batch = models.OneToOneField(PayrollBatch, models.PROTECT, related_name="notice")
    posted_on = models.DateField("张贴日期")
    ends_on = models.DateField("公示截止")
    place = models.CharField("张贴地点")
    photos = models.PositiveIntegerField("照片数")

    class Meta:
        verbose_name = verbose_name_plural = "报酬公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("posted_on")), name="notice_dates"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.posted_on}—{self.ends_on}"
