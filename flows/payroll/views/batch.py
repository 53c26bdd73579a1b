"""A month's pay: what its page shows besides the decision, and all of its lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.desk.paging import page
from flows.desk.panels import panel
from flows.engine.paper import label_of
from flows.engine.privacy import scrub
from flows.projects.pages import frame_of
from flows.sheets.differences import ALIKE

from .. import figures
from ..actions.exceptions import HANDED_OVER
from ..figures.notices import photos
from ..models import BankReceipt, PayrollBatch, PayrollLine
from ..states import EDITING, ENDED, OPEN_LINES, PayMethod, labour_officer
from ..states import LineStatus as L
from .complaints import complaints_of
from .mine import STANDING

SIZE = 50
MANY = 30  # lines in question named on the page of the batch; the list has them all
TONES = {
    L.RECORDED: "neutral", L.HELD: "bad", L.CLEARED: "ok", L.SENT: "info", L.PAID: "done",
    L.BOUNCED: "warn", L.STRUCK: "neutral",
}  # fmt: skip
IN_QUESTION = Q(status__in=(L.HELD, L.BOUNCED)) | Q(paid_while_held=True)
TABS: dict[str, tuple[str, Q]] = {
    "all": ("全部", Q()),
    "question": ("暂扣、退汇", IN_QUESTION),
    "unconfirmed": ("未确认", Q(confirmed=False) & ~Q(status=L.STRUCK)),
    "paid": ("已到账", Q(status=L.PAID)),
    "struck": ("已剔除", Q(status=L.STRUCK)),
}


def find_batch(user: Any, pk: int) -> PayrollBatch:
    """The batch; 404 where there is none in ``user``'s scope."""
    found = (
        PayrollBatch.objects.visible_to(user)
        .select_related("project__chain", "project__contractor", "notice")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def lines_of(batch: PayrollBatch) -> QuerySet[PayrollLine]:
    """The batch's lines with people, receipts and confirmations: four statements for any number."""
    found = batch.lines.select_related("engagement__worker")
    return found.prefetch_related("receipts", "strikes", STANDING).order_by("id")


def totals_of(batch: PayrollBatch) -> dict[str, Any]:
    """Counts and sums of the lines that are not struck out, yuan."""
    left = ~Q(status=L.STRUCK)
    # A name of our own for each: an aggregate may not be called like the field it sums.
    found = batch.lines.aggregate(
        of_lines=Count("pk", filter=left), of_days=Sum("days", filter=left),
        of_gross=Sum("gross", filter=left), of_adjustment=Sum("adjustment", filter=left),
        of_net=Sum("net", filter=left),
        of_relief=Sum("net", filter=left & Q(counts_as_relief=True)),
        of_confirmed=Count("pk", filter=left & Q(confirmed=True)),
        of_held=Count("pk", filter=Q(status=L.HELD)),
        of_held_net=Sum("net", filter=Q(status=L.HELD)),
        of_bounced=Count("pk", filter=Q(status=L.BOUNCED)),
        of_paid=Count("pk", filter=Q(status=L.PAID)),
        of_paid_net=Sum("net", filter=Q(status=L.PAID)),
    )  # fmt: skip
    return {
        name.removeprefix("of_"): Decimal(0) if value is None else value
        for name, value in found.items()
    }


def row_of(line: PayrollLine) -> dict[str, Any]:
    """One line as a row: who, how its state looks, its receipts, an open strike."""
    return {
        "line": line, "worker": line.engagement.worker, "tone": TONES[L(line.status)],
        "note": scrub(line.note), "strike_reason": scrub(line.strike_reason),
        "receipts": list(line.receipts.all()),
        "ways": [each.get_method_display() for each in getattr(line, "standing", ())],
        "strikes": [
            {"paper": each, "href": reverse("paper", args=["StrikeRequest", each.pk])}
            for each in line.strikes.all()
        ],
        "strike_url": reverse("strike", args=[line.pk])
        if line.status in (L.HELD, L.BOUNCED) else "", **otherwise(line),
    }  # fmt: skip


def otherwise(line: PayrollLine) -> dict[str, Any]:
    """The ways to pay ``line`` in cash or to a proxy: ask for it, or record that it was done."""
    by_card = line.pay_method == PayMethod.CARD
    asks, pays = by_card and line.status in OPEN_LINES, not by_card and line.status in HANDED_OVER
    return {
        "exception_url": reverse("exception", args=[line.pk]) if asks else "",
        "cash_url": reverse("cash", args=[line.pk]) if pays else "",
        "method": "" if by_card else line.get_pay_method_display(),
    }  # fmt: skip


@panel("PayrollBatch")
def batch_panel(paper: PayrollBatch, user: Any) -> dict[str, Any]:
    """Totals, the lines in question with reason and cure, and the ways to the rest."""
    asked = list(lines_of(paper).filter(IN_QUESTION)[: MANY + 1])
    totals = totals_of(paper)
    held = totals["lines"] and paper.state not in ENDED
    differs = figures.differences(paper) if held else ALIKE
    return {
        "facts": [], "totals": totals, "stats": stats_of(totals, paper),
        "question": [row_of(line) for line in asked[:MANY]], "more": len(asked) > MANY,
        "may_strike": labour_officer(paper, user), "notice": getattr(paper, "notice", None),
        "photos": photos(paper).said, "lines_url": reverse("batch-lines", args=[paper.pk]),
        **complaints_of(paper),
        "differs": differs.cells[:MANY], "differ": differs.people,
        "more_differ": len(differs.cells) > MANY,
        "compiling": paper.state in EDITING and labour_officer(paper, user),
        "attendance_url": f"{reverse('attendance', args=[paper.project.code])}"
        f"?month={paper.month:%Y-%m}",
        "unmatched": BankReceipt.objects.filter(
            project=paper.project, month=paper.month, line=None
        ).count(),
    }  # fmt: skip


def stats_of(totals: dict[str, Any], batch: PayrollBatch) -> list[dict[str, Any]]:
    """The tiles: what is to be paid, what was paid, what is held."""
    lines, url = totals["lines"], reverse("batch-lines", args=[batch.pk])
    unconfirmed = lines - totals["confirmed"]
    return [
        {"label": "实发合计（元）", "value": f"{totals['net']:,.2f}",
         "note": f"{lines} 人，{totals['days'].normalize():f} 工日"},
        {"label": "已到账（元）", "value": f"{totals['paid_net']:,.2f}",
         "note": f"{totals['paid']} 行", "tone": "done" if totals["paid"] == lines != 0 else ""},
        {"label": "暂扣", "value": totals["held"], "unit": "行",
         "tone": "bad" if totals["held"] else "", "note": f"{totals['held_net']:,.2f} 元",
         "href": f"{url}?tab=question"},
        {"label": "退汇", "value": totals["bounced"], "unit": "行",
         "tone": "warn" if totals["bounced"] else "", "href": f"{url}?tab=question"},
        {"label": "本人确认", "value": f"{totals['confirmed']}/{lines}", "unit": "人",
         "tone": "warn" if unconfirmed else "", "href": f"{url}?tab=unconfirmed"},
    ]  # fmt: skip


@require_safe
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """All lines of a batch, by what became of them."""
    batch = find_batch(request.user, pk)
    tab, text = request.GET.get("tab", "all"), request.GET.get("q", "").strip()
    _, wanted = TABS.get(tab, TABS["all"])
    found = lines_of(batch).filter(wanted)
    if text:
        found = found.filter(engagement__worker__name__icontains=text)
    shown = page(request, found, "id", size=SIZE)
    here = reverse("paper", args=["PayrollBatch", batch.pk])
    return render(request, "payroll/lines.html", {
        **frame_of(batch.project, (batch.title, here), "发放明细"), "batch": batch,
        "rows": [row_of(line) for line in shown.rows], "page": shown, "q": text, "tab": tab,
        "tabs": _tabs(batch, request.path, tab), "totals": totals_of(batch), "back": here,
        "state": label_of(batch), "may_strike": labour_officer(batch, request.user),
        "keep": [{"name": "tab", "value": tab}],
        "clear_url": f"{request.path}?tab={tab}" if text else "",
    })  # fmt: skip


def _tabs(batch: PayrollBatch, path: str, chosen: str) -> list[dict[str, Any]]:
    counts = batch.lines.aggregate(
        **{name: Count("pk", filter=wanted) for name, (_, wanted) in TABS.items() if wanted},
        all=Count("pk"),
    )
    return [
        {"label": label, "href": f"{path}?tab={name}", "count": counts[name],
         "current": name == chosen}
        for name, (label, _) in TABS.items()
    ]  # fmt: skip
