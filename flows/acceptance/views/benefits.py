"""联农带农 of a handover on a page of its own; and this year's follow-up, begun."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from flows.projects.pages import frame_of

from ..actions import open_follow_up, say_benefits
from ..actions.handover import tells
from ..figures.benefits import measured
from ..forms import BenefitsForm
from ..models import Benefit, Handover
from ..states import BenefitMode, HandoverState
from .acting import act


def find_handover(user: Any, pk: int) -> Handover:
    """The handover; 404 where there is none in ``user``'s scope."""
    rows = Handover.objects.visible_to(user).select_related("project__chain", "case")
    found: Handover | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rows_of(handover: Handover) -> list[dict[str, Any]]:
    """The four ways: promised, by the ledgers, as said; the form begins with what is known."""
    said: dict[str, Benefit] = {row.mode: row for row in handover.benefits.all()}
    return [_row(each, said.get(each.mode)) for each in measured(handover)]


def plain(value: Any) -> str | None:
    """A number without needless zeros, as people write it into a field."""
    if value is None:
        return None
    whole = value == value.to_integral_value()
    return f"{value:.0f}" if whole else f"{value:.2f}"


def _row(known: Any, row: Benefit | None) -> dict[str, Any]:
    expected = known.named or bool(known.planned) or bool(known.actual)
    applies = row.applies if row else expected
    return {
        "mode": known.mode, "label": BenefitMode(known.mode).label, "planned": known.planned,
        "ledger": known.actual, "named": known.named, "said": row,
        "applies": "1" if applies else "0",
        "value": plain(row.actual if row else known.actual if expected else None),
        "note": row.note if row else "",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def benefits(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of the four ways; what the ledgers hold is filled in already."""
    paper = find_handover(request.user, pk)
    rows, back = rows_of(paper), reverse("paper", args=["Handover", pk])
    form = BenefitsForm(rows, request.POST or None)
    acted = act(
        request, form, paper.project.chain,
        lambda: say_benefits(paper, form.gains(), by=request.user),
    )  # fmt: skip
    if acted.answer:
        return acted.answer
    if acted.done:
        messages.success(request, "联农带农已保存。" if acted.result else "没有变化。")
        return redirect(f"{back}#benefits")
    fields = ("applies", "actual", "note")
    return render(request, "acceptance/benefits.html", {
        **frame_of(paper.project, (paper.title, back), "联农带农"), "back": back, "form": form,
        "rows": [row | {f: form[f"{f}-{row['mode']}"] for f in fields} for row in rows],
        "refused": acted.refused,
        "may": tells(paper, request.user) and paper.state != HandoverState.ARCHIVED,
    }, status=acted.status)  # fmt: skip


@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """This year's follow-up, by the village; the one there is already, where there is one."""
    paper = find_handover(request.user, pk)
    acted = act(request, None, paper.project.chain, lambda: open_follow_up(paper, by=request.user))
    if acted.answer:
        return acted.answer
    for finding in acted.refused:
        messages.error(request, f"{finding.message}{finding.cure}")
    if acted.done:
        return redirect("paper", "FollowUp", acted.result.pk)
    return redirect("paper", "Handover", pk)
