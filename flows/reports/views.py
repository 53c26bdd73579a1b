"""The project page: where it stands, what waits for whom and why, promise and fact, the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.audit.verify import verify
from flows.changes.figures.baselines import lines
from flows.desk.facts import address_of
from flows.desk.pages import timeline
from flows.documents.models import Attachment, Document
from flows.documents.views import comparison, files_of
from flows.engine import clock, registry
from flows.projects.models import Project
from flows.projects.standstill import days_stopped
from flows.projects.states import CORRIDOR, ENDED, Stage
from flows.projects.views import tone_of

from .explain import Waiting, waiting_of
from .overview import progress

RECENT = 50
STANDING = (Stage.SUSPENDED, *ENDED)  # off the corridor: said beside the stage it stopped at


@require_safe
def project_page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one project on one page; 404 outside one's scope."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related(
            "chain", "village", "oversight", "township", "owner", "contractor", "supervisor"
        ),
        code=code,
    )
    crumbs = [{"label": "项目", "href": reverse("projects")}, {"label": project.name}]
    return render(
        request,
        "projects/project.html",
        {
            "project": project,
            "tone": tone_of(project),
            "simulated_at": project.chain.simulated_at,
            "stages": corridor_of(project),
            "waiting": [_row(each) for each in sorted(waiting_of(project), key=_pressing)],
            "progress": progress(project),
            "facts": facts_of(project),
            "groups": papers_of(project),
            "funds": list(project.funds.order_by("source")),
            **promises_of(project),
            "crumbs": crumbs,
            **record_of(project, request.user),
        },
    )


def _pressing(each: Waiting) -> tuple[bool, dt.date, float]:
    """What is due soonest comes first; without a time limit, what came last."""
    return each.due is None, each.due or dt.date.max, -each.since.timestamp()


def promises_of(project: Project) -> dict[str, Any]:
    """The present baseline; all of them side by side once a change has made another."""
    found = list(project.baselines.order_by("number"))
    return {
        "baseline": found[-1] if found else None,
        "baselines": lines(found) if len(found) > 1 else None,
    }


def record_of(project: Project, user: Any) -> dict[str, Any]:
    """What has been issued, handed in and written down."""
    documents = list(Document.objects.filter(project=project).order_by("id"))
    entries = project.chain.entries.order_by("-sequence")[:RECENT]
    return {
        "issued": [document for document in documents if document.issued_on],
        "comparison": comparison(documents),
        "entries": timeline(entries, user, paper=True),
        "verdict": verify(project.chain),
        "attachments": files_of(Attachment.objects.filter(project=project)),
    }


def corridor_of(project: Project) -> list[dict[str, Any]]:
    """The stages in order; done up to the last one entered, with the day it was entered. What stands
    still or has ended off the corridor is said beside the stage it stopped at."""
    entered = {
        entry.to_state: entry.happened_at
        for entry in project.chain.entries.filter(paper="Project").order_by("sequence")
    }
    labels = [stage.label for stage in CORRIDOR]
    present, place = _place(project, entered, labels)
    return [
        {
            "label": label,
            "note": _note(project, at - place, label in entered),
            "when": entered.get(label) if at <= place else None,
            "kind": _kind(project, at, present, place),
        }
        for at, label in enumerate(labels)
    ]


def _place(project: Project, entered: Any, labels: list[str]) -> tuple[int | None, int]:
    """Where it is on the corridor (None: off it), and how far it has come."""
    if project.stage == Stage.ENTERING:
        return None, -1
    if project.stage == Stage.SUSPENDED:  # it stands still in 在建, whatever it had reached before
        return (at := CORRIDOR.index(Stage.CONSTRUCTION)), at
    if project.stage in CORRIDOR:
        return (at := labels.index(project.get_stage_display())), at
    return None, max((labels.index(label) for label in entered if label in labels), default=0)


def _note(project: Project, ahead: int, entered: bool) -> str:
    if ahead == 0 and project.stage in STANDING:
        return project.get_stage_display()
    return "补录前" if ahead < 0 and not entered and project.entered_late else ""


def _kind(project: Project, at: int, present: int | None, place: int) -> str:
    if at == present and at < len(CORRIDOR) - 1:
        return "current"
    if at == place and project.over:
        return "ended"
    return "done" if at <= place else "todo"


def _row(each: Waiting) -> dict[str, Any]:
    """为什么卡住: in sentences, and the findings of the moves that are not open, each once."""
    closed = {
        (finding.code, finding.message): finding
        for move in each.moves
        if not move.open
        for finding in move.findings
        if finding.blocks
    }
    return vars(each) | {
        "href": reverse("paper", args=[each.kind, each.paper_id]),
        "sentences": each.people,
        "why": list(closed.values()),
    }


def facts_of(project: Project) -> list[dict[str, Any]]:
    bodies = ("owner", "township", "village", "oversight", "contractor", "supervisor")
    return [
        {"label": "项目代码", "value": project.code},
        {
            "label": "建设地点",
            "value": f"{project.get_district_display()}{project.town}{project.village_name}",
        },
        {"label": "领域", "value": project.field},
        {"label": "计划工期", "value": _term_of(project)},
        {"label": "总投资", "value": f"{project.total_investment:,.2f} 元"},
        {"label": "审批部门", "value": project.get_approving_body_display()},
        {"label": "监管方式", "value": project.supervision_mode},
        *(
            {
                "label": str(Project._meta.get_field(name).verbose_name),
                "value": getattr(project, name),
            }
            for name in bodies
            if getattr(project, name)
        ),
        {"label": "用工环节", "value": "、".join(project.labour_links) or "—"},
        {"label": "建设内容和规模", "value": project.content, "wide": True},
    ]


def _term_of(project: Project) -> str:
    """The planned term, beside it the days the works stood still: they do not move it."""
    stood = days_stopped(project, clock.today(project.chain))
    said = f"（其中停工 {stood} 日，计划完工不顺延）" if stood else ""
    return f"{project.planned_start} 至 {project.planned_end}{said}"


def papers_of(project: Project) -> list[dict[str, Any]]:
    """The papers by flow, in the order of the corridor; flows without papers are left out."""
    groups = []
    for flow in registry.flows().values():
        papers = list(flow.paper.objects.filter(project=project).order_by("pk"))
        rows = [
            {
                "title": paper.title,
                "href": address_of(paper),
                "state": paper.get_state_display(),
                "resting": registry.desk.step_of(paper) is None or bool(project.over),
            }
            for paper in papers
        ]
        if rows:
            groups.append({"label": (flow.__doc__ or "").strip(), "rows": rows})
    return groups
