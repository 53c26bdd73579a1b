"""交台账: choose files, look at what they would change, hand them in for good."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.desk.pages import conflict
from flows.engine.findings import Busy, NotYours, Refused
from flows.engine.privacy import scrub
from flows.labour.models import HandIn
from flows.projects.pages import find_project, frame_of
from flows.sheets import shelf
from flows.sheets.differences import TOLD
from flows.sheets.problems import CellError, UnreadableFile
from flows.sheets.shelf import Gone, Waiting
from flows.sheets.vocabulary import MONTHLESS
from flows.sheets.writer import error_copy

from ..actions import jobs
from ..actions.blanks import blank_sheet
from ..actions.upload import hand_in_all, noted, rehearse
from ..forms import BlankForm, FilesForm
from ..models import ImportJob
from ..tasks import announce
from .imports import unfinished
from .learning import learned, words_asked
from .standing import EXAMPLES, KINDS, kinds_of, standing_of

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def ledgers(request: HttpRequest, code: str) -> HttpResponse:
    """What was handed in, what is missing, and the way to hand in."""
    project = find_project(request.user, code)
    allowed = kinds_of(project, request.user)
    form = FilesForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied
        status = 422
        if form.is_valid():
            files = [Waiting(scrub(each.name), each.read()) for each in form.cleaned_data["files"]]
            answer = _rehearsed(request, project, files)
            if answer is not None:
                return answer
            status = 403
    standing = standing_of(project)
    return render(request, "payroll/ledgers.html", {
        **frame_of(project, "交台账"), "allowed": allowed, "form": form, **standing,
        "compiles": HandIn.Kind.PAYROLL in allowed,
        "blank": BlankForm(allowed, standing["months"]), "jobs": unfinished(project, request.user),
        "has_demo": bool(allowed) and any(knows(project) for knows in EXAMPLES),
    }, status=status)  # fmt: skip


def _queued(job: ImportJob) -> HttpResponse:
    announce(job.pk)
    return redirect("import-job", job.project.code, job.pk)


def _owner(request: HttpRequest, project: Any) -> str:
    return f"{request.user.pk}:{project.pk}"


def _rehearsed(
    request: HttpRequest, project: Any, files: list[Waiting], token: str = ""
) -> HttpResponse | None:
    """Rehearse ``files``, lay them on the shelf and show what would happen; big ones are queued."""
    if jobs.is_big(files):
        owner = _owner(request, project)
        return _queued(jobs.begin(project, files, by=request.user, owner=owner, token=token))
    try:
        outcomes, findings = rehearse(project, files, by=request.user)
    except Busy as error:
        return conflict(request, error, back=reverse("ledgers", args=[project.code]))
    except NotYours as error:
        messages.error(request, str(error))
        return None
    files = noted(outcomes, findings)
    token = shelf.lay(files, owner=_owner(request, project), token=token)
    return redirect("ledger-preview", project.code, token)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What the chosen files would change; 确认提交 hands them in, a corrected month looks again."""
    project = find_project(request.user, code)
    back = reverse("ledgers", args=[code])
    try:
        files = shelf.look(token, owner=_owner(request, project))
    except Gone as gone:
        messages.warning(request, str(gone.__doc__))
        return redirect(back)
    if request.method == "POST":
        return _answered(request, project, files, token)
    good = [each for each in files if not each.result["errors"]]
    return render(request, "payroll/preview.html", {
        **frame_of(project, ("交台账", back), "核对"), "files": files, "kinds": KINDS,
        "rows": [_row(number, each) for number, each in enumerate(files)], "token": token,
        "good": len(good), "bad": len(files) - len(good), "back": back,
        "news": any(each.result["accepted"] for each in good),
        "findings": files[0].result.get("findings", []),
    })  # fmt: skip


