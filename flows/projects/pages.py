"""What every page about a project needs: find it in scope, and where the page lies."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from .models import Project


def find_project(user: Any, code: str) -> Project:
    """The project ``code``; 404 where there is none in ``user``'s scope."""
    found = (
        Project.objects.visible_to(user)
        .select_related("chain", "owner", "contractor", "supervisor", "oversight", "township")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


def frame_of(project: Project, *last: str | tuple[str, str]) -> dict[str, Any]:
    """Crumbs and clock of a page under ``project``. ``last`` names it: texts, or (text, address)."""
    crumbs = [
        {"label": "项目", "href": reverse("projects")},
        {"label": project.name, "href": reverse("project", args=[project.code])},
    ]
    for each in last:
        label, href = each if isinstance(each, tuple) else (each, "")
        crumbs.append({"label": label, "href": href})
    return {"project": project, "crumbs": crumbs, "simulated_at": project.chain.simulated_at}
