"""What an intake is judged on: the facts it states, the scans it has, the approval's elements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.figures import stated
from flows.documents.models import Attachment
from flows.documents.rules import Stated


@dataclass(frozen=True)
class Facts:
    """``stated`` maps the intake's fields to what was typed from the scans; yuan, dates as meant."""

    at: str
    stated: dict[str, Any]
    scans: frozenset[str]
    contractor: str
    supervisor: str
    has_firm: bool
    price: Decimal | None
    total_investment: Decimal

    def day(self, name: str) -> dt.date | None:
        found: dt.date | None = self.stated[name]
        return found


@dataclass(frozen=True)
class Promised:
    """The approval as it was typed from its scan, and the stage that decides how much is needed."""

    at: str
    approval: Stated


def facts(intake: Any) -> Facts:
    project = intake.project
    files = Attachment.objects.filter(paper="Intake", paper_id=intake.pk)
    return Facts(
        at=intake.at,
        stated={name: getattr(intake, name) for name in intake.FACTS},
        scans=frozenset(files.values_list("kind", flat=True)),
        contractor=project.contractor.name if project.contractor else "",
        supervisor=project.supervisor.name if project.supervisor else "",
        has_firm=project.has_firm,
        price=intake.price,
        total_investment=project.total_investment,
    )


def promised(intake: Any) -> Promised:
    return Promised(intake.at, stated(intake.document))
