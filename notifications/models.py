"""Message: what a person was told. Delivery: one way it leaves the house. And what he chose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """What a message is about; what a person chooses channels for."""

    TODO = "todo", "待办"
    REMINDER = "reminder", "临期与催办"
    ESCALATION = "escalation", "超时升级"
    COPY = "copy", "抄送"
    RESULT = "result", "办理结果"
    SYSTEM = "system", "系统通知"


class Channel(models.TextChoices):
    """Ways out of the house. 站内 is the message itself and has no delivery."""

    EMAIL = "email", "电子邮件"
    WEBHOOK = "webhook", "群机器人"
    SMS = "sms", "短信"


class Outcome(models.TextChoices):
    WAITING = "waiting", "待发送"
    HELD = "held", "待汇总"
    SENT = "sent", "已发送"
    GATHERED = "gathered", "已并入汇总"
    FAILED = "failed", "发送失败"
    CLOSED = "closed", "已关闭"
    DROPPED = "dropped", "无须发送"


DIGEST = "digest"
ABOUT = [*Kind.choices, (DIGEST, "每日汇总")]
TONES = {Kind.REMINDER: "warn", Kind.ESCALATION: "bad", Kind.TODO: "info"}


class Message(models.Model):
    """Written in the same transaction as what it tells of; ``key`` makes it unique for ever."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name="收件人",
        db_index=False,
    )  # fmt: skip
    key = models.CharField("去重键", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.TODO)
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    url = models.CharField("链接", max_length=200, blank=True)
    quiet = models.BooleanField("只发站内", default=False)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True)
    routed_at = models.DateTimeField("已分发", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="message_of_a_kind"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(routed_at=None), name="message_unrouted"),
            models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def heading(self) -> str:
        """The subject in one line, without the kind where that stands before it anyway."""
        return " ".join(self.subject.split()).removeprefix(f"{self.get_kind_display()}：")

    @property
    def tone(self) -> str:
        return TONES.get(Kind(self.kind), "neutral")


class Delivery(models.Model):
    """One message on one channel, or one day's e-mail of several. Holds no business text.

    Sent at least once: ``key`` goes along, so that a receiver can drop what comes twice. While
    somebody sends it, it is his until ``taken_until``; no row stays locked over a call.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deliveries", verbose_name="收件人"
    )
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="deliveries")
    gathered_in = models.ForeignKey("self", models.PROTECT, null=True, related_name="gathered")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    kind = models.CharField("类别", max_length=12, choices=ABOUT)
    key = models.CharField("去重键", max_length=140)
    outcome = models.CharField(
        "结果", max_length=8, choices=Outcome.choices, default=Outcome.WAITING
    )
    created_at = models.DateTimeField("生成时间")
    due_at = models.DateTimeField("下次发送")
    taken_until = models.DateTimeField("发送中，至", null=True)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    error = models.CharField("最近错误", max_length=60, blank=True)
    ended_at = models.DateTimeField("了结时间", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="关闭人",
    )
    reason = models.CharField("关闭理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息发送"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(kind=DIGEST, message=None) | ~Q(kind=DIGEST) & ~Q(message=None),
                name="delivery_of_a_message",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="closed") | ~Q(closed_by=None) & ~Q(reason=""),
                name="delivery_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"],
                condition=Q(outcome="waiting"),
                name="delivery_waiting",
            ),
            models.Index(fields=["recipient"], condition=Q(outcome="held"), name="delivery_held"),
            models.Index(fields=["-id"], condition=Q(outcome="failed"), name="delivery_failed"),
            models.Index(fields=["-id"], condition=Q(outcome="closed"), name="delivery_closed"),
            models.Index(
                fields=["ended_at"],
                condition=Q(outcome="sent", channel="webhook"),
                name="delivery_pace",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.recipient}"


class Preference(models.Model):
    """What one person chose: channels for each kind, and whether e-mail comes once a day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notice_preference"
    )
    channels = models.JSONField("各类消息的渠道", default=dict)  # {kind: [channel, …]}
    digest_hour = models.PositiveSmallIntegerField("每日汇总时点", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour=None) | Q(digest_hour__lt=24), name="preference_hour"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Contact(models.Model):
    """An address that a person gave for one channel, encrypted as every private number is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contacts", verbose_name="人员"
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    address_cipher = models.TextField("密文")

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        constraints = [
            models.UniqueConstraint(fields=["user", "channel"], name="contact_once_per_channel")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.user}"
