"""The sheets of a demo project, for whoever is to hand them in: invented people, invented cards."""

from __future__ import annotations

import mimetypes
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from flows.labour.models import HandIn
from flows.payroll.views.standing import EXAMPLES, kinds_of
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from .demos import DEMOS
from .fabrication.sheets import File
from .projects import demo_sheets


def _is_demo(project: Project) -> bool:
    return any(demo.code == project.code for demo in DEMOS)


EXAMPLES.append(_is_demo)


def _sheets(user: Any, project: Project) -> list[File]:
    """The project's sheets; 404 for other projects and for those who hand nothing in."""
    found = demo_sheets(project) if kinds_of(project, user) else []
    if not found:
        raise Http404
    return found


@require_safe
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Each sheet with whether this very file was handed in already."""
    project = find_project(request.user, code)
    found = _sheets(request.user, project)
    handed = set(HandIn.objects.filter(project=project).values_list("name", flat=True))
    back = reverse("ledgers", args=[code])
    return render(request, "demo/sheets.html", {
        **frame_of(project, ("交台账", back), "演示台账"), "back": back,
        "rows": [
            {"name": name, "href": reverse("demo-sheet", args=[code, number]),
             "size": len(data), "handed": name in handed}
            for number, (name, data) in enumerate(found)
        ],
    })  # fmt: skip


@require_safe
def sheet(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found = _sheets(request.user, find_project(request.user, code))
    if number >= len(found):
        raise Http404
    name, data = found[number]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer
