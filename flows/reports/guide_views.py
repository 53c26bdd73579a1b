"""办事指南: for everybody who is logged in; it tells of flows, never of projects."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.documents.filetypes import MAX_SIZE, TYPES
from flows.engine import clock, registry
from flows.engine.models import Parameter
from flows.orgs.kinds import DISTRICTS

from .guide import Terms, contents, guide_of, title_of


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Every flow in the order of the corridor."""
    return render(
        request,
        "reports/guide.html",
        {"flows": contents(), "crumbs": [{"label": "办事指南", "href": ""}]},
    )


@require_safe
def guide_flow(request: HttpRequest, flow: str) -> HttpResponse:
    """One flow, step by step; ``#<step>`` leads to one of them. 404 where there is no such flow."""
    flows = registry.flows()
    if flow not in flows:
        raise Http404
    kinds = list(flows)
    place = kinds.index(flow)
    near: dict[str, Any] = {
        "before": kinds[place - 1] if place else "",
        "after": kinds[place + 1] if place + 1 < len(kinds) else "",
    }
    said = {
        name: {"kind": kind, "label": title_of(flows[kind])} for name, kind in near.items() if kind
    }
    title = title_of(flows[flow])
    return render(
        request,
        "reports/guide_flow.html",
        {
            "title": title,
            "steps": guide_of(flows[flow], _terms(request.user)),
            "filetypes": "、".join(TYPES),
            "most_mb": MAX_SIZE // 2**20,
            "crumbs": [{"label": "办事指南", "href": reverse("guide")}, {"label": title}],
            **said,
        },
    )


def _terms(user: Any) -> Terms:
    """Today's parameters, as the reader's own district has them."""
    seen = [post.organization.district for post in user.posts]
    district = next((each for each in seen if each in DISTRICTS), "")
    return Terms(Parameter.snapshot(), clock.today(), district)
