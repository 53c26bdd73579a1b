"""Red flags of a project, live, and the township's reasoned opinion on those that allow one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.documents.filetypes import MAX_SIZE, BadFile
from flows.documents.models import Attachment
from flows.engine.findings import Busy, Finding, NotYours, Refused
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions.flags import Flag, flags, ledger_reviewer, review_flag
from ..forms import OpinionForm
from ..models import FlagReview
from ..rules.flags import FLAGS

MOST_FILES = 6
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
                files = evidence_in(request)
                with one_move(project.chain):
                    review_flag(project, by=request.user, files=files, **said)
                messages.success(request, f"已记录对 {said['code']} 的复核意见。")
                return redirect("flags", code)
            except Busy as error:
                return conflict(request, error, back=request.path, opinion=said["opinion"])
            except Refused as refusal:
                refused = refusal.findings
            except BadFile as error:
                refused = [Finding("FILE_BAD", f"复核依据未接收：{error}", cure="换一份再提交。")]
            except NotYours as error:
                messages.error(request, str(error))
                status = 403
    mine = ledger_reviewer(project, request.user)
    raised = flags(project)
    known = others_of(raised, request.user)
    return render(request, "payroll/flags.html", {
        **frame_of(project, "红旗"), "rows": [_row(flag, mine, form, known) for flag in raised],
        "refused": refused, "mine": mine, "past": past_of(project, request.user),
    }, status=status)  # fmt: skip


def evidence_in(request: HttpRequest) -> list[tuple[str, bytes]]:
    """The files handed in with an opinion. A huge one is not read: its size refuses it."""
    files = request.FILES.getlist("files")
    if len(files) > MOST_FILES:
        raise BadFile(f"一次最多 {MOST_FILES} 个文件")
    return [
        (file.name, file.read() if file.size <= MAX_SIZE else b"\0" * (MAX_SIZE + 1))
        for file in files
    ]


def others_of(raised: list[Flag], user: Any) -> dict[str, Project]:
    """The other projects that flags speak of, as far as ``user`` may see them; by code."""
    codes = {code for flag in raised for code in flag.projects}
    seen = Project.objects.visible_to(user).filter(code__in=codes) if codes else ()
    return {project.code: project for project in seen}


def past_of(project: Project, user: Any) -> list[dict[str, Any]]:
    """The latest opinions with their evidence; two statements."""
    reviews = FlagReview.objects.visible_to(user).filter(project=project)
    shown = list(reviews.select_related("by").order_by("-at", "-id")[:20])
    kept = Attachment.objects.filter(paper="FlagReview", paper_id__in=[each.pk for each in shown])
    files: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in kept.order_by("id"):
        files[row.paper_id].append({
            "name": row.name, "url": reverse("attachment", args=[row.pk]), "size": row.size,
            "hash": row.sha256,
        })  # fmt: skip
    return [{"review": each, "files": files[each.pk]} for each in shown]


def _row(flag: Flag, mine: bool, form: OpinionForm, known: dict[str, Project]) -> dict[str, Any]:
    """A flag as shown; its own form keeps what was typed into it."""
    asked = mine and flag.level == "review" and flag.status == "open"
    typed = form.data.get("code") == flag.code
    return {
        "flag": flag, "title": FLAGS[flag.code].title, "means": MEANS[flag.level],
        "status": "已复核" if flag.status == "reviewed" else "未处置",
        "status_tone": "done" if flag.status == "reviewed" else "warn",
        "others": [known[code] for code in flag.projects if code in known],
        "unseen": any(code not in known for code in flag.projects),
        "form": (form if typed else OpinionForm(initial={"code": flag.code}, auto_id=f"id_{flag.code}_%s"))
        if asked else None,
    }  # fmt: skip
