"""今天要去的: one list over all projects a person supervises, what is late first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.desk.models import Seat
from flows.engine import clock
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.states import Stage

from ..models import Inspection, Rectification
from ..states import SUPERVISING, InspectionState
from .checkpoints import SEVERITY_TONES

AHEAD = dt.timedelta(days=6)  # with today a week
MOST = 300  # rows of one kind
POSTS = (*SUPERVISING, P.OWNER_LEAD)
BODIES = {"supervisor": "supervisor", "owner": "owner", "oversight": "oversight"}
ON_SITE = (Stage.CONSTRUCTION, Stage.SUSPENDED)
# What of a room lies on the desk of the supervising side: paper → its steps there (None: all).
WAITS = {
    "Inspection": ("inspect",), "Rectification": ("recheck",), "VisitRound": None,
    "MonthlyReport": None, "PaymentClaim": ("measure",),
}  # fmt: skip
FAR = dt.date.max


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What ``request.user`` has to go and see, grouped by project; the number of statements is
    the same for one project and for a hundred."""
    projects = {each.pk: each for each in _supervised(request.user)}
    rows = [*_waiting(request.user), *_planned(projects)]
    projects |= _others({row["project"] for row in rows} - set(projects))
    groups = _grouped(rows, projects)
    return render(request, "supervision/today.html", {
        "groups": groups, "quiet": len(projects) - len(groups), "supervises": bool(projects),
        "cut": len(rows) >= MOST, "most": MOST,
        "late": sum(row["late"] for group in groups for row in group["rows"]),
        "count": sum(len(group["rows"]) for group in groups),
        "crumbs": [{"label": "待办", "href": reverse("inbox")}, {"label": "今天要去的"}],
    })  # fmt: skip


def _supervised(user: Any) -> Any:
    """The projects on site of the bodies in which ``user`` supervises."""
    wanted = Q(pk__in=[])
    for post in user.posts:
        if post.code in POSTS:
            wanted |= Q(**{BODIES[str(post.code).split(".")[0]]: post.organization_id})
    found = Project.objects.visible_to(user).filter(wanted, stage__in=ON_SITE)
    return found.select_related("chain", "contractor").order_by("id")


def _others(missing: set[int]) -> dict[int, Any]:
    """Projects off site of which something still lies on the desk."""
    found = Project.objects.filter(pk__in=missing).select_related("chain", "contractor")
    return {each.pk: each for each in found}


def _waiting(user: Any) -> list[dict[str, Any]]:
    """What lies on ``user``'s desk, or in the queue of his posts."""
    wanted = Q(pk__in=[])
    for kind, steps in WAITS.items():
        wanted |= Q(paper=kind, step__in=steps) if steps else Q(paper=kind)
    posts = [post.pk for post in user.posts if post.code in POSTS]
    seats = list(
        Seat.objects.open_to(user).filter(wanted, post__in=posts).order_by("due_on", "id")[:MOST]
    )
    grades = _grades(seats)
    return [
        {
            "project": seat.project_id, "what": seat.step_label, "title": seat.paper_title,
            "due": due or seat.due_on, "severity": severity, "href": _address(seat),
            "mine": seat.holder_id == user.pk, "kind": "desk",
        }
        for seat in seats
        for severity, due in [grades.get((seat.paper, seat.paper_id), ("", None))]
    ]  # fmt: skip


def _grades(seats: list[Seat]) -> dict[tuple[str, int], tuple[str, dt.date | None]]:
    """Severity and day of the checks and rectifications among ``seats`` (two statements)."""
    found: dict[tuple[str, int], tuple[str, dt.date | None]] = {}
    for model, day in ((Inspection, "due_on"), (Rectification, "deadline")):
        kind = model.__name__
        keys = [seat.paper_id for seat in seats if seat.paper == kind]
        for pk, severity, due in model.objects.filter(pk__in=keys).values_list(
            "pk", "severity", day
        ):
            found[kind, pk] = (severity, due)
    return found


def _address(seat: Seat) -> str:
    if seat.paper == "Inspection":
        return reverse("inspect", args=[seat.project_code, seat.paper_id])
    return reverse("paper", args=[seat.paper, seat.paper_id])


def _planned(projects: dict[int, Any]) -> list[dict[str, Any]]:
    """Checkpoints nobody has reported that are due this week by their own project's clock."""
    present = Coalesce(TruncDate("project__chain__simulated_at"), clock.today())
    soon = (
        Inspection.objects.filter(project__in=projects, state=InspectionState.PLANNED)
        .annotate(present=present)
        .filter(due_on__lte=F("present") + AHEAD)
        .exclude(project__stage=Stage.SUSPENDED)  # it cannot be reported
        .order_by("due_on", "id")[:MOST]
    )
    return [
        {
            "project": each.project_id, "what": "待施工单位报检", "title": each.title,
            "due": each.due_on, "severity": each.severity, "kind": "plan", "mine": False,
            "href": reverse("paper", args=["Inspection", each.pk]),
        }
        for each in soon
    ]  # fmt: skip


def _grouped(rows: list[dict[str, Any]], projects: dict[int, Any]) -> list[dict[str, Any]]:
    """Under their projects; the project with the most urgent row first, in it the latest first."""
    groups: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda each: (each["due"] or FAR, each["kind"])):
        project = projects.get(row["project"])
        if project is None:
            continue
        present = clock.today(project.chain)
        over = (present - row["due"]).days if row["due"] else 0
        row |= {
            "late": over > 0, "over": over, "now": over == 0 and row["due"] is not None,
            "severity_tone": SEVERITY_TONES.get(row["severity"], "neutral"),
        }  # fmt: skip
        group = groups.setdefault(
            project.pk,
            {
                "project": project,
                "stopped": project.stage == Stage.SUSPENDED,
                "rows": [],
            },
        )
        group["rows"].append(row)
    for group in groups.values():
        group["rows"].sort(key=lambda row: -row["over"] if row["due"] else 1)
    return sorted(groups.values(), key=lambda group: -max(row["over"] for row in group["rows"]))
