"""用工岗位: what work there is; added, changed and removed by owner and contractor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from flows.desk.pages import conflict, terms_of
from flows.engine.findings import Busy, NotYours, Refused, evaluate
from flows.projects.pages import find_project, frame_of

from ..actions import openings as verbs
from ..actions.mandate import PLANNERS, acts_for
from ..forms import OpeningForm
from ..models import Opening
from ..rules.openings import JUDGE


def _may(project: Any, user: Any) -> bool:
    return project.stage in verbs.OPEN_STAGES and acts_for(project, user, PLANNERS)


@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: HttpRequest, code: str) -> HttpResponse:
    """All openings, what the papers say of their number and pay, and the form for one more."""
    project = find_project(request.user, code)
    may = _may(project, request.user)
    form, status = OpeningForm(request.POST or None), 200
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        status = 422
        if form.is_valid():
            facts = form.cleaned_data
            answer = _done(request, form, project, "已增加岗位。",
                           lambda: verbs.add_opening(project, facts, by=request.user))  # fmt: skip
            if answer is not None:
                return answer
    found = verbs.offered(project)
    return render(request, "labour/openings.html", {
        **frame_of(project, "用工岗位"), "openings": found.posts, "offered": found, "form": form,
        "may": may, "findings": evaluate(JUDGE, found, terms_of(project.chain)),
    }, status=status)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One opening, to be changed or removed."""
    project = find_project(request.user, code)
    found, may = _find(project, pk), _may(project, request.user)
    form, status = OpeningForm.of(found, request.POST or None), 200
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        status = 422
        if form.is_valid():
            facts = form.cleaned_data
            answer = _done(request, form, project, "已更改岗位。",
                           lambda: verbs.change_opening(found, facts, by=request.user))  # fmt: skip
            if answer is not None:
                return answer
    return render(request, "labour/opening.html", {
        **frame_of(project, ("用工岗位", reverse("openings", args=[code])), found.trade),
        "opening": found, "form": form, "may": may,
    }, status=status)  # fmt: skip


@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take an opening away."""
    project = find_project(request.user, code)
    found, form = _find(project, pk), OpeningForm()
    form.full_clean()
    answer = _done(request, form, project, "已删除岗位。",
                   lambda: verbs.remove_opening(found, by=request.user))  # fmt: skip
    if answer is not None:
        return answer
    return redirect("openings", code)


def _find(project: Any, pk: int) -> Opening:
    found = Opening.objects.filter(project=project, pk=pk).select_related("project__chain").first()
    if found is None:
        raise Http404
    return found


def _done(
    request: HttpRequest, form: Any, project: Any, said: str, act: Any
) -> HttpResponse | None:
    """Where to after ``act``; None where it was refused, which ``form`` then says."""
    back = reverse("openings", args=[project.code])
    try:
        made = act()
    except Busy as error:
        return conflict(request, error, back=back)
    except NotYours as error:
        raise PermissionDenied from error
    except Refused as refused:
        for each in refused.findings:
            form.add_error(None, f"{each.message}{each.cure}")
        return None
    messages.success(request, said if made is not False else "没有变化。")
    return redirect(back)
