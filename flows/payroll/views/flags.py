"""Red flags of a project, live, and the township's reasoned opinion on those that allow one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions.flags import Flag, flags, review_flag
from ..forms import OpinionForm
from ..models import FlagReview
from ..rules.flags import FLAGS

MEANS = {
    "block": "阻断：涉及的行暂扣，消除前验收 L16 不通过；不能以意见放行。",
    "review": "需复核：由乡镇台账审核写明意见；没有意见验收 L16 不通过。",
    "inform": "提示：记录在案，不影响办理。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Every flag with its people, months, basis and cure; the opinion form where one is due."""
    project = find_project(request.user, code)
    form, refused, status = OpinionForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                with one_move(project.chain):
                    review_flag(project, said["code"], by=request.user, opinion=said["opinion"])
                messages.success(request, f"已记录对 {said['code']} 的复核意见。")
                return redirect("flags", code)
            except Busy as error:
                return conflict(request, error, back=request.path, opinion=said["opinion"])
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                messages.error(request, str(error))
                status = 403
    mine = may_review(project, request.user)
    rows = [_row(flag, mine, form) for flag in flags(project)]
    reviews = FlagReview.objects.visible_to(request.user).filter(project=project)
    return render(request, "payroll/flags.html", {
        **frame_of(project, "红旗"), "rows": rows, "refused": refused, "mine": mine,
        "past": list(reviews.select_related("by").order_by("-at")[:20]),
    }, status=status)  # fmt: skip


def may_review(project: Project, user: Any) -> bool:
    """Whether ``user`` is 台账审核 of the project's township."""
    return any(
        post.code == "township.ledger" and post.organization_id == project.township_id
        for post in user.posts
    )


def _row(flag: Flag, mine: bool, form: OpinionForm) -> dict[str, Any]:
    """A flag as shown; its own form keeps what was typed into it."""
    asked = mine and flag.level == "review" and flag.status == "open"
    typed = form.data.get("code") == flag.code
    return {
        "flag": flag, "title": FLAGS[flag.code].title, "means": MEANS[flag.level],
        "status": "已复核" if flag.status == "reviewed" else "未处置",
        "status_tone": "done" if flag.status == "reviewed" else "warn",
        "form": (form if typed else OpinionForm(initial={"code": flag.code}, auto_id=f"id_{flag.code}_%s"))
        if asked else None,
    }  # fmt: skip
