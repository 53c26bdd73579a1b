"""Claims for money of the contract: the list with its totals, and what one is decided on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of
from flows.templatetags.ui import money

from ..actions import begin_claim
from ..actions.claims import may_claim
from ..figures.claims import claim_standing, claim_totals, holds_of
from ..forms import ClaimForm
from ..models import PaymentClaim
from ..states import ClaimState as C

TONES = {
    C.DRAFTING: "neutral", C.MEASURING: "info", C.APPROVING: "info", C.PAYING: "warn",
    C.PAID: "done",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: HttpRequest, code: str) -> HttpResponse:
    """Every claim against the contract price; a form that opens the next."""
    project = find_project(request.user, code)
    found = PaymentClaim.objects.visible_to(request.user).filter(project=project)
    month = clock.today(project.chain).replace(day=1)
    form, status, refused = ClaimForm(request.POST or None, initial={"month": month}), 200, []
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
    return render(request, "supervision/claims.html", {
        **frame_of(project, "工程款支付"), "form": form, "refused": refused,
        "may": may_claim(PaymentClaim(project=project), request.user),
        "stats": _stats(project), "holds": holds_of(project),
        "rows": [
            {"paper": each, "href": reverse("paper", args=["PaymentClaim", each.pk]),
             "tone": TONES[each.state]}
            for each in found.order_by("-number")
        ],
    }, status=status)  # fmt: skip


def _begun(request: HttpRequest, project: Any, form: ClaimForm) -> HttpResponse:
    with one_move(project.chain):
        made = begin_claim(project, by=request.user, **form.cleaned_data)
    messages.success(request, f"{made.title}已建立，核对后报监理签认。")
    return redirect("paper", "PaymentClaim", made.pk)


def _stats(project: Any) -> list[dict[str, Any]]:
    found = claim_totals(project)
    rate = f"{found.paid * 100 / found.price:.2f}% 的合同价" if found.price else ""
    return [
        {"label": "合同价", "value": money(found.price), "unit": "元"},
        {"label": "已签认", "value": money(found.measured), "unit": "元"},
        {"label": "已拨付", "value": money(found.paid), "unit": "元", "note": rate},
        {"label": "其中人工费用", "value": money(found.labour_paid), "unit": "元"},
    ]


@panel("PaymentClaim")
def claim_panel(paper: PaymentClaim, user: Any) -> dict[str, Any]:
    """The claim beside the contract price, what others have claimed, and what holds money back."""
    found, totals = claim_standing(paper), claim_totals(paper.project)
    suggested = {"measured": paper.amount} if paper.state == C.MEASURING else {}
    return {
        "standing": found, "totals": totals, "suggested": suggested,
        "left": max(found.left - found.own, Decimal(0)), "holds": holds_of(paper.project),
        "list_url": reverse("claims", args=[paper.project.code]),
        "checkpoints_url": reverse("checkpoints", args=[paper.project.code]),
    }  # fmt: skip
