"""What is done to a plan from its page: another day for a checkpoint, and a surprise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, Finding, NotYours, Refused, Stale
from flows.projects.pages import find_project, frame_of

from ..actions import move_checkpoint, spot_check
from ..forms import MoveForm, SpotForm
from ..models import Inspection
from ..states import Origin, may_alter, may_surprise


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give a checkpoint another day; what was typed is kept when it is refused."""
    project = find_project(request.user, code)
    paper = (
        Inspection.objects.select_related("project__chain").filter(project=project, pk=pk).first()
    )
    if paper is None:
        raise Http404
    back = reverse("checkpoints", args=[code])
    start = {"due_on": paper.due_on, "expect": paper.version}
    form, refused, status = MoveForm(request.POST or None, initial=start), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(paper.chain):
                    move_checkpoint(paper, by=request.user, **form.cleaned_data)
                messages.success(request, f"“{paper.title}”已改到 {form.cleaned_data['due_on']}。")
                return redirect(back)
            except (Busy, Stale) as error:
                return conflict(request, error, back=back, opinion=form.cleaned_data["reason"])
            except NotYours as error:
                status, refused = 403, [Finding("NOT_YOURS", str(error))]
            except Refused as refusal:
                refused = refusal.findings
    return render(request, "supervision/move.html", {
        **frame_of(project, ("监管检查点", back), "调整日期"), "paper": paper, "form": form,
        "refused": refused, "back": back, "may": may_alter(paper, request.user),
    }, status=status)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def spot(request: HttpRequest, code: str) -> HttpResponse:
    """Open a surprise; its inspector goes on to the page of the site."""
    project = find_project(request.user, code)
    back = reverse("checkpoints", args=[code])
    form, refused, status = SpotForm(project, request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(project.chain):
                    paper = spot_check(project, by=request.user, **form.cleaned_data)
                messages.success(request, f"已发起“{paper.title}”，现在由检查人到现场检查。")
                return redirect("paper", "Inspection", paper.pk)
            except Busy as error:
                return conflict(request, error, back=back, opinion=form.cleaned_data["note"])
            except NotYours as error:
                status, refused = 403, [Finding("NOT_YOURS", str(error))]
            except Refused as refusal:
                refused = refusal.findings
    wish: Any = Inspection(project=project, origin=Origin.SPOT)
    return render(request, "supervision/spot.html", {
        **frame_of(project, ("监管检查点", back), "突击抽查"), "form": form, "refused": refused,
        "back": back, "may": may_surprise(wish, request.user),
    }, status=status)  # fmt: skip
