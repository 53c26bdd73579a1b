"""培训与交底: what people were taught, and the forms for one session more."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from flows.desk.pages import conflict
from flows.documents.filetypes import BadFile
from flows.documents.models import Attachment
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions import retaining
from ..actions import training as verbs
from ..forms import BriefingForm, SessionForm
from ..models import Briefing, Engagement, Training, TrainingKind

MARKS = (("passed", "合格"), ("failed", "不合格"))


@require_http_methods(["GET", "HEAD", "POST"])
def training(request: HttpRequest, code: str) -> HttpResponse:
    """The sessions and briefings of a project; POST ``do`` = session or briefing adds one."""
    project, post = find_project(request.user, code), request.POST
    may = {kind: verbs.may_teach(project, request.user, kind) for kind in TrainingKind.values}
    do, files = post.get("do"), request.FILES
    session = SessionForm(post, files) if do == "session" else SessionForm()
    briefing = BriefingForm(post, files) if do == "briefing" else BriefingForm()
    session.fields["kind"].choices = [c for c in TrainingKind.choices if may[c[0]]]  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        if not any(may.values()):
            raise PermissionDenied
        answer = _registered(request, project, briefing if do == "briefing" else session)
        if answer is not None:
            return answer
        status = 422
    return render(request, "labour/training.html", {
        **frame_of(project, "培训与交底"), "session": session, "briefing": briefing,
        "people": _people(project, post) if any(may.values()) else [], "marks": MARKS,
        "may": any(may.values()) and project.stage in verbs.STAGES,
        "may_brief": may[TrainingKind.SAFETY], **_held(project),
    }, status=status)  # fmt: skip


def _registered(request: HttpRequest, project: Project, form: Any) -> HttpResponse | None:
    """Where to after the session is written; None where it was refused, which ``form`` says."""
    if not form.is_valid():
        return None
    facts = {name: value for name, value in form.cleaned_data.items() if name != "sheet"}
    file = form.cleaned_data["sheet"]
    sheet = (file.name or "", file.read())
    try:
        if isinstance(form, BriefingForm):
            signed = [int(k[2:]) for k in request.POST if k.startswith("b-") and k[2:].isdecimal()]
            verbs.register_briefing(project, facts, signed, sheet, by=request.user)
        else:
            verbs.register_training(project, facts, _marks(request.POST), sheet, by=request.user)
    except Busy as error:
        return conflict(request, error, back=request.path)
    except NotYours as error:
        raise PermissionDenied from error
    except BadFile as error:
        form.add_error("sheet", str(error))
        return None
    except Refused as refused:
        for each in refused.findings:
            form.add_error(None, f"{each.message}{each.cure}")
        return None
    messages.success(request, "已登记。")
    return redirect("training", project.code)


def _marks(post: Any) -> dict[int, verbs.Mark]:
    """``p-7=passed``, ``s-7=92``: what was ticked; a score that is no number is left out."""
    found = {}
    for key, said in post.items():
        if key.startswith("p-") and key[2:].isdecimal() and said in dict(MARKS):
            found[int(key[2:])] = verbs.Mark(said == "passed", _score(post.get(f"s-{key[2:]}", "")))
    return found


def _score(text: str) -> Decimal | None:
    try:
        score = Decimal(text).quantize(Decimal("0.1"))
    except InvalidOperation:
        return None
    return score if 0 <= score <= 100 else None


def _people(project: Project, post: Any) -> list[dict[str, Any]]:
    found = Engagement.objects.filter(project=project).exclude(state__in=("LEFT", "RETAINED"))
    return [
        {"person": each, "mark": post.get(f"p-{each.pk}", ""), "score": post.get(f"s-{each.pk}", ""),
         "signed": f"b-{each.pk}" in post}
        for each in found.select_related("worker").order_by("id")
    ]  # fmt: skip


def _held(project: Project) -> dict[str, Any]:
    trainings = Training.objects.filter(project=project).annotate(
        people=Count("records"), passed=Count("records", filter=Q(records__passed=True))
    )
    briefings = Briefing.objects.filter(project=project).annotate(people=Count("records"))
    files = defaultdict(list)
    for each in Attachment.objects.filter(project=project, paper__in=("Training", "Briefing")):
        files[each.paper, each.paper_id].append(each)
    return {
        "trainings": [{"row": each, "files": files["Training", each.pk]} for each in trainings],
        "briefings": [{"row": each, "files": files["Briefing", each.pk]} for each in briefings],
    }


@require_POST
def retain(request: HttpRequest, code: str) -> HttpResponse:
    """续聘管护 of the people ticked on the people's page."""
    project = find_project(request.user, code)
    keys = [int(key) for key in request.POST.getlist("person") if key.isdecimal()]
    try:
        done = retaining.retain(project, keys, by=request.user)
    except Busy as error:
        return conflict(request, error, back=request.path.removesuffix("retain/"))
    except NotYours as error:
        raise PermissionDenied from error
    except Refused as refused:
        for each in refused.findings:
            messages.error(request, f"{each.message}{each.cure}")
    else:
        messages.success(request, f"已续聘管护 {done} 人。")
    return redirect("workers", code)
