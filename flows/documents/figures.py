"""What the documents of a project state, gathered for the rules."""

from __future__ import annotations

from .models import Document
from .rules import Stated


def stated(document: Document) -> Stated:
    """``document`` beside the other documents of its project."""
    project = document.project
    others = {
        other.kind: other.elements
        for other in Document.objects.filter(project=project).exclude(pk=document.pk)
    }
    return Stated(
        kind=document.kind,
        elements=document.elements,
        others=others,
        total_investment=project.total_investment,
        funds={fund.source: fund.amount for fund in project.funds.all()},
        fund_source=project.fund_source,
        approved=project.baselines.exists(),
    )
