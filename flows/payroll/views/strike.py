"""Ask that a held or bounced line be struck out; the owner decides on the request's own page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import frame_of

from ..actions.strike import ask_strike
from ..forms import StrikeForm
from ..models import PayrollBatch, PayrollLine, StrikeRequest
from .batch import row_of


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One line with what is wrong with it, and the reason for striking it out."""
    line = find_line(request.user, pk)
    batch = line.batch
    back = reverse("paper", args=["PayrollBatch", batch.pk])
    form, refused, status = StrikeForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(batch.project.chain):
                    made = ask_strike(line, by=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, "剔除申请已提出，等业主项目负责人复核。")
                return redirect("paper", "StrikeRequest", made.pk)
            except Busy as error:
                kept = [{"label": "剔除理由", "value": form.cleaned_data["reason"]}]
                return conflict(request, error, back=request.path, kept=kept)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    return render(request, "payroll/strike.html", {
        **frame_of(batch.project, (batch.title, back), "申请剔除"), "row": row_of(line),
        "batch": batch, "form": form, "refused": refused, "back": back,
    }, status=status)  # fmt: skip


def find_line(user: Any, pk: int) -> PayrollLine:
    found = (
        PayrollLine.objects.filter(batch__in=PayrollBatch.objects.visible_to(user), pk=pk)
        .select_related("batch__project__chain", "engagement__worker")
        .prefetch_related("receipts", "strikes")
        .first()
    )
    if found is None:
        raise Http404
    return found


@panel("StrikeRequest")
def strike_panel(paper: StrikeRequest, user: Any) -> dict[str, Any]:
    """The line the request is about, with what holds it."""
    line = find_line(user, paper.line_id)
    return {
        "row": row_of(line),
        "batch_url": reverse("paper", args=["PayrollBatch", line.batch_id]),
        "worker_url": reverse("worker", args=[paper.project.code, line.engagement_id]),
    }
