"""One big file on its way: how far it is, what became of it, and the way to stop it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.projects.pages import find_project, frame_of
from flows.sheets import shelf

from ..actions import jobs
from ..models import ImportJob
from ..states import JobState as J

TONES = {
    J.QUEUED: "info", J.RUNNING: "info", J.READY: "warn", J.DONE: "done", J.FAILED: "bad",
    J.CANCELLED: "neutral",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The job as it stands: the page may be left and come back to. Only who began it stops it."""
    project = find_project(request.user, code)
    found = ImportJob.objects.visible_to(request.user).filter(project=project, pk=pk).first()
    if found is None:
        raise Http404
    mine = found.by_id == request.user.pk
    if request.method == "POST":
        if not mine:
            raise PermissionDenied("只有交表的人可以取消。")
        jobs.cancel(found)
        messages.info(request, "已要求取消；还没有写入的不会写入。")
        return redirect("import-job", code, pk)
    back = reverse("ledgers", args=[code])
    return render(request, "payroll/import_job.html", {
        **frame_of(project, ("交台账", back), "处理进度"), "back": back, **shown(found, mine),
    })  # fmt: skip


def shown(found: ImportJob, mine: bool) -> dict[str, Any]:
    """What a page says of a job; a template compares no states."""
    running = found.status in jobs.OPEN
    ready = found.status == J.READY
    there = ready and mine and shelf.is_there(found.token)
    return {
        "job": found, "label": found.get_status_display(), "tone": TONES[J(found.status)],
        "running": running, "writing": running and not found.rehearsal,
        "said": found.result.get("said", []), "gone": ready and not there,
        "doing": "核对" if found.rehearsal else "交入",
        "may_cancel": mine and (running or ready) and not found.cancel_asked,
        "stopping": running and found.cancel_asked,
        "preview_url": reverse("ledger-preview", args=[found.project.code, found.token])
        if there else "",
        "href": reverse("import-job", args=[found.project.code, found.pk]),
    }  # fmt: skip


def unfinished(project: Any, user: Any) -> list[dict[str, Any]]:
    """The jobs of ``user`` in ``project`` that wait for something."""
    found = ImportJob.objects.visible_to(user).filter(
        project=project, by=user, status__in=(*jobs.OPEN, J.READY)
    )
    rows = [shown(each, True) for each in found.select_related("project")[:5]]
    return [row for row in rows if not row["gone"]]
