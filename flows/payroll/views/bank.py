"""The bank file of a month, and the page where a contractor lays out its columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, NotYours, Refused
from flows.orgs.models import Organization
from flows.projects.pages import frame_of

from ..actions.bank import (
    FIELDS,
    FORMATS,
    Layout,
    bank_file,
    cardless,
    contractors_led,
    keep_layout,
    layout_of,
    may_export,
)
from ..forms import BankFileForm
from ..models import BankFile, PayrollBatch
from ..states import BatchState, PayMethod
from ..states import LineStatus as L
from .batch import find_batch
from .ledgers import XLSX

TYPES = {"xlsx": XLSX, "csv": "text/csv"}


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go to the bank; a POST with the purpose takes the file away and is recorded."""
    batch = find_batch(request.user, pk)
    form, refused, status = BankFileForm(request.POST or None), [], 200
    form.initial["format"] = layout_of(batch.project.contractor).format
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _taken(request, batch, form.cleaned_data)
            except Busy as error:
                return conflict(request, error, back=request.path)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                raise PermissionDenied(str(error)) from error
    return render(request, "payroll/bank_file.html", {
        **_page(request, batch), "form": form, "refused": refused,
    }, status=status)  # fmt: skip


def _taken(request: HttpRequest, batch: PayrollBatch, said: dict[str, str]) -> HttpResponse:
    with one_move(batch.chain):
        made, data = bank_file(
            batch, by=request.user, purpose=said["purpose"], format=said["format"]
        )
    answer = HttpResponse(data, content_type=TYPES[made.format])
    name = f"银行代发-{batch.project.code}-{batch.month:%Y-%m}.{made.format}"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: HttpRequest, batch: PayrollBatch) -> dict[str, Any]:
    back = reverse("paper", args=["PayrollBatch", batch.pk])
    files = BankFile.objects.visible_to(request.user).filter(batch=batch).select_related("by")
    return {
        **frame_of(batch.project, (batch.title, back), "银行代发文件"), "batch": batch, "back": back,
        "stats": bank_stats(batch), "files": list(files[:20]), "cardless": cardless(batch),
        "ready": batch.state == BatchState.PAYING, "may": may_export(batch, request.user),
        "layout": layout_of(batch.project.contractor),
        "lays_out": batch.project.contractor in contractors_led(request.user),
    }  # fmt: skip


def bank_stats(batch: PayrollBatch) -> list[dict[str, Any]]:
    """The whole month split into what goes to the bank and what does not: the parts add up."""
    sent = Q(status=L.SENT, pay_method=PayMethod.CARD) & ~Q(card_cipher="")
    parts = (("交银行", sent), ("已到账", Q(status=L.PAID)), ("暂扣", Q(status=L.HELD)),
             ("退汇", Q(status=L.BOUNCED)))  # fmt: skip
    every, rest = ~Q(status=L.STRUCK), ~Q(status=L.STRUCK)
    for _, part in parts:
        rest &= ~part
    named = [("全部未剔除", every), *parts, ("其他", rest)]
    found = batch.lines.aggregate(
        **{f"n{at}": Count("pk", filter=part) for at, (_, part) in enumerate(named)},
        **{f"s{at}": Sum("net", filter=part) for at, (_, part) in enumerate(named)},
    )
    return [
        {"label": f"{label}（元）", "value": f"{found[f's{at}'] or Decimal(0):,.2f}",
         "note": f"{found[f'n{at}']} 行"}
        for at, (label, _) in enumerate(named)
        if at < 2 or found[f"n{at}"]
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: HttpRequest) -> HttpResponse:
    """Which columns in which order, under which headings; an invented row shows how it looks."""
    led = contractors_led(request.user)
    if not led:
        raise PermissionDenied("银行文件格式由施工单位项目负责人设定。")
    body = _chosen(request, led)
    shown, refused, status = layout_of(body), [], 200
    if request.method == "POST":
        shown = _posted(request)
        if request.POST.get("do") == "keep":
            try:
                keep_layout(body, shown, by=request.user)
                messages.success(request, "银行文件格式已保存，本单位各项目从下一次导出起使用。")
                return redirect(f"{request.path}?body={body.pk}")
            except Refused as refusal:
                refused, status = refusal.findings, 422
    return render(request, "payroll/bank_layout.html", {
        "crumbs": [{"label": "银行文件格式"}], "body": body, "led": led, "layout": shown,
        "rows": _rows(shown), "formats": list(FORMATS.items())[:2], "refused": refused,
    }, status=status)  # fmt: skip


def _chosen(request: HttpRequest, led: list[Organization]) -> Organization:
    wanted = request.POST.get("body") or request.GET.get("body", "")
    return next((each for each in led if str(each.pk) == wanted), led[0])


def _rows(layout: Layout) -> list[dict[str, Any]]:
    """Every field there is: those in use in their order, the others after them without a place."""
    used = {field: (place, heading) for place, (heading, field) in enumerate(layout.columns, 1)}
    rows = [
        {"field": field, "label": label, "example": example,
         "place": used.get(field, ("", ""))[0], "heading": used.get(field, ("", label))[1]}
        for field, (label, _, example) in FIELDS.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["place"] or len(FIELDS) + 1)


def _posted(request: HttpRequest) -> Layout:
    """The layout as typed: a column is used where it has a place, ordered by place."""
    placed = []
    for at, field in enumerate(FIELDS):
        place = request.POST.get(f"place-{field}", "").strip()
        heading = request.POST.get(f"heading-{field}", "").strip()[:30]
        if place.isdecimal() and place.isascii() and int(place[:4]):
            placed.append((int(place[:4]), at, heading or FIELDS[field][0], field))
    kind = request.POST.get("format", "xlsx")
    return Layout(
        kind if kind in FORMATS else "xlsx",
        tuple((heading, field) for _, _, heading, field in sorted(placed)),
    )
