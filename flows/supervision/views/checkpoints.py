"""Checkpoints of a project, and what a check or a rectification adds to its own page."""

from __future__ import annotations

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
from flows.engine.findings import Busy, NotYours
from flows.engine.models import Parameter
from flows.projects.pages import find_project, frame_of

from ..actions import add_checkpoint
from ..actions.escalation import LEVELS
from ..actions.spot import ON_SITE
from ..forms import CheckpointForm
from ..models import CHECKS, Inspection, Rectification
from ..states import InspectionState as I
from ..states import Origin, may_alter, may_surprise, supervises
from ..states import RectificationState as R
from .records import records_of

SIZE = 50
TONES = {
    I.PLANNED: "neutral", I.INSPECTING: "info", I.PASSED: "done", I.DEFECTIVE: "bad",
    I.CLOSED: "done", I.STRUCK: "neutral",
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
    "处置",
    "须提交的证据",
    "依据",
    "计划日期",
    "计划月份",
    "升级次数",
    "升级日期",
}
TABS = {
    "all": ("全部", None),
    "open": ("待报检、待签认", (I.PLANNED, I.INSPECTING)),
    "defect": ("整改中", (I.DEFECTIVE,)),
    "done": ("已签认", (I.PASSED, I.CLOSED)),
    "struck": ("已撤销", (I.STRUCK,)),
}


@require_safe
def checkpoints(request: HttpRequest, code: str) -> HttpResponse:
    """The plan by month: when, who, evidence, severity, basis; and the rectifications that are open."""
    project = find_project(request.user, code)
    tab = request.GET.get("tab", "all")
    _, states = TABS.get(tab, TABS["all"])
    found = Inspection.objects.visible_to(request.user).filter(project=project)
    shown = page(
        request, found.filter(state__in=states) if states else found, "month", "due_on", "id",
        size=SIZE,
    )  # fmt: skip
    hands = _hands(project)
    notices = [_notice(each, project, hands) for each in _notices(request.user, project)]
    return render(request, "supervision/checkpoints.html", {
        **frame_of(project, "监管检查点"), "page": shown,
        "months": _months(shown.rows, project, request.user, hands, notices),
        "who": "监理工程师" if project.has_firm else "业主现场代表", "spot": _spot(project, request.user),
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


def _months(
    rows: list[Inspection], project: Any, user: Any, hands: Any, notices: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows under their months, in order."""
    found: list[dict[str, Any]] = []
    today = clock.today(project.chain)
    for each in rows:
        each.project = project  # asked of every row by its permission
        if not found or found[-1]["month"] != each.month:
            found.append({"month": each.month, "rows": []})
        waits = each.state == I.PLANNED
        late = waits and each.report_by is not None and each.report_by < today
        alter = waits and may_alter(each, user)
        row = {
            "late": late,
            "move": alter and reverse("checkpoint-move", args=[project.code, each.pk]),
        }
        if each.state == I.INSPECTING and may_add(project, user):
            row["inspect"] = reverse("inspect", args=[project.code, each.pk])
        found[-1]["rows"].append(_row(each, hands, notices) | row)
    return found


def _spot(project: Any, user: Any) -> dict[str, Any]:
    """How many surprises the plan wants and has seen, and whether ``user`` may make one."""
    wanted = Parameter.snapshot("checkpoints.").get(
        "checkpoints.spot", on=clock.today(project.chain), district=project.district
    )
    wish = Inspection(project=project, origin=Origin.SPOT)
    made = Inspection.objects.filter(project=project, origin=Origin.SPOT).count()
    may = project.stage in ON_SITE and may_surprise(wish, user)
    return {"wanted": wanted.days, "made": made, "may": may}


def _row(each: Inspection, hands: Any, notices: list[dict[str, Any]]) -> dict[str, Any]:
    check = CHECKS.get(each.code)
    return {
        "paper": each, "href": reverse("paper", args=["Inspection", each.pk]),
        "tone": TONES[each.state], "severity_tone": SEVERITY_TONES[each.severity],
        "basis": each.basis or (check.basis if check else ""), "hand": hands.get(("Inspection", each.pk), ""),
        "notices": [n for n in notices if n["paper"].inspection_id == each.pk],
    }  # fmt: skip


def _notice(each: Rectification, project: Any, hands: Any) -> dict[str, Any]:
    late = each.state != R.CLOSED and each.deadline < clock.today(project.chain)
    return {
        "paper": each, "href": reverse("paper", args=["Rectification", each.pk]),
        "open": each.state != R.CLOSED, "tone": TONES[each.state],
        "severity_tone": SEVERITY_TONES[each.severity], "late": late, "raised": raised(each),
        "hand": hands.get(("Rectification", each.pk), ""),
    }  # fmt: skip


def raised(each: Rectification) -> str:
    """How far up a rectification has been told; "" where nobody had to be."""
    return f"已升级至{LEVELS[each.escalated - 1].label}" if each.escalated else ""


def may_add(project: Any, user: Any) -> bool:
    """Whether the plan is ``user``'s to extend: a supervising post of the project."""
    return supervises(project, user)


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
        "facts": other_facts(paper), "check": check, "means": MEANS[paper.severity],
        "severity_tone": SEVERITY_TONES[paper.severity],
        "notices": [_notice(each, project, {}) for each in paper.rectifications.order_by("number")],
        "list_url": reverse("checkpoints", args=[project.code]), **records_of(paper, user),
    }  # fmt: skip


def other_facts(paper: Any) -> list[dict[str, Any]]:
    """The paper's fields without those that the fragment above them says in full."""
    return [fact for fact in facts_of(paper) if fact["label"] not in SAID]
