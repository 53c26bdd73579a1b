"""A worker's number in full: asked for with a purpose, answered once, never by a GET."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from flows.desk.pages import conflict
from flows.engine.findings import Busy, NotYours, Refused
from flows.engine.privacy import mask_tail, scrub
from flows.labour.actions import reveal
from flows.labour.actions.disclosing import FIELDS, may_reveal, seen_lately
from flows.labour.models import Engagement
from flows.projects.pages import find_project, frame_of


@require_POST
@never_cache
def reveal_number(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The answer shows the number; what was refused says why and keeps the purpose that was typed."""
    project = find_project(request.user, code)
    people = Engagement.objects.visible_to(request.user).filter(project=project, pk=pk)
    person = people.select_related("worker", "project__chain").first()
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")[:200]
    if person is None or field not in FIELDS:
        raise Http404
    back = _back(request) or reverse("worker", args=[code, pk])
    number, findings = "", []
    try:
        number = reveal(person, field, request.user, reason)
    except NotYours as error:
        raise PermissionDenied from error
    except Busy as error:
        kept = [{"label": "用途", "value": scrub(reason)}]
        return conflict(request, error, back=back, kept=kept)
    except Refused as refused:
        findings = refused.findings
    crumbs = (("务工人员", reverse("workers", args=[code])), (person.worker.name, back))
    return render(request, "payroll/revealed.html", {
        **frame_of(project, *crumbs, "完整号码"), "person": person, "label": FIELDS[field],
        "number": number, "findings": findings, "back": back, "count": seen_lately(person),
        "field": {"name": field, "label": FIELDS[field]}, "reason": scrub(reason),
    }, status=200 if number else 422)  # fmt: skip


def _back(request: HttpRequest) -> str:
    """Where the asking page wants to be gone back to; "" unless it is a page of ours."""
    asked = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if fits else ""


def disclosed(person: Engagement, user: Any) -> dict[str, Any]:
    """What the worker's page offers: ``fields`` that ``user`` may see in full, ``seen`` lately."""
    tails = {
        "id": person.worker.id_last4, "phone": person.worker.phone_last4, "card": person.card_last4,
    }  # fmt: skip
    may = may_reveal(person.project, user)
    return {
        "seen": seen_lately(person),
        "fields": [
            {"name": name, "label": label, "tail": mask_tail(tails[name])}
            for name, label in FIELDS.items() if may and tails[name]
        ],
    }  # fmt: skip
