"""Complaint: what somebody says is wrong with a project's work or pay, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper
from flows.engine.privacy import mask_name
from flows.labour.models import Engagement

from .states import ENDED, ComplaintMachine


class Source(models.TextChoices):
    SELF = "本人", "本人"
    HOTLINE = "12345", "12345 市民热线"
    LABOUR = "12333", "12333 人社热线"
    PETITION = "信访", "信访"
    INSPECTION = "检查", "检查发现"


class Kind(models.TextChoices):
    ARREARS = "欠薪", "欠薪"
    AMOUNT = "金额有误", "金额有误"
    ATTENDANCE = "考勤有误", "考勤有误"
    NOTICE = "公示异议", "公示异议"
    IMPOSTOR = "冒名代领", "冒名代领"
    OTHER = "其他", "其他"


class Complaint(ComplaintMachine, Paper):
    """One complaint. It has no initiator: whoever registers it may also have to review it, and who
    that was stands in the trail. ``complainant`` is shown masked, the phone is sealed."""

    number = models.CharField("编号", max_length=20)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    month = models.DateField("所涉月份", null=True, blank=True)
    amount = models.DecimalField(
        "主张金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    content = models.TextField("内容")
    complainant = models.CharField("投诉人", max_length=40, blank=True)
    phone_cipher = models.TextField("联系电话（密文）", blank=True)
    phone_index = models.CharField("联系电话索引", max_length=64, blank=True)
    phone_last4 = models.CharField("联系电话后四位", max_length=4, blank=True)
    external_number = models.CharField("工单号", max_length=40, blank=True)
    registered_on = models.DateField("登记日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    reply = models.TextField("答复", blank=True)
    outcome = models.TextField("处理结果", blank=True)
    ended_on = models.DateField("办结日期", null=True, blank=True)

    OUTLIVES = True

    class Meta:
        verbose_name = verbose_name_plural = "投诉"
        ordering = ["project", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="complaint_number"),
            models.CheckConstraint(condition=~Q(content=""), name="complaint_says_what"),
            models.CheckConstraint(
                condition=~Q(state="SETTLED") | ~Q(reply=""), name="complaint_settled_replied"
            ),
            models.CheckConstraint(
                condition=~Q(kind="公示异议") | Q(month__isnull=False),
                name="complaint_objection_month",
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__day=1), name="complaint_month_first"
            ),
        ]
        indexes = [models.Index(fields=["project", "state"], name="complaint_standing")]

    @property
    def title(self) -> str:
        return f"投诉 {self.number}（{self.kind}）"

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def masked(self) -> str:
        """Whoever complains, as pages may name him."""
        return mask_name(self.complainant)
