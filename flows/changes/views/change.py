"""变更与基线: the changes of a project, its baselines side by side, and what a change adds to its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.facts import facts_of
from flows.desk.forms import FORMS
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of
from flows.templatetags.ui import money

from ..actions import open_change
from ..actions.change import may_open, why_not
from ..figures.baselines import lines
from ..figures.change import compared, proposal, written
from ..forms import OpenChangeForm, change_form
from ..models import Change
from ..states import ChangeState

TONES = {
    ChangeState.APPROVED: "done", ChangeState.REPORT_ANEW: "warn", ChangeState.REJECTED: "bad",
    ChangeState.WITHDRAWN: "neutral",
}  # fmt: skip
# Said by the comparison, or in words of their own.
HIDDEN = (
    "number", "kinds", "new_village_name", "new_content", "new_start", "new_end", "new_contractor",
    "new_total", "new_funds", "new_headcount", "new_priority_headcount", "new_labour_pay",
    "new_denominator_amount", "new_training", "new_safety_training", "new_posts",
)  # fmt: skip
FORMS["Change"] = change_form


@require_http_methods(["GET", "HEAD", "POST"])
def changes_page(request: HttpRequest, code: str) -> HttpResponse:
    """Changes and baselines of a project; its owner's lead has the form that starts one."""
    project = find_project(request.user, code)
    form, refused, status = OpenChangeForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(project.chain):
                    made = open_change(project, by=request.user, **form.cleaned_data)
                messages.success(request, f"已建立{made.title}，请填写变更后的内容。")
                return redirect("paper-edit", "Change", made.pk)
            except Busy as error:
                return conflict(request, error, back=request.path)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    changes = list(Change.objects.visible_to(request.user).filter(project=project))
    mine = may_open(project, request.user)
    return render(request, "changes/changes.html", {
        **frame_of(project, "变更与基线"), "form": form, "refused": refused,
        "rows": [_row(each) for each in changes],
        "baselines": lines(project.baselines.order_by("number")),
        "may_open": mine, "why_not": why_not(project) if mine and not refused else [],
    }, status=status)  # fmt: skip


def _row(change: Change) -> dict[str, Any]:
    return {
        "paper": change, "href": reverse("paper", args=["Change", change.pk]),
        "kinds": "、".join(change.kind_labels),
        "tone": TONES.get(ChangeState(change.state), "info"),
    }  # fmt: skip


@panel("Change")
def change_panel(paper: Change, user: Any) -> dict[str, Any]:
    """变更前后对照: as it was decided, else against what stands now."""
    if paper.before:
        before, after = paper.before, paper.after
    else:
        found = proposal(paper)
        before, after = written(found.before, found.after), written(found.after, found.before)
    rows = compared(before, after)
    return {
        "facts": [_kinds(paper), *_divided(paper), *facts_of(paper, hidden=HIDDEN)],
        "sides": [row for row in rows if row.differs or row.of_labour],
        "same": [row for row in rows if not (row.differs or row.of_labour)],
        "decided": bool(paper.before),
        "old": paper.baseline and paper.baseline.named,
        "new": paper.approved_baseline and paper.approved_baseline.named,
        "body": paper.project.get_approving_body_display(),
        "list_url": reverse("changes", args=[paper.project.code]),
    }


def _kinds(paper: Change) -> dict[str, Any]:
    return {"label": "变更事项", "value": "、".join(paper.kind_labels), "wide": True}


def _divided(paper: Change) -> list[dict[str, Any]]:
    said = "；".join(f"{source} {money(amount)} 元" for source, amount in paper.new_funds.items())
    return [{"label": "变更后资金来源", "value": said, "wide": True}] if said else []
