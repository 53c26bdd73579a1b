"""Document (with its 以工代赈 elements) and Attachment (a file that belongs to a paper)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from flows.desk.models import Seat
from flows.engine.paper import PaperSet
from flows.projects.models import Project

from .elements import DocumentKind, number_of


class Document(models.Model):
    """An issued paper of the project. ``elements`` maps r1–r12 to their parts."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="documents")
    kind = models.CharField("文书", max_length=10, choices=DocumentKind.choices)
    elements = models.JSONField("以工代赈要素", default=dict, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("签发日期", null=True, blank=True)

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        constraints = [models.UniqueConstraint(fields=["project", "kind"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"

    def part(self, element: str, name: str) -> Any:
        """One stated value, None when unsaid."""
        return self.elements.get(element, {}).get(name)

    def money(self, element: str, name: str) -> Decimal | None:
        return number_of(self.part(element, name))

    def count(self, element: str, name: str) -> int:
        """A stated number of people or posts; 0 when unsaid."""
        return int(number_of(self.part(element, name)) or 0)


class Attachment(models.Model):
    """A file handed in with a paper; content stored under a random name, served after a check."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="attachments")
    paper = models.CharField("文书", max_length=40)
    paper_id = models.BigIntegerField("文书编号")
    kind = models.CharField("种类", max_length=40, blank=True)
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="attachments/")
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("哈希", max_length=64)
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The seat it came with: a file belongs to the opinion beside which it was handed in.
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="attachments")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [models.Index(fields=["paper", "paper_id"])]

    def __str__(self) -> str:
        return self.name
