"""由考勤生成台账: one button; what came of it is said on the batch's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, NotYours, Refused

from ..actions import compute_lines
from .batch import find_batch


@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the month's lines from its attendance."""
    batch = find_batch(request.user, pk)
    here = reverse("paper", args=["PayrollBatch", pk])
    try:
        with one_move(batch.chain):
            done = compute_lines(batch, by=request.user)
    except Busy as error:
        return conflict(request, error, back=here)
    except NotYours as error:
        messages.error(request, str(error))
        return redirect(here)
    except Refused as refusal:
        for found in refusal.findings:
            messages.error(request, f"{found.message}{found.cure}（{found.basis}）")
        return redirect("ledgers", batch.project.code)
    (messages.success if done.added or done.changed else messages.info)(request, done.sentence)
    if done.without_rate:
        names = "、".join(f"{who.name}（尾号 {who.id_last4}）" for who in done.without_rate[:10])
        messages.warning(
            request, f"没有约定报酬标准：{names}。在名册写明，或在台账中写单价后交入。"
        )
    return redirect(here)
