"""Confirmation (how and when a worker agreed to his pay), WorkerLink (his own way in) and WrongFactor."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from flows.documents.models import Attachment
from flows.labour.models import Engagement

from ..states import ConfirmMethod
from .batch import PayrollLine


def digest_of(line: PayrollLine) -> str:
    """SHA-256 (hex) over what a worker confirms: days, rate, pieces, gross, adjustment, net, card."""
    pieces = "" if line.pieces is None else f"{line.pieces:.2f}"
    said = (
        f"{line.days:.2f}", f"{line.rate:.2f}", pieces, f"{line.gross:.2f}",
        f"{line.adjustment:.2f}", f"{line.net:.2f}", line.card_index,
    )  # fmt: skip
    return hashlib.sha256("|".join(said).encode()).hexdigest()


class WorkerLink(models.Model):
    """An address of one person's own page. Only the hash of its token is kept; it expires, is
    closed after too many wrong second factors, and can be taken back."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="links")
    token_hash = models.CharField("令牌哈希", max_length=64)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("有效至")
    failures = models.PositiveSmallIntegerField("验证失败次数", default=0)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "务工人员链接"
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="worker_link_once")]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.expires_at}"


class WrongFactor(models.Model):
    """A wrong second factor: kept to slow down whoever tries many links from one address.

    ``address`` is a keyed hash. ``at`` is real time even where the project's clock is simulated.
    """

    link = models.ForeignKey(WorkerLink, models.PROTECT, related_name="wrong_factors")
    address = models.CharField("网络", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "链接验证失败"
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"


class Confirmation(models.Model):
    """本人确认 of one line as it stood: ``digest`` is over its facts, ``net`` in yuan.

    ``device`` and ``address`` are keyed hashes, never the values. A line that is changed afterwards
    needs a new one; the old is voided, not deleted (实施意见三(四)；条例31).
    """

    line = models.ForeignKey(PayrollLine, models.PROTECT, related_name="confirmations")
    method = models.CharField("方式", max_length=10, choices=ConfirmMethod.choices)
    at = models.DateTimeField("确认时间")
    net = models.DecimalField("确认实发", max_digits=12, decimal_places=2)
    digest = models.CharField("内容哈希", max_length=64)
    device = models.CharField("设备", max_length=64, blank=True)
    address = models.CharField("网络", max_length=64, blank=True)
    witness = models.CharField("见证人", max_length=40, blank=True)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "本人确认"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(voided_at=None), name="confirmation_one"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""), name="confirmation_void_reason"
            ),
            models.CheckConstraint(
                condition=~Q(method=ConfirmMethod.DEVICE) | ~Q(witness=""),
                name="confirmation_witnessed",
            ),
        ]
        indexes = [models.Index(fields=["device"], name="confirmation_device")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.get_method_display()}"
