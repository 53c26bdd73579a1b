"""An early end: what is still owed, where the money is, and who may begin it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.facts import address_of
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of
from flows.projects.states import UNDER_WAY

from .. import actions
from ..actions.closure import may_start
from ..figures.closure import Left, Settlement, money, settlement
from ..models import Closure
from ..states import ClosureKind
from ..states import ClosureState as T

TONES = {T.ENDED: "neutral", T.REFUSED: "neutral", T.WITHDRAWN: "neutral", T.SETTLING: "bad"}
MEANS = {
    ClosureKind.TERMINATE: "工程不再建设：业主提出，原审批部门审查，区政府审定；付清报酬、收回结余后办结。",
    ClosureKind.REVOKE: "批复是骗取的：原审批部门提出，写明事实和责任，区政府审定；资金追回后撤销批复。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def closure_page(request: HttpRequest, code: str) -> HttpResponse:
    """What an early end would have to settle; POST ``kind`` begins one."""
    project = find_project(request.user, code)
    findings, status = [], 200
    if request.method == "POST":
        try:
            with one_move(project.chain):
                paper = actions.start(project, request.POST.get("kind", ""), by=request.user)
        except Busy as error:
            return conflict(request, error, back=request.path)
        except Refused as error:
            findings, status = error.findings, 422
        except NotYours as error:
            messages.error(request, str(error))
            status = 403
        else:
            messages.success(request, f"已建立“{paper.title}”，请写明事由后报送。")
            return redirect(address_of(paper))
    return render(request, "changes/closure_page.html", {
        **frame_of(project, "终止与撤销"), "findings": findings,
        "closures": _closures(request.user, project), "starts": _starts(project, request.user),
        "open": project.stage in UNDER_WAY, "means": MEANS.items(), "stage": project.get_stage_display(),
        **owed_context(settlement(Closure(project=project)), project),
    }, status=status)  # fmt: skip


def _closures(user: Any, project: Any) -> list[dict[str, Any]]:
    found = Closure.objects.visible_to(user).filter(project=project).order_by("-pk")
    return [
        {"paper": each, "href": address_of(each), "tone": TONES.get(T(each.state), "warn")}
        for each in found
    ]


def _starts(project: Any, user: Any) -> list[dict[str, str]]:
    """What ``user`` may begin now: code, label and what it means."""
    if project.stage not in UNDER_WAY:
        return []
    if project.closures.exclude(state__in=(T.REFUSED, T.WITHDRAWN)).exists():
        return []
    return [
        {"kind": str(kind.value), "label": str(kind.label), "means": MEANS[kind]}
        for kind in ClosureKind
        if may_start(project, user, kind)
    ]


def owed_context(found: Settlement, project: Any) -> dict[str, Any]:
    """What components of both pages show: months that are not paid, other papers about money."""
    ledgers = reverse("ledgers", args=[project.code])
    return {
        "owed": [
            {
                "each": each,
                "href": reverse("paper", args=["PayrollBatch", each.batch])
                if each.batch
                else ledgers,
            }
            for each in found.owed
        ],
        "amount": found.amount,
        "left": [_left(each) for each in (*found.batches, *found.complaints, *found.claims)],
        "clear": found.clear,
    }


def _left(each: Left) -> dict[str, Any]:
    return {"name": each.name, "amount": each.amount,
            "href": reverse("paper", args=[each.kind, each.paper])}  # fmt: skip


@panel("Closure")
def closure_panel(paper: Closure, user: Any) -> dict[str, Any]:
    """What is still owed, and the money beside what the system knows of it."""
    known = money(paper)
    suggested = {"disbursed": known.forwarded, "spent": known.paid}
    return {
        **owed_context(settlement(paper), paper.project),
        "money": known,
        "suggested": suggested if paper.state == T.SETTLING else {},
        "over": paper.state in (T.ENDED, T.REFUSED, T.WITHDRAWN),
        "list_url": reverse("closure", args=[paper.project.code]),
    }
