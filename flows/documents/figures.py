"""What the documents of a project state, gathered for the rules."""

from __future__ import annotations

from typing import Any

from .elements import DocumentKind
from .models import Document
from .rules import Stated


def stated(document: Document) -> Stated:
    """``document`` beside the other documents of its project."""
    project, baseline = document.project, document.project.baseline
    others = {
        other.kind: other.elements
        for other in Document.objects.filter(project=project).exclude(pk=document.pk)
    }
    changed = baseline is not None and baseline.number > 1
    if changed and DocumentKind.APPROVAL in others:
        others[DocumentKind.APPROVAL] = others[DocumentKind.APPROVAL] | promised(baseline)
    return Stated(
        kind=document.kind,
        elements=document.elements,
        others=others,
        total_investment=project.total_investment,
        funds={fund.source: fund.amount for fund in project.funds.all()},
        fund_source=project.fund_source,
        approved=baseline is not None,
        promise=baseline.named if changed else "",
    )


def promised(baseline: Any) -> dict[str, dict[str, Any]]:
    """r2 and r3 as an approved change has made them: the approval's own words are not rewritten."""
    return {
        "r2": {
            "headcount": baseline.headcount,
            "priority_headcount": baseline.priority_headcount,
        },
        "r3": {
            "labour_pay": str(baseline.labour_pay),
            "denominator": baseline.denominator,
            "denominator_amount": str(baseline.denominator_amount),
        },
    }
