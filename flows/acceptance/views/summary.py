"""验收摘要: the one page a member reads before he votes; filing of what was accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.projects.pages import frame_of
from flows.supervision.models import SitePhoto
from flows.templatetags.ui import money, tone, verdict_label

from ..actions import mark_read, register_filing
from ..actions.filing import owns
from ..actions.review import Review, review
from ..figures.review import reviewed
from ..forms import FilingForm
from ..models import AcceptanceCase
from .acting import act
from .case import CONCLUSIONS, row_of
from .members import paper_url
from .scope import find_case
from .seal import seal_banner

PHOTOS = 6


@require_safe
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Promise and fact, what does not pass, what is asked, what is contested, photos, where next."""
    case = find_case(request.user, pk)
    found = review(case.project)
    mine = case.members.filter(user=request.user, recused=False).first()
    return render(request, "acceptance/summary.html", {
        **frame_of(case.project, (case.title, paper_url(case)), "验收摘要"), "case": case,
        "facts": facts_of(case), "promises": promises_of(found, case),
        "baseline": case.project.baseline, "proposed": CONCLUSIONS[found.proposed],
        **items_of(found, case), "contests": reviewed(case).contests if case.round else (),
        "seal": seal_banner(case, request.user),
        "photos": photos_of(case), "member": mine, "paper_url": paper_url(case),
        "flags": len(found.flags), "flags_url": reverse("flags", args=[case.project.code]),
    })  # fmt: skip


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """我已阅读."""
    case = find_case(request.user, pk)
    acted = act(request, None, case.project.chain, lambda: mark_read(case, by=request.user))
    if acted.answer:
        return acted.answer
    if acted.done:
        messages.success(request, "已记录您的阅读。")
    return redirect("acceptance-summary", pk)


def facts_of(case: AcceptanceCase) -> list[dict[str, Any]]:
    """The works in a few lines."""
    project = case.project
    bodies = (("业主", project.owner), ("施工", project.contractor), ("监理", project.supervisor))
    return [
        {"label": "建设内容", "value": project.content, "wide": True},
        *({"label": label, "value": body} for label, body in bodies if body is not None),
        {"label": "总投资", "value": f"{money(project.total_investment)} 元"},
        {"label": "结算金额", "value": f"{money(case.settlement_amount)} 元"},
        {"label": "完工日期", "value": case.completed_on},
        {"label": "验收制度", "value": case.get_regime_display()},
    ]


PROMISED = ("L2", "L4", "L5", "L9")


def promises_of(found: Review, case: AcceptanceCase) -> list[dict[str, Any]]:
    """What was promised beside what the ledgers hold: compare.html's rows."""
    rows = [row_of(item, case) for item in found.items if item.code in PROMISED]
    return [
        {
            "label": row["item"].title, "baseline": row["target"], "actual": row["value"],
            "message": row["item"].message, "tone": tone(row["item"].verdict),
            "verdict": verdict_label(row["item"].verdict),
        }
        for row in rows
    ]  # fmt: skip


def items_of(found: Review, case: AcceptanceCase) -> dict[str, Any]:
    """The items that do not pass, and those that ask for an explanation."""
    rows = [row_of(item, case) for item in found.items]
    return {
        "failing": [row for row in rows if row["item"].verdict == "fail"],
        "asking": [row for row in rows if row["item"].verdict == "explain"],
        "passed": sum(row["item"].verdict == "pass" for row in rows),
    }


def photos_of(case: AcceptanceCase) -> list[SitePhoto]:
    """Photos of the checkpoints that matter most: works that are covered now, first."""
    found = SitePhoto.objects.filter(project=case.project, record__isnull=False)
    rows = found.select_related("record__inspection", "attachment")
    return list(rows.order_by("-record__inspection__is_concealed", "-id")[:PHOTOS])


@require_http_methods(["GET", "HEAD", "POST"])
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """Register when and under which number the acceptance was filed (质量条例49)."""
    case = find_case(request.user, pk)
    form = FilingForm(request.POST or None)
    acted = act(
        request, form, case.project.chain,
        lambda: register_filing(case, **form.cleaned_data, by=request.user),
    )  # fmt: skip
    if acted.answer:
        return acted.answer
    if acted.done:
        messages.success(request, "备案已登记。")
        return redirect(paper_url(case))
    return render(request, "acceptance/filing.html", {
        **frame_of(case.project, (case.title, paper_url(case)), "竣工验收备案"), "case": case,
        "form": form, "refused": acted.refused, "may": owns(case, request.user),
        "back": paper_url(case),
    }, status=acted.status)  # fmt: skip
