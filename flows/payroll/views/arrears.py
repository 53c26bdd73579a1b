"""欠薪: who has not been paid in time, of one project and of all in one's scope, by days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from flows.desk.pages import conflict
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused
from flows.engine.models import Parameter
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions.arrears import export_arrears, may_take
from ..figures.arrears import Arrear, Totals, arrears, arrears_of, totals
from ..forms import ArrearsForm
from ..models import PayrollBatch
from ..states import LineStatus
from .batch import TONES
from .ledgers import XLSX

MOST = 200  # rows shown; totals and exports have all of them
TYPES = {"xlsx": XLSX, "csv": "text/csv"}
SORTS = {
    "days": ("欠薪日数", lambda each: (-each.days, -each.net)),
    "amount": ("金额", lambda each: (-each.net, -each.days)),
    "project": ("项目", lambda each: (each.project.name, -each.days)),
}


@require_http_methods(["GET", "HEAD", "POST"])
def everywhere(request: HttpRequest) -> HttpResponse:
    """All projects in scope; a POST with the purpose takes the list away and is recorded."""
    found = in_scope(request.user)
    form, refused, status = ArrearsForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _taken(request, found, form.cleaned_data)
            except Busy as error:
                return conflict(request, error, back=request.path)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                raise PermissionDenied(str(error)) from error
    sort = request.GET.get("sort", "days")
    sort = sort if sort in SORTS else "days"
    return render(request, "payroll/arrears.html", {
        **_listed(sorted(found, key=SORTS[sort][1])), "crumbs": [{"label": "欠薪"}],
        "sorts": [{"label": label, "href": f"?sort={name}", "current": name == sort}
                  for name, (label, _) in SORTS.items()],
        "form": form, "refused": refused, "may_take": may_take(request.user), "all": True,
    }, status=status)  # fmt: skip


def in_scope(user: Any) -> list[Arrear]:
    """Of every project in ``user``'s scope that has pay, each by its own present day."""
    with_pay = PayrollBatch.objects.filter(lines__status__in=UNSETTLED).values("project")
    seen = (
        Project.objects.visible_to(user)
        .filter(pk__in=with_pay)
        .select_related("chain")
        .prefetch_related("funds")
    )
    projects = {each.pk: (each, clock.today(each.chain)) for each in seen}
    return arrears_of(projects, Parameter.snapshot("pay.")) if projects else []


UNSETTLED = [status for status in LineStatus if status not in (LineStatus.PAID, LineStatus.STRUCK)]


def _taken(request: HttpRequest, found: Sequence[Arrear], said: dict[str, str]) -> HttpResponse:
    kind = said["format"]
    data = export_arrears(found, by=request.user, reason=said["purpose"], format=kind)
    answer = HttpResponse(data, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(True, f"欠薪清单.{kind}")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def of_project(request: HttpRequest, code: str) -> HttpResponse:
    """The arrears of one project, the longest first."""
    project = find_project(request.user, code)
    found = arrears(project, clock.today(project.chain), Parameter.snapshot("pay."))
    return render(request, "payroll/arrears.html", {
        **frame_of(project, "欠薪"), **_listed(sorted(found, key=SORTS["days"][1])), "all": False,
    })  # fmt: skip


def _listed(found: Sequence[Arrear]) -> dict[str, Any]:
    known = totals(found)
    return {
        "rows": [_row(each) for each in found[:MOST]], "more": len(found) > MOST,
        "most": MOST, "totals": known, "stats": _stats(known),
    }  # fmt: skip


def _row(each: Arrear) -> dict[str, Any]:
    code = each.project.code
    return {
        "arrear": each, "status": LineStatus(each.status).label, "tone": TONES[LineStatus(each.status)],
        "batch_url": reverse("paper", args=["PayrollBatch", each.batch]),
        "worker_url": reverse("worker", args=[code, each.engagement]),
        "project_url": reverse("project", args=[code]),
    }  # fmt: skip


def _stats(known: Totals) -> list[dict[str, Any]]:
    bad = "bad" if known.lines else "done"
    return [
        {"label": "欠薪合计（元）", "value": f"{known.amount:,.2f}", "tone": bad,
         "note": f"{known.lines} 行"},
        {"label": "涉及", "value": known.people, "unit": "人", "note": f"{known.projects} 个项目"},
        {"label": "最长", "value": known.longest, "unit": "日", "tone": bad},
    ]  # fmt: skip
