"""On paper, A4: the month's 公示 with masked names, and the sheet on which people sign."""

from __future__ import annotations

import calendar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from flows.desk.pages import conflict, terms_of
from flows.engine import clock
from flows.engine.findings import Busy
from flows.engine.privacy import mask_name
from flows.projects.pages import frame_of

from ..actions.blanks import record_signatures
from ..models import PayrollBatch, PayrollLine
from ..states import LineStatus as L
from .batch import find_batch, totals_of


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The month's pay as it is posted in the village: nobody can be found by it but himself."""
    batch = find_batch(request.user, pk)
    return render(request, "payroll/notice.html", {
        **_sheet(batch, "公示"), "notice": getattr(batch, "notice", None), "days": _days(batch),
        "rows": [
            {"name": mask_name(line.engagement.worker.name), "line": line, "remark": _remark(line)}
            for line in _lines(batch)
        ],
    })  # fmt: skip


@require_safe
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """本人确认签字表: everybody checks his days and his pay, and signs."""
    batch = find_batch(request.user, pk)
    rows = [{"worker": line.engagement.worker, "line": line} for line in _lines(batch)]
    return render(request, "payroll/signatures.html", {**_sheet(batch, "签字表"), "rows": rows})


@require_POST
def signatures_printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The button 打印 says that the list with its names is leaving on paper; 204."""
    batch = find_batch(request.user, pk)
    try:
        record_signatures(batch, by=request.user)
    except Busy as error:
        return conflict(request, error, back=reverse("signatures", args=[pk]))
    return HttpResponse(status=204)


def _sheet(batch: PayrollBatch, name: str) -> dict[str, Any]:
    month, last = batch.month, calendar.monthrange(batch.month.year, batch.month.month)[1]
    here = reverse("paper", args=["PayrollBatch", batch.pk])
    return {
        **frame_of(batch.project, (batch.title, here), name), "batch": batch, "back": here,
        "first_day": month, "last_day": month.replace(day=last), "totals": totals_of(batch),
        "printed_at": clock.now(batch.project.chain),
    }  # fmt: skip


def _lines(batch: PayrollBatch) -> Any:
    return batch.lines.exclude(status=L.STRUCK).select_related("engagement__worker").order_by("id")


def _remark(line: PayrollLine) -> str:
    """What a reader of the notice should know of a line; never why it is held."""
    said = []
    if not line.counts_as_relief:
        said.append("管理人员，不计入劳务报酬")
    if line.status == L.HELD:
        said.append("暂缓发放，核实中")
    return "；".join(said)


def _days(batch: PayrollBatch) -> Any:
    """How long the notice has to hang, by the parameter in force when it was posted."""
    posted = getattr(batch, "notice", None)
    terms = terms_of(batch.project.chain)
    return terms.parameters.find(
        "publicity.pay.min_days", on=posted.posted_on if posted else terms.today,
        fund=batch.project.fund_source,
    )  # fmt: skip
