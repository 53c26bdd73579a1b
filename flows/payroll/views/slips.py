"""工资清单 of one line, to be printed and given to its person (条例15)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.projects.pages import frame_of

from ..models import PayrollBatch, PayrollLine
from .mine import slip_of


@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    line = (
        PayrollLine.objects.filter(batch__in=PayrollBatch.objects.visible_to(request.user), pk=pk)
        .select_related(
            "batch__project__chain", "batch__project__contractor", "batch__project__owner",
            "engagement__worker",
        )
        .first()
    )  # fmt: skip
    if line is None:
        raise Http404
    batch, back = line.batch, reverse("batch-lines", args=[line.batch_id])
    return render(request, "payroll/slip.html", {
        **frame_of(batch.project, (f"{batch.title}发放明细", back), "工资清单"),
        **slip_of(line), "back": back,
    })  # fmt: skip
