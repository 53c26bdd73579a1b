"""本人确认, the labour officer's side: links to print, the signed sheet, the tablet on site."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.documents.filetypes import MAX_SIZE
from flows.engine import clock
from flows.engine.findings import Busy, Finding, NotYours, Refused
from flows.engine.models import Parameter
from flows.projects.pages import frame_of

from ..actions.confirmation import standing_confirmations
from ..actions.links import make_links, revoke_links, why_closed
from ..actions.sheets import keep_sheet
from ..forms import SignedSheetForm
from ..models import PayrollBatch, PayrollLine, WorkerLink
from ..states import ConfirmMethod, labour_officer
from ..states import LineStatus as L
from .batch import find_batch


def officers_batch(request: HttpRequest, pk: int) -> PayrollBatch:
    """The batch, for its labour officer alone; 404 out of scope, 403 for everybody else."""
    batch = find_batch(request.user, pk)
    if not labour_officer(batch, request.user):
        raise PermissionDenied("本页由本项目施工单位的劳资专管员使用。")
    return batch


def framed(batch: PayrollBatch, name: str) -> dict[str, Any]:
    here = reverse("paper", args=["PayrollBatch", batch.pk])
    return {**frame_of(batch.project, (batch.title, here), name), "batch": batch, "back": here}


def lines_of(batch: PayrollBatch) -> list[PayrollLine]:
    found = batch.lines.exclude(status=L.STRUCK).select_related("engagement__worker")
    lines = list(found.order_by("id"))
    for line in lines:
        line.batch = batch
    return lines


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a link and who has confirmed; make, renew, end; a print of codes for the month."""
    batch = officers_batch(request, pk)
    refused: list[Finding] = []
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("people") if key.isdecimal()]
        try:
            with one_move(batch.chain):
                if request.POST.get("do") == "revoke":
                    ended = revoke_links(batch, chosen, by=request.user)
                    messages.success(request, f"已停用 {ended} 人的链接。")
                    return redirect("worker-links", pk)
                tokens = make_links(batch, chosen, by=request.user)
            return _codes(request, batch, tokens)
        except Busy as error:
            return conflict(request, error, back=request.path)
        except Refused as refusal:
            refused = refusal.findings
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
    context = {**framed(batch, "务工人员链接"), "rows": _people(batch), "refused": refused}
    return render(request, "payroll/links.html", context, status=422 if refused else 200)


def _people(batch: PayrollBatch) -> list[dict[str, Any]]:
    """Everybody with a line: how he confirmed, and what became of his latest link."""
    now = clock.now(batch.project.chain)
    tries = Parameter.snapshot().get("worker.link.tries", on=now.date()).days
    latest: dict[int, WorkerLink] = {
        each.engagement_id: each
        for each in WorkerLink.objects.filter(engagement__lines__batch=batch).order_by("id")
    }
    standing = standing_confirmations(batch)
    return [
        {
            "line": line, "worker": line.engagement.worker, "confirmation": standing.get(line.pk),
            "waits": line.awaits_confirmation, **_link(latest.get(line.engagement_id), now, tries),
        }
        for line in lines_of(batch)
    ]  # fmt: skip


def _link(link: WorkerLink | None, now: Any, tries: int) -> dict[str, Any]:
    if link is None:
        return {"link": "没有", "link_tone": "neutral"}
    if why := why_closed(link, now=now, tries=tries):
        said = {"锁定": "输错太多，已停用", "停用": "已停用", "过期": "已过期"}[why]
        return {"link": said, "link_tone": "warn"}
    return {"link": f"有效至 {link.expires_at:%-m月%-d日}", "link_tone": "ok"}


def _codes(request: HttpRequest, batch: PayrollBatch, tokens: dict[int, str]) -> HttpResponse:
    """The sheet of codes, this once: the addresses are kept nowhere."""
    people = [line for line in lines_of(batch) if line.engagement_id in tokens]
    cards = [
        {"name": line.engagement.worker.name, "code": _code(tokens[line.engagement_id])}
        for line in people
    ]
    days = Parameter.snapshot().get("worker.link.days", on=clock.today(batch.project.chain))
    context = {**framed(batch, "二维码"), "cards": cards, "days": days.days}
    context["links_url"] = reverse("worker-links", args=[batch.pk])
    answer = render(request, "payroll/codes.html", context)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _code(token: str) -> str:
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('own', args=[token])}"
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=4, omitsize=True)
    return mark_safe(drawn)


@require_http_methods(["GET", "HEAD", "POST"])
def signed_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """上传签字表: the scan, and who signed on it."""
    batch = officers_batch(request, pk)
    rows = _signers(batch)
    form = SignedSheetForm(
        [row["line"].pk for row in rows], request.POST or None, request.FILES or None
    )
    refused, status = [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _keep(request, batch, form.cleaned_data)
            except Busy as error:
                return conflict(request, error, back=request.path)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                raise PermissionDenied(str(error)) from error
    ticked = {int(key) for key in request.POST.getlist("signed") if key.isdecimal()}
    for row in rows:
        row["ticked"] = row["line"].pk in ticked if request.method == "POST" else row["proved"]
    context = {**framed(batch, "上传签字表"), "form": form, "rows": rows, "refused": refused}
    return render(request, "payroll/signed_sheet.html", context, status=status)


def _keep(request: HttpRequest, batch: PayrollBatch, said: dict[str, Any]) -> HttpResponse:
    upload = said["file"]
    if upload.size > MAX_SIZE:
        raise Refused([Finding("BAD_FILE", f"“{upload.name}”超过 {MAX_SIZE // 2**20} MB。")])
    with one_move(batch.chain):
        fresh = keep_sheet(
            batch, by=request.user, name=upload.name, content=upload.read(), signed=said["signed"]
        )
    messages.success(
        request, f"签字表已保存，作为 {len(said['signed'])} 人的凭证，其中新确认 {fresh} 人。"
    )
    return redirect("paper", "PayrollBatch", batch.pk)


def _signers(batch: PayrollBatch) -> list[dict[str, Any]]:
    """Whom a signed sheet can speak for: confirmed by the ledger without a scan, or waiting."""
    standing = standing_confirmations(batch)
    rows = []
    for line in lines_of(batch):
        stands = standing.get(line.pk)
        proved = stands is not None and stands.method == ConfirmMethod.SHEET
        if (proved and stands.evidence_id is None) or line.awaits_confirmation:
            rows.append({"line": line, "worker": line.engagement.worker, "proved": proved})
    return rows
