"""Checkpoints of a project, and what a check or a rectification adds to its own page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from flows.desk import inbox
from flows.desk.actions import one_move
from flows.desk.facts import facts_of
from flows.desk.models import Seat
from flows.desk.pages import conflict
from flows.desk.paging import page
from flows.desk.panels import panel
from flows.desk.seats import LIVE
from flows.engine import clock
from flows.engine.deadlines import Calendar
from flows.engine.findings import Busy, NotYours
from flows.labour.models import Engagement
from flows.projects.pages import find_project, frame_of

from ..actions import SUPERVISING, add_checkpoint
from ..forms import CheckpointForm
from ..models import CHECKS, Inspection, Rectification
from ..states import InspectionState as I
from ..states import RectificationState as R

SIZE = 50
TONES = {
    I.PLANNED: "neutral", I.INSPECTING: "info", I.PASSED: "done", I.DEFECTIVE: "bad",
    R.OPEN: "bad", R.RECTIFYING: "warn", R.SUBMITTED: "info", R.REOPENED: "bad", R.CLOSED: "done",
}  # fmt: skip
SEVERITY_TONES = {"A": "bad", "B": "warn", "C": "info"}
MEANS = {
    "A": "发现问题即停工或撤岗，整改前不得进入下道工序；未闭环不能完工。",
    "B": "限期整改；未闭环不能完工。",
    "C": "提示，限期改正。",
}
SAID = {
    "检查项",
    "名称",
    "严重度",
    "隐蔽工程",
    "问题",
    "整改期限",
    "检查",
    "编号",
    "复查不合格次数",
}
SF2_BASIS = "建设工程安全生产管理条例37；安全生产法28"
TABS = {
    "all": ("全部", None),
    "open": ("待报检、待签认", (I.PLANNED, I.INSPECTING)),
    "defect": ("整改中", (I.DEFECTIVE,)),
    "done": ("已签认", (I.PASSED, I.CLOSED)),
}


@require_safe
def checkpoints(request: HttpRequest, code: str) -> HttpResponse:
    """Every checkpoint of a project with its state, and the rectifications that are open."""
    project = find_project(request.user, code)
    tab = request.GET.get("tab", "all")
    _, states = TABS.get(tab, TABS["all"])
    found = Inspection.objects.visible_to(request.user).filter(project=project)
    shown = page(
        request, found.filter(state__in=states) if states else found, "month", "code", "id",
        size=SIZE,
    )  # fmt: skip
    hands = _hands(project)
    notices = [_notice(each, project, hands) for each in _notices(request.user, project)]
    return render(request, "supervision/checkpoints.html", {
        **frame_of(project, "监管检查点"), "page": shown,
        "rows": [_row(each, hands, notices) for each in shown.rows],
        "notices": [each for each in notices if each["open"]], "tabs": _tabs(request, found, tab),
        "may_add": may_add(project, request.user),
    })  # fmt: skip


def _tabs(request: HttpRequest, found: Any, chosen: str) -> list[dict[str, Any]]:
    standing = [state for (state,) in found.values_list("state")]
    return [
        {
            "label": label, "href": f"{request.path}?tab={name}", "current": name == chosen,
            "count": len([s for s in standing if states is None or s in states]),
        }
        for name, (label, states) in TABS.items()
    ]  # fmt: skip


def _hands(project: Any) -> dict[tuple[str, int], str]:
    """Who has the papers of this room on his desk now."""
    seats = Seat.objects.filter(
        chain=project.chain, paper__in=("Inspection", "Rectification"), state__in=LIVE
    ).select_related("holder", "post__organization")
    return {(seat.paper, seat.paper_id): inbox.who_sits(seat) for seat in seats}


def _notices(user: Any, project: Any) -> Any:
    return Rectification.objects.visible_to(user).filter(project=project).order_by("number")


def _row(each: Inspection, hands: Any, notices: list[dict[str, Any]]) -> dict[str, Any]:
    check = CHECKS.get(each.code)
    return {
        "paper": each, "href": reverse("paper", args=["Inspection", each.pk]),
        "tone": TONES[each.state], "severity_tone": SEVERITY_TONES[each.severity],
        "basis": check.basis if check else "", "hand": hands.get(("Inspection", each.pk), ""),
        "notices": [n for n in notices if n["paper"].inspection_id == each.pk],
    }  # fmt: skip


def _notice(each: Rectification, project: Any, hands: Any) -> dict[str, Any]:
    late = each.state != R.CLOSED and each.deadline < clock.today(project.chain)
    return {
        "paper": each, "href": reverse("paper", args=["Rectification", each.pk]),
        "open": each.state != R.CLOSED, "tone": TONES[each.state],
        "severity_tone": SEVERITY_TONES[each.severity], "late": late,
        "hand": hands.get(("Rectification", each.pk), ""),
    }  # fmt: skip


def may_add(project: Any, user: Any) -> bool:
    """Whether the plan is ``user``'s to extend: a supervising post of the project."""
    bodies = {project.supervisor_id, project.owner_id, project.oversight_id}
    return any(p.code in SUPERVISING and p.organization_id in bodies for p in user.posts)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add one checkpoint; what was typed is kept when it is refused."""
    project = find_project(request.user, code)
    here = reverse("checkpoints", args=[code])
    form = CheckpointForm(project, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _added(request, project, form, here)
            except Busy as error:
                return conflict(request, error, back=here)
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    return render(request, "supervision/add.html", {
        **frame_of(project, ("监管检查点", here), "增设"), "form": form, "back": here,
        "checks": CHECKS.values(), "may_add": may_add(project, request.user),
    }, status=status)  # fmt: skip


def _added(request: HttpRequest, project: Any, form: CheckpointForm, here: str) -> HttpResponse:
    with one_move(project.chain):
        opened = add_checkpoint(project, by=request.user, **form.checkpoint())
    if opened is None:
        messages.info(request, "同月同名的检查点已经有了，没有重复增设。")
    else:
        messages.success(request, f"已增设“{opened.code} {opened.name}”，等待施工单位报检。")
    return redirect(here)


@panel("Inspection")
def inspection_panel(paper: Inspection, user: Any) -> dict[str, Any]:
    """What is checked, on what basis, and the rectifications that came of it."""
    check = CHECKS.get(paper.code)
    project = paper.project
    return {
        "facts": _other_facts(paper), "check": check, "means": MEANS[paper.severity],
        "severity_tone": SEVERITY_TONES[paper.severity],
        "notices": [_notice(each, project, {}) for each in paper.rectifications.order_by("number")],
        "list_url": reverse("checkpoints", args=[project.code]),
    }  # fmt: skip


@panel("Rectification")
def rectification_panel(paper: Rectification, user: Any) -> dict[str, Any]:
    """The deadline, what was found, and whom a notice made from the ledgers is about."""
    check, today = CHECKS.get(paper.code), clock.today(paper.project.chain)
    subjects = Engagement.objects.visible_to(user).filter(
        project=paper.project_id, pk__in=paper.subjects
    ).select_related("worker") if paper.subjects else []  # fmt: skip
    return {
        "facts": _other_facts(paper), "check": check, "basis_text": check.basis if check else SF2_BASIS,
        "means": MEANS[paper.severity], "severity_tone": SEVERITY_TONES[paper.severity],
        "deadline": _deadline(paper, today),
        "subjects": [
            {"name": each.worker.name, "id_last4": each.worker.id_last4} for each in subjects
        ],
        "origin": paper.inspection and {
            "title": paper.inspection.title,
            "href": reverse("paper", args=["Inspection", paper.inspection_id]),
        },
        "list_url": reverse("checkpoints", args=[paper.project.code]),
    }  # fmt: skip


def _other_facts(paper: Any) -> list[dict[str, Any]]:
    """The paper's fields without those that the fragment above them says in full."""
    return [fact for fact in facts_of(paper) if fact["label"] not in SAID]


def _deadline(paper: Rectification, today: dt.date) -> dict[str, Any]:
    if paper.state == R.CLOSED:
        return {}
    return inbox.due_of(paper.deadline, None, today, Calendar.load())
