"""Paper: what a stage handles. A row with a state, a version, an initiator and a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from flows.audit.models import Chain


class Words(models.TextChoices):
    """Choices stored as the Chinese word that is also what people read."""

    @property
    def label(self) -> str:
        return str(self.value)


class PaperSet(models.QuerySet[Any]):
    """Every query of a page or command starts at ``visible_to``."""

    def visible_to(self, user: Any) -> PaperSet:
        """Papers of projects in ``user``'s scope; for anybody else they do not exist."""
        project = self.model._meta.get_field("project").related_model
        return self.filter(project__in=project.objects.visible_to(user))


class Paper(models.Model):
    """Base of all papers but the project itself. ``version`` rises with every move and edit."""

    project = models.ForeignKey(
        "flows.Project", models.PROTECT, related_name="%(class)ss", verbose_name="项目"
    )
    version = models.PositiveIntegerField("版本", default=0)
    created_at = models.DateTimeField("建立时间")
    initiator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发起人",
    )

    objects = PaperSet.as_manager()

    # What may be filled in while the paper lies at a state: its own fields, and the document
    # (dotted path to it) whose 以工代赈 elements are written there. One page edits both.
    EDITABLE: ClassVar[dict[str, tuple[str, ...]]] = {}
    DOCUMENT: ClassVar[dict[str, str]] = {}
    # What somebody is owed does not end with the project: it is handled also afterwards.
    OUTLIVES: ClassVar[bool] = False

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.project} · {self.title}"

    def editable(self) -> tuple[str, ...]:
        """The fields that may be filled in at the present state; a room narrows them further."""
        return self.EDITABLE.get(self.state, ())  # type: ignore[attr-defined]

    @property
    def chain(self) -> Chain:
        return self.project.chain

    @property
    def title(self) -> str:
        """What the paper is called in inbox and trail, without the project's name."""
        return str(self._meta.verbose_name)


def document_of(paper: Any) -> Any | None:
    """The document whose elements are written while ``paper`` lies at its present state."""
    path = getattr(paper, "DOCUMENT", {}).get(paper.state)
    found = paper if path else None
    for name in path.split(".") if path else ():
        found = getattr(found, name)
    return found


def label_of(paper: Any) -> str:
    """The Chinese label of a paper's present state."""
    return str(paper.get_state_display())
