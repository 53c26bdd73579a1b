"""我有异议: a worker objects on his own page, and a complaint that must be answered is opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from flows.complaints.actions import open_complaint
from flows.complaints.models import Kind, Source
from flows.desk.actions import one_move
from flows.engine.findings import Busy, Refused
from flows.engine.unit import work

from ..forms import ObjectionForm
from ..models import PayrollLine, WorkerLink
from .own import entered, own, refused, to
from .visitor import unlisted


@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
@entered
def objection(
    request: HttpRequest, token: str, link: WorkerLink, line: PayrollLine
) -> HttpResponse:
    """我有异议: what is wrong, in his words; it becomes a complaint that somebody must answer."""
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _objected(request, token, line, form)
        status = 422
    context = {"form": form, "line": line, "token": token}
    return own(request, "objection", context, status)


def _objected(
    request: HttpRequest, token: str, line: PayrollLine, form: ObjectionForm
) -> HttpResponse:
    said, project = form.cleaned_data, line.batch.project
    try:
        with one_move(project.chain), work(project.chain, None) as unit:
            open_complaint(
                unit, unit.current(project), source=Source.SELF, kind=said["kind"],
                content=said["words"], engagement=line.engagement, month=line.batch.month,
                amount=line.net if said["kind"] == Kind.ARREARS else None,
            )  # fmt: skip
    except Refused as refusal:
        return refused(
            request, token, "".join(f"{x.message}{x.cure}" for x in refusal.findings), 409
        )
    except Busy:
        return refused(request, token, "现在人多，请过一分钟再提交。", 503)
    return redirect(to(token, "objected"))
