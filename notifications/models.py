"""Message: one line of the outbox, and the notice a person reads on the site (站内)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Message(models.Model):
    """Written in the same transaction as what it tells of; ``key`` makes it unique for ever."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name="收件人"
    )
    key = models.CharField("去重键", max_length=120, unique=True)
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    url = models.CharField("链接", max_length=200, blank=True)
    quiet = models.BooleanField("只发站内", default=False)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True)
    sent_at = models.DateTimeField("外发", null=True)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    retry_at = models.DateTimeField("下次尝试", null=True)
    error = models.CharField("最近错误", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None), name="message_waiting"),
            models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject
