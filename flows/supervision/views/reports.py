"""Monthly reports of a project: the list, the figures of one, and it on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from flows.desk.actions import one_move
from flows.desk.pages import conflict, terms_of
from flows.desk.panels import panel
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused, evaluate
from flows.projects.pages import find_project, frame_of

from ..actions import begin_report
from ..actions.reports import may_report
from ..figures.reports import first_month, month_figures
from ..forms import ReportForm
from ..models import MonthlyReport
from ..rules.reports import SIGN_OFF
from ..states import ReportState as R
from .month import sections

TONES = {R.DRAFTING: "info", R.REVIEWING: "warn", R.SIGNED: "done"}


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """Every report of the project; a form that begins the one of a month."""
    project = find_project(request.user, code)
    found = MonthlyReport.objects.visible_to(request.user).filter(project=project)
    today = clock.today(project.chain)
    form = ReportForm(request.POST or None, initial={"month": today.replace(day=1)})
    status, refused = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _begun(request, project, form)
            except Busy as error:
                return conflict(request, error, back=request.path)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    return render(request, "supervision/reports.html", {
        **frame_of(project, "监理月报"), "form": form, "refused": refused,
        "may": may_report(MonthlyReport(project=project), request.user),
        "first": first_month(project), "today": today,
        "rows": [
            {"paper": each, "href": reverse("paper", args=["MonthlyReport", each.pk]),
             "tone": TONES[each.state],
             "print_url": reverse("monthly-report-print", args=[code, each.pk])}
            for each in found.order_by("-month")
        ],
    }, status=status)  # fmt: skip


def _begun(request: HttpRequest, project: Any, form: ReportForm) -> HttpResponse:
    with one_move(project.chain):
        made = begin_report(project, form.cleaned_data["month"], by=request.user)
    messages.success(request, f"{made.title}已建立，请填写形象进度和主要工程。")
    return redirect("paper", "MonthlyReport", made.pk)


def figures_of(report: MonthlyReport) -> dict[str, Any]:
    """Frozen once signed, from the data until then; ``told``: [[what the figures tell, basis]]."""
    if report.state == R.SIGNED:
        return dict(report.figures)
    terms = terms_of(report.project.chain)
    told = [[each.message, each.basis] for each in evaluate(SIGN_OFF, report, terms)]
    found = month_figures(report, today=terms.today, parameters=terms.parameters)
    return found | {"told": told}


@panel("MonthlyReport")
def report_panel(paper: MonthlyReport, user: Any) -> dict[str, Any]:
    """The month's figures; signed, as they were then."""
    found = figures_of(paper)
    return {
        "figures": found, "sections": sections(found), "signed": paper.state == R.SIGNED,
        "list_url": reverse("monthly-reports", args=[paper.project.code]),
        "print_url": reverse("monthly-report-print", args=[paper.project.code, paper.pk]),
    }  # fmt: skip


@require_safe
def report_printed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The report on A4: its words, its figures, what they tell, and where it is signed."""
    project = find_project(request.user, code)
    report = (
        MonthlyReport.objects.visible_to(request.user)
        .select_related("project__chain", "initiator")
        .filter(project=project, pk=pk)
        .first()
    )
    if report is None:
        raise Http404
    found = figures_of(report)
    here = reverse("paper", args=["MonthlyReport", pk])
    return render(request, "supervision/report_print.html", {
        **frame_of(project, (report.title, here), "打印"), "report": report, "back": here,
        "figures": found, "sections": sections(found), "signed": report.state == R.SIGNED,
        "printed_at": clock.now(project.chain),
    })  # fmt: skip
