"""登记新项目: where the corridor begins."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.orgs.kinds import PostCode

from .actions import register
from .forms import RegisterForm
from .models import PlanItem


@require_http_methods(["GET", "HEAD", "POST"])
def register_page(request: HttpRequest) -> HttpResponse:
    """A village director reports a need; for anybody else the page does not exist."""
    post = next((p for p in request.user.posts if p.code == PostCode.VILLAGE_DIRECTOR), None)
    if post is None:
        raise Http404
    form = RegisterForm(post.organization, request.POST or None)
    status = 200
    if request.method == "POST":
        answer = _register(request, form)
        if answer is not None:
            return answer
        status = 422
    return render(
        request,
        "planning/register.html",
        {
            "form": form,
            "village": post.organization,
            "funds": [field for field in form if field.name.startswith("fund_")],
            "plain": [field for field in form if not field.name.startswith("fund_")],
            "crumbs": [{"label": "项目", "href": reverse("projects")}, {"label": "登记新项目"}],
        },
        status=status,
    )


def _register(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    """Open the project; None when the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        project = register(
            by=request.user, funds=form.funds, year=form.cleaned_data["year"], **form.facts()
        )
    except ValidationError as error:
        for name, reasons in error.message_dict.items():
            form.add_error(name if name in form.fields else None, reasons)
        return None
    messages.success(request, "项目已登记。请填写申报理由，再点“申报”。")
    item = PlanItem.objects.get(project=project)
    return redirect("paper", kind="PlanItem", pk=item.pk)
