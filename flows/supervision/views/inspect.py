"""现场检查: the page for the site, made for a phone. It may be sent late, and twice, and is one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.facts import address_of
from flows.documents.filetypes import BadFile
from flows.engine import clock, registry
from flows.engine.findings import Busy, Finding, NotYours, Refused, Stale
from flows.engine.models import Parameter
from flows.projects.pages import find_project, frame_of

from ..actions import Shot, Submission, photo_limits, record_inspection, record_of
from ..figures import on_roll
from ..forms import InspectForm
from ..models import CHECKS, Inspection, InspectionRecord, items_of
from ..states import Verdict
from .checkpoints import MEANS, SEVERITY_TONES

WORDS = (("CONFORM", "符合"), ("DEFECT", "有问题"), ("NA", "不适用"))
BUSY = "项目正在被他人办理，请稍后再提交；填写的内容已保留。"


@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Inspect one checkpoint. A script is answered in JSON, a plain form with a page."""
    project = find_project(request.user, code)
    paper = (
        Inspection.objects.select_related("project__chain").filter(project=project, pk=pk).first()
    )
    if paper is None:
        raise Http404
    refused: list[Finding] = []
    form, status = InspectForm(request.POST or None), 200
    if request.method == "POST":
        status, refused = _taken(request, paper, form)
        if status == 200:
            return _accepted(request, paper)
        if _by_script(request):
            found = [each.as_json() for each in refused]
            return JsonResponse({"ok": False, "findings": found}, status=status)
    return render(request, "supervision/inspect.html", {
        **frame_of(project, ("监管检查点", reverse("checkpoints", args=[code])), paper.title),
        **_shown(request, paper, form), "refused": refused,
    }, status=status)  # fmt: skip


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _accepted(request: HttpRequest, paper: Inspection) -> HttpResponse:
    messages.success(request, f"已提交“{paper.title}”的现场检查记录。")
    url = address_of(paper)
    return JsonResponse({"ok": True, "url": url}) if _by_script(request) else redirect(url)


def _taken(request: HttpRequest, paper: Inspection, form: InspectForm) -> tuple[int, list[Finding]]:
    """Take what was sent: 200, or another status with what is wrong."""
    if not form.is_valid():
        return 422, [
            Finding("FIELD_INVALID", f"{form.fields[name].label or name}：{''.join(wrong)}")
            for name, wrong in form.errors.items()
        ]
    try:
        if record_of(paper, form.cleaned_data["token"], by=request.user) is None:
            said = _said(request, paper, form)
            with one_move(paper.chain):
                record_inspection(paper, said, by=request.user)
    except Busy:
        return 409, [Finding("BUSY", BUSY, cure="过一会再按提交。")]
    except Stale as error:
        return 409, [Finding("STALE", str(error), cure="打开检查页面查看；您的草稿没有提交。")]
    except NotYours as error:
        return 403, [Finding("NOT_YOURS", str(error), cure="打开检查页面查看现在在谁手上。")]
    except BadFile as error:
        return 422, [Finding("PHOTO_BAD", str(error), cure="换一张照片后再提交。")]
    except Refused as refusal:
        return 422, refusal.findings
    return 200, []


def _said(request: HttpRequest, paper: Inspection, form: InspectForm) -> Submission:
    """The submission; no more files are read than are wanted, none that is too large."""
    said, items = form.cleaned_data, len(items_of(paper.code))
    bounds, most = photo_limits(Parameter.snapshot(), clock.today(paper.chain), paper.project)
    sent: list[tuple[int | None, Any]] = [(None, each) for each in request.FILES.getlist("photos")]
    for n in range(1, items + 1):
        sent += [(n, each) for each in request.FILES.getlist(f"photos-{n}")]
    if len(sent) > most:
        raise BadFile(f"照片最多 {most} 张，现在 {len(sent)} 张。")
    for _, each in sent:
        if each.size > bounds.size:
            raise BadFile(f"“{each.name[:40]}”超过 {bounds.size // 2**20} MB。")
    return Submission(
        token=said["token"], outcome=said["outcome"], verdicts=form.verdicts(items),
        photos=tuple(Shot(each.name or "", each.read(), n) for n, each in sent),
        signature=form.drawing(), typed=said["typed"], counted=said["counted"],
        place=said["place"], latitude=said["latitude"], longitude=said["longitude"],
        note=said["note"], begun_at=said["begun_at"], inputs=form.inputs(),
    )  # fmt: skip


def _shown(request: HttpRequest, paper: Inspection, form: InspectForm) -> dict[str, Any]:
    check, user = CHECKS.get(paper.code), request.user
    today = clock.today(paper.chain)
    step = registry.desk.step_of(paper)
    mine = bool(step and "sign_off" in step.outcomes and registry.desk.has_seat(paper, user))
    counts = bool(check and check.counts_heads)
    kept = Parameter.snapshot().get(
        "inspection.draft.days", on=today, district=paper.project.district
    )
    taken = InspectionRecord.objects.filter(inspection=paper, by=user).values_list(
        "token", flat=True
    )
    return {
        "paper": paper, "check": check, "mine": mine, "means": MEANS[paper.severity],
        "severity_tone": SEVERITY_TONES[paper.severity], "here": address_of(paper),
        "evidence": paper.evidence or (check.evidence if check else ""),
        "basis": paper.basis or (check.basis if check else ""),
        "form": form if form.is_bound else InspectForm(initial={"token": uuid.uuid4()}),
        "items": _items(paper, request.POST), "words": WORDS, "counts": counts, "today": today,
        "on_roll": on_roll(paper.project, today) if counts and mine else None,
        "draft_key": f"{user.pk}:{paper.pk}", "draft_days": kept.days,
        "taken": " ".join(str(token) for token in taken), "name": user.full_name,
        "login_url": f"{reverse('login')}?next={request.path}",
    }  # fmt: skip


def _items(paper: Inspection, posted: Any) -> list[dict[str, Any]]:
    return [
        {
            "number": number, "text": text, "note": posted.get(f"n-{number}", ""),
            "verdict": posted.get(f"v-{number}", ""),
            "defect": posted.get(f"v-{number}", "") == Verdict.DEFECT,
        }
        for number, text in enumerate(items_of(paper.code), 1)
    ]  # fmt: skip