def _row(number: int, each: Waiting) -> dict[str, Any]:
    """One file as the preview shows it; what will be recorded is said as still to come."""
    result = each.result
    tone, verdict, said = "neutral", "没有变化", result["sentence"]
    if result["errors"]:
        tone, verdict = "bad", "整份不接收"
    elif result["accepted"]:
        tone, verdict = "ok", "可以交入"
        said = f"将记录 {result['accepted']} 行，{result['unchanged']} 行没有变化。"
    return result | {
        "number": number, "label": KINDS.get(result["kind"], "认不出的表"), "typed": each.month,
        "monthly": result["kind"] not in MONTHLESS, "marked": each.name.lower().endswith(".xlsx"),
        "tone": tone, "verdict": verdict, "sentence": said, "words": words_asked(number, result),
        "against_site": result["kind"] == "attendance", "more_differ": result["differ"] > TOLD,
    }  # fmt: skip


def _answered(request: HttpRequest, project: Any, files: list[Waiting], token: str) -> HttpResponse:
    """Confirm, drop, or look again where a month was corrected since."""
    back = reverse("ledgers", args=[project.code])
    if request.POST.get("do") == "drop":
        shelf.clear(token)
        for job in ImportJob.objects.filter(token=token, project=project, by=request.user):
            jobs.cancel(job)
        messages.info(request, "没有交入，文件已从系统中删除。")
        return redirect(back)
    if request.POST.get("do") == "learn":
        learned(request, project, files)
    corrected = False
    for number, each in enumerate(files):
        month = request.POST.get(f"month-{number}", each.month).strip()
        if month != each.month and (not month or MONTH.fullmatch(month)):
            each.month, corrected = month, True
    if corrected or request.POST.get("do") != "confirm":
        return _rehearsed(request, project, files, token) or redirect(back)
    return _confirmed(request, project, files, token)


def _confirmed(
    request: HttpRequest, project: Any, files: list[Waiting], token: str
) -> HttpResponse:
    back = reverse("ledgers", args=[project.code])
    good = [each for each in files if not each.result["errors"]]
    job = ImportJob.objects.filter(token=token, project=project, by=request.user).first()
    if job is not None and jobs.confirm(job):
        return _queued(job)
    try:
        outcomes = hand_in_all(project, good, by=request.user)
    except Busy as error:
        return conflict(request, error, back=reverse("ledger-preview", args=[project.code, token]))
    except NotYours as error:
        messages.error(request, str(error))
        return redirect(back)
    shelf.clear(token)
    for _, done in outcomes:
        say = (
            messages.error if done.errors else messages.success if done.accepted else messages.info
        )
        say(request, f"{done.file}：{done.sentence}")
    return redirect(back)


@require_safe
def marked_copy(request: HttpRequest, code: str, token: str, number: int) -> HttpResponse:
    """The person's own sheet with a comment at every bad cell, for him alone."""
    project = find_project(request.user, code)
    try:
        files = shelf.look(token, owner=_owner(request, project))
        each = files[number]
        errors = [CellError(**cell) for cell in each.result["cells"]]
        data = error_copy(each.data, errors)
    except (Gone, IndexError) as gone:
        raise Http404 from gone
    except UnreadableFile as problem:
        messages.warning(request, problem.message)
        return redirect("ledger-preview", code, token)
    return _download(data, f"有误-{each.name}")


@require_POST
def blank(request: HttpRequest, code: str) -> HttpResponse:
    """A blank sheet of the project, filled in with its people; recorded in the trail."""
    project = find_project(request.user, code)
    allowed = kinds_of(project, request.user)
    form = BlankForm(allowed, standing_of(project)["months"], request.POST)
    if not allowed:
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, "请选择要下载哪种空白表；考勤表和发放台账还要选月份。")
        return redirect("ledgers", code)
    kind, month = form.cleaned_data["kind"], form.cleaned_data["month"] or None
    reason = form.cleaned_data["reason"]
    try:
        data = blank_sheet(project, kind, month=month, by=request.user, reason=reason)
    except Busy as error:
        return conflict(request, error, back=reverse("ledgers", args=[code]))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("ledgers", code)
    return _download(data, f"{KINDS[kind]}{f'-{month}' if month else ''}.xlsx")


def _download(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
