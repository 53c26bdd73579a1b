"""协议续签: whose agreement ends, and the form by which the officer renews it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from flows.desk.pages import conflict
from flows.documents.filetypes import BadFile
from flows.documents.models import Attachment
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused
from flows.engine.models import Parameter
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions import renewal as verbs
from ..actions.mandate import AT_WORK, acts_for
from ..forms import RenewalForm
from ..models import Engagement, Renewal


@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: HttpRequest, code: str) -> HttpResponse:
    """Agreements that run out, and what was renewed; POST renews those ticked."""
    project = find_project(request.user, code)
    today = clock.today(project.chain)
    may = acts_for(project, request.user, verbs.RENEWING) and project.stage in AT_WORK
    form, status = RenewalForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        answer = _renewed(request, project, form)
        if answer is not None:
            return answer
        status = 422
    row = Parameter.snapshot().get("agreement.warn.days", on=today, district=project.district)
    return render(request, "labour/agreements.html", {
        **frame_of(project, "用工协议"), "form": form, "may": may, "days": row.days,
        "people": _people(verbs.running_out(project, today, row.days), today, request.POST),
        "renewals": _renewals(project),
    }, status=status)  # fmt: skip


def _renewed(request: HttpRequest, project: Project, form: RenewalForm) -> HttpResponse | None:
    """Where to after it is written; None where it was refused, which ``form`` says."""
    if not form.is_valid():
        return None
    facts = {name: value for name, value in form.cleaned_data.items() if name != "sheet"}
    file, post = form.cleaned_data["sheet"], request.POST
    numbers = {int(k[2:]): post.get(f"n-{k[2:]}", "") for k in post if _ticked(k)}
    try:
        done = verbs.renew(project, facts, numbers, (file.name or "", file.read()), by=request.user)
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
    messages.success(request, f"已续签 {len(numbers)} 人，协议到 {done.until}。")
    return redirect("agreements", project.code)


def _ticked(key: str) -> bool:
    return key.startswith("p-") and key[2:].isdecimal()


def _people(found: Any, today: dt.date, post: Any) -> list[dict[str, Any]]:
    return [
        {"person": each, "over": each.agreement_until < today, "ticked": f"p-{each.pk}" in post,
         "number": post.get(f"n-{each.pk}", _next(each))}
        for each in found
    ]  # fmt: skip


def _next(person: Engagement) -> str:
    """A number for the new agreement, to be typed over: the old one, counted on."""
    number, _, times = person.agreement_number.partition("-续")
    return f"{number}-续{int(times) + 1 if times.isdecimal() else 1}"


def _renewals(project: Project) -> list[dict[str, Any]]:
    found = Renewal.objects.filter(project=project).annotate(people=Count("records"))
    files = defaultdict(list)
    for each in Attachment.objects.filter(project=project, paper="Renewal"):
        files[each.paper_id].append(each)
    return [{"row": each, "files": files[each.pk]} for each in found]
