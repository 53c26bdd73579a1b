"""The list of projects in one's scope, and a project's whole trail."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.audit.verify import verify
from flows.desk.inbox import who_sits
from flows.desk.models import Seat
from flows.desk.pages import timeline
from flows.desk.paging import page
from flows.desk.seats import SeatState
from flows.orgs.kinds import CITY, DISTRICTS, PostCode

from .models import Project
from .states import SIDE, Stage

TRAIL = 50


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """Projects I may see, newest first, with what each is waiting for."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "stage", "district")}
    found = narrowed(Project.objects.visible_to(request.user), **asked)
    shown = page(request, found.select_related("chain"), "-id")
    return render(
        request,
        "projects/list.html",
        {
            "rows": _rows(shown.rows),
            "page": shown,
            "q": asked["q"],
            "selects": [_stages(asked["stage"]), *_districts(request.user, asked["district"])],
            "clear_url": reverse("projects") if any(asked.values()) else "",
            "may_register": request.user.holds(PostCode.VILLAGE_DIRECTOR),
            "may_enter": request.user.holds(PostCode.DRC_CLERK),
        },
    )


def narrowed(projects: Any, *, q: str = "", stage: str = "", district: str = "") -> Any:
    if q:
        projects = projects.filter(Q(name__icontains=q) | Q(code__icontains=q))
    if stage:
        projects = projects.filter(stage=stage)
    return projects.filter(district=district) if district else projects


def _rows(projects: list[Project]) -> list[dict[str, Any]]:
    waiting: dict[int, dict[str, list[str]]] = {}
    open_seats = (
        Seat.objects.filter(
            chain__in=[project.chain_id for project in projects], state=SeatState.OPEN
        )
        .select_related("holder", "post__organization")
        .order_by("opened_at", "id")
    )
    for seat in open_seats:
        waiting.setdefault(seat.chain_id, {}).setdefault(seat.step_label, []).append(who_sits(seat))
    return [
        {
            "project": project,
            "tone": tone_of(project),
            "waiting": [_said(*each) for each in waiting.get(project.chain_id, {}).items()],
        }
        for project in projects
    ]


def _said(step: str, sitting: list[str]) -> str:
    """One step and who sits there; many papers or seats at one step are counted, not listed."""
    people = list(dict.fromkeys(sitting))
    named = "、".join(people[:2])
    return f"{step}：{named}{f' 等 {len(sitting)} 席' if len(sitting) > len(people[:2]) else ''}"


def tone_of(project: Project) -> str:
    """How the stage is coloured: at rest, on its way, or off the corridor."""
    if project.stage == Stage.ENTERING:
        return "warn"
    if project.stage in SIDE:
        return "bad"
    return "done" if project.stage == Stage.ARCHIVED else "info"


def _stages(chosen: str) -> dict[str, Any]:
    return {
        "name": "stage",
        "label": "阶段",
        "options": [
            {"value": code, "label": label, "chosen": code == chosen}
            for code, label in Stage.choices
        ],
    }


def _districts(user: Any, chosen: str) -> list[dict[str, Any]]:
    seen = {post.organization.district for post in user.posts}
    if CITY not in seen and len(seen) < 2:
        return []
    return [
        {
            "name": "district",
            "label": "区",
            "options": [
                {"value": code, "label": name, "chosen": code == chosen}
                for code, name in DISTRICTS.items()
            ],
        }
    ]


@require_safe
def trail_page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was ever done to a project, and whether the record is whole."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("chain"), code=code
    )
    shown = page(request, project.chain.entries.all(), "-sequence", size=TRAIL)
    return render(
        request,
        "projects/trail.html",
        {
            "project": project,
            "verdict": verify(project.chain),
            "page": shown,
            "entries": timeline(shown.rows, request.user, paper=True),
            "simulated_at": project.chain.simulated_at,
            "crumbs": [
                {"label": "项目", "href": reverse("projects")},
                {"label": project.name, "href": reverse("project", args=[code])},
                {"label": "留痕", "href": ""},
            ],
        },
    )
