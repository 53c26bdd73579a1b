"""现场确认: one tablet on site, a witness, and every person with the last four of his own ID."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, Finding, NotYours, Refused
from flows.engine.privacy import mask_name, mask_tail, scrub

from ..actions.confirmation import How, confirm_on_site, require_witness, wrong_last_four
from ..models import PayrollBatch, PayrollLine, digest_of
from ..rules.confirmation import same_last_four
from ..states import ConfirmMethod
from .confirming import lines_of, officers_batch
from .visitor import address_of, device_of, remember_device


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the witness; then person after person: last four, look, confirm."""
    batch = officers_batch(request, pk)
    posted = request.POST
    try:
        if posted.get("do") == "witness":
            return _begun(request, batch)
        if posted.get("do") == "end":
            request.session.pop(_key(batch), None)
            return redirect("paper", "PayrollBatch", batch.pk)
        if posted.get("do") == "confirm":
            return _confirmed(request, batch)
        shown = _found(batch, posted.get("last4", "")) if posted.get("do") == "look" else []
    except Busy as error:
        return conflict(request, error, back=request.path)
    except NotYours as error:
        messages.error(request, str(error))
        return _page(request, batch, status=403)
    except Refused as refusal:
        return _page(request, batch, refused=refusal.findings, status=422)
    return _page(request, batch, shown=shown)


def _key(batch: PayrollBatch) -> str:
    return f"witness-{batch.pk}"


def _page(
    request: HttpRequest, batch: PayrollBatch, *, shown: Any = (), refused: Any = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    lines = lines_of(batch)
    answer = render(request, "payroll/device.html", {
        "batch": batch, "back": reverse("paper", args=["PayrollBatch", batch.pk]),
        "witness": request.session.get(_key(batch), ""),
        "shown": shown, "refused": refused, "typed": request.POST.get("last4", "")[:4],
        "left": len([line for line in lines if line.awaits_confirmation]),
        "done": len([line for line in lines if line.confirmed]),
    }, status=status)  # fmt: skip
    answer["Cache-Control"] = "no-store, private"
    return remember_device(answer, device_of(request)[1])


def _begun(request: HttpRequest, batch: PayrollBatch) -> HttpResponse:
    witness = request.POST.get("witness", "").strip()[:40]
    require_witness(witness, request.user)
    request.session[_key(batch)] = scrub(witness)
    return redirect("device", batch.pk)


def _found(batch: PayrollBatch, typed: str) -> list[dict[str, Any]]:
    """The waiting lines of whoever has these last four: usually one. Raises Refused for none."""
    found = [
        {"line": line, "name": mask_name(line.engagement.worker.name), "seen": digest_of(line),
         "card": mask_tail(line.card_last4)}
        for line in lines_of(batch)
        if line.awaits_confirmation and same_last_four(typed, line.engagement.worker.id_last4)
    ]  # fmt: skip
    if not found:
        raise Refused(
            [Finding("NOBODY_WAITING", "没有找到等待确认的人。", cure=wrong_last_four().cure)]
        )
    return found


def _confirmed(request: HttpRequest, batch: PayrollBatch) -> HttpResponse:
    posted, key = request.POST, request.POST.get("line", "")
    rows = PayrollLine.objects.select_related("batch__project__chain", "engagement__worker")
    line = rows.filter(batch=batch, pk=key).first() if key.isdecimal() else None
    if line is None:
        raise Http404
    hashed, known = device_of(request)
    with one_move(batch.chain):
        confirm_on_site(
            line, by=request.user, last_four=posted.get("last4", ""),
            witness=request.session.get(_key(batch), ""), seen=posted.get("seen", ""),
            how=How(ConfirmMethod.DEVICE, hashed, address_of(request)),
        )  # fmt: skip
    messages.success(request, f"{mask_name(line.engagement.worker.name)} 已确认，请下一位。")
    return remember_device(redirect("device", batch.pk), known)
