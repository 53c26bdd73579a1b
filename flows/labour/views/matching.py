"""岗位匹配: who is offered which work and why; one button makes a roster sheet of it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from flows.desk.pages import conflict
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of

from ..actions.mandate import acts_for
from ..actions.matching import TAKERS, matched_roster, matching_of
from ..models import Opening, SurveyEntry
from ..rules.matching import Matching

LEFT_SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def matching(request: HttpRequest, code: str) -> HttpResponse:
    """Openings with the people for them, and those for whom nothing fits, each with why."""
    project = find_project(request.user, code)
    found = matching_of(project)
    people = {
        each.pk: each
        for each in SurveyEntry.objects.filter(project=project).select_related("worker")
    }
    left = [{"entry": people[each.person.key], "reasons": each.reasons} for each in found.left]
    placed, priority = len(found.placements), sum(bool(p.person.priority) for p in found.placements)
    return render(request, "labour/matching.html", {
        **frame_of(project, "岗位匹配"), "groups": _groups(project, found, people),
        "left": left[:LEFT_SHOWN], "more": max(0, len(left) - LEFT_SHOWN), "left_count": len(left),
        "placed": placed, "priority": priority, "unfilled": sum(found.open.values()),
        "surveyed": len(people), "may_take": acts_for(project, request.user, TAKERS),
    })  # fmt: skip


def _groups(project: Any, found: Matching, people: dict[int, Any]) -> list[dict[str, Any]]:
    """Every opening in its order, with its people best first."""
    placed = {
        key: [{"entry": people[each.person.key], "reasons": "；".join(each.reasons)}
              for each in group]
        for key, group in groupby(found.placements, lambda each: each.work.key)
    }  # fmt: skip
    return [
        {"opening": each, "rows": placed.get(each.pk, []), "open": found.open[each.pk]}
        for each in Opening.objects.filter(project=project)
    ]


@require_POST
def roster(request: HttpRequest, code: str) -> HttpResponse:
    """The matched people as a roster sheet; recorded as an export."""
    project = find_project(request.user, code)
    back = reverse("matching", args=[code])
    try:
        data = matched_roster(project, by=request.user, reason=request.POST.get("reason", ""))
    except Busy as error:
        return conflict(request, error, back=back)
    except NotYours as error:
        raise PermissionDenied from error
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, "用工名册-岗位匹配.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
