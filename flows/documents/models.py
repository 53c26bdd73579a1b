"""Document (with its 以工代赈 elements), Attachment (a file that belongs to a paper), and the papers
that come out: IssuedPaper and the DocumentTemplate it is written with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from flows.desk.models import Seat
from flows.engine.paper import PaperSet
from flows.orgs.kinds import DISTRICTS
from flows.projects.models import Project

from .elements import DocumentKind, number_of
from .kinds import PaperKind


class Document(models.Model):
    """An issued paper of the project. ``elements`` maps r1–r12 to their parts."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="documents", db_index=False)
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


class DocumentTemplate(models.Model):
    """One .docx that papers of a kind are written with; ``district`` is empty for the house's own.

    Rows stay for ever: a paper is written again with the very template it was issued with.
    """

    kind = models.CharField("文种", max_length=16, choices=PaperKind.choices)
    district = models.CharField("区", max_length=6, blank=True, choices=list(DISTRICTS.items()))
    name = models.CharField("文件名", max_length=200)
    content = models.BinaryField("文件")
    sha256 = models.CharField("哈希", max_length=64)
    at = models.DateTimeField("上传时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        indexes = [models.Index(fields=["kind", "district", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_district_display() or '系统模板'}"


class IssuedPaper(models.Model):
    """One version of a paper that went out. ``content`` is the data it shows, all of it text.

    ``content_sha256`` is over the canonical JSON of ``content`` and the template's hash; it stands
    in the trail too. PostgreSQL refuses any change (documents/database.py).
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="issued_papers")
    kind = models.CharField("文种", max_length=16, choices=PaperKind.choices)
    paper = models.CharField("所依据的事项", max_length=40)
    paper_id = models.BigIntegerField("事项编号")
    number = models.CharField("文号", max_length=80, blank=True)
    version = models.PositiveIntegerField("版次")
    content = models.JSONField("内容")
    content_sha256 = models.CharField("校验码", max_length=64)
    template = models.ForeignKey(DocumentTemplate, models.PROTECT, related_name="issued")
    issued_at = models.DateTimeField("签发时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签发文书"
        ordering = ["project", "kind", "paper_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "paper_id", "version"], name="issued_once")
        ]
        indexes = [models.Index(fields=["project", "content_sha256"])]

    def __str__(self) -> str:
        return f"{self.project} {self.title}"

    @property
    def title(self) -> str:
        return f"{self.get_kind_display()}（第 {self.version} 版）"
