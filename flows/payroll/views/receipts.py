"""银行回单: those that belong to no line, each with why and what to do about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.desk.paging import page
from flows.engine.privacy import scrub
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions.receipts import lines_about
from ..models import BankReceipt
from ..rules.receipts import Register

SIZE = 30


@require_safe
def receipts(request: HttpRequest, code: str) -> HttpResponse:
    """Unmatched receipts, newest first; what is matched is only counted."""
    project = find_project(request.user, code)
    every = BankReceipt.objects.visible_to(request.user).filter(project=project)
    shown = page(request, every.filter(line=None), "-traded_on", "-id", size=SIZE)
    return render(request, "payroll/receipts.html", {
        **frame_of(project, ("交台账", reverse("ledgers", args=[code])), "银行回单"),
        "stats": _stats(every), "rows": explained(project, shown.rows), "page": shown,
    })  # fmt: skip


def explained(project: Project, found: list[BankReceipt]) -> list[dict[str, Any]]:
    """Each receipt beside the reason why it is matched with nothing: one statement for all."""
    if not found:
        return []
    register = Register(lines_about(project, found))
    return [
        {"receipt": each, "remark": scrub(each.remark), "why": register.why(each)} for each in found
    ]


def _stats(every: Any) -> list[dict[str, Any]]:
    left = Q(line=None)
    found = every.aggregate(
        all=Count("pk"), left=Count("pk", filter=left), sum=Sum("amount", filter=left),
    )  # fmt: skip
    return [
        {"label": "收到回单", "value": found["all"], "unit": "笔"},
        {"label": "已核销", "value": found["all"] - found["left"], "unit": "笔"},
        {"label": "未核销", "value": found["left"], "unit": "笔",
         "tone": "warn" if found["left"] else "", "note": f"{found['sum'] or 0:,.2f} 元"},
    ]  # fmt: skip
