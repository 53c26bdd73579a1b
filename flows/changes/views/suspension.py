"""Stops of a project: which were ordered, which are in force, and the order of a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from flows.audit.models import Entry
from flows.desk import inbox
from flows.desk.actions import one_move
from flows.desk.facts import facts_of
from flows.desk.models import Seat
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.desk.seats import LIVE
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of
from flows.projects.standstill import days_stopped, frozen_on

from ..actions.suspension import AT_WORK, may_order, order
from ..forms import StopForm
from ..models import Suspension
from ..states import SuspensionState as S

TONES = {
    S.STOPPED: "bad",
    S.REVIEWING: "warn",
    S.APPROVING: "warn",
    S.RESUMED: "done",
    S.ENDED: "neutral",
}
SAID = {"编号", "停工原因", "停工事由和范围", "复工条件", "整改通知", "停工日期", "复工日期"}


@require_safe
def stops(request: HttpRequest, code: str) -> HttpResponse:
    """Every stop of a project, those in force first."""
    project = find_project(request.user, code)
    rows = _rows(request.user, project)
    return render(
        request,
        "changes/suspension_list.html",
        {
            **frame_of(project, "停工复工"),
            "rows": rows,
            "days": days_stopped(project, clock.today(project.chain)),
            "may_order": may_stop(project, request.user),
            "settling": frozen_on(project),
        },
    )


def may_stop(project: Any, user: Any) -> bool:
    """Whether ``user`` may stop the works now."""
    return project.stage in AT_WORK and frozen_on(project) is None and may_order(project, user)


def _rows(user: Any, project: Any) -> list[dict[str, Any]]:
    found = Suspension.objects.visible_to(user).filter(project=project).order_by("-number")
    hands = {
        seat.paper_id: inbox.who_sits(seat)
        for seat in Seat.objects.filter(
            chain=project.chain, paper="Suspension", state__in=LIVE
        ).select_related("holder", "post__organization")
    }
    ordered = _ordered(project)
    today = clock.today(project.chain)
    rows = [
        {
            "paper": each,
            "href": reverse("paper", args=["Suspension", each.pk]),
            "tone": TONES[S(each.state)],
            "by": ordered.get(each.pk, ""),
            "hand": hands.get(each.pk, ""),
            "days": ((each.ended_on or today) - each.begun_on).days + (each.ended_on is None),
            "open": each.ended_on is None,
        }
        for each in found
    ]
    return sorted(rows, key=lambda row: not row["open"])


def _ordered(project: Any) -> dict[int, str]:
    """Who ordered each, as the trail names him and his post."""
    found = Entry.objects.filter(chain=project.chain, paper="Suspension", kind="open")
    return {
        key: f"{name}（{post}）" if post else name
        for key, name, post in found.values_list("paper_id", "actor_name", "actor_post")
    }


@require_http_methods(["GET", "HEAD", "POST"])
def order_page(request: HttpRequest, code: str) -> HttpResponse:
    """下达停工令; what was typed is kept when it is refused."""
    project = find_project(request.user, code)
    form, status, findings = StopForm(request.POST or None), 200, []
    here = reverse("stops", args=[code])
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _order(request, project, form.cleaned_data)
            except Busy as error:
                return conflict(request, error, back=here)
            except Refused as error:
                findings = error.findings
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    context = {
        **frame_of(project, ("停工复工", here), "下达停工令"),
        "form": form,
        "findings": findings,
        "back": here,
        "may_order": may_stop(project, request.user),
        "stage": project.get_stage_display(),
    }
    return render(request, "changes/suspension_order.html", context, status=status)


def _order(request: HttpRequest, project: Any, said: dict[str, Any]) -> HttpResponse:
    with one_move(project.chain):
        paper = order(project, by=request.user, **said)
    messages.success(request, f"已下达{paper.title}，立即生效；停工期间应付报酬照发。")
    return redirect("stops", project.code)


@panel("Suspension")
def suspension_panel(paper: Suspension, user: Any) -> dict[str, Any]:
    """Since when, what for, on what conditions, and the notice that has to be closed first."""
    today = clock.today(paper.project.chain)
    notice = paper.rectification
    return {
        "facts": [fact for fact in facts_of(paper) if fact["label"] not in SAID],
        "tone": TONES[S(paper.state)],
        "days": ((paper.ended_on or today) - paper.begun_on).days + (paper.ended_on is None),
        "by": _ordered(paper.project).get(paper.pk, ""),
        "notice": notice
        and {
            "title": notice.title,
            "state": notice.get_state_display(),
            "href": reverse("paper", args=["Rectification", notice.pk]),
        },
        "list_url": reverse("stops", args=[paper.project.code]),
    }
