"""投诉: a project's complaints by state, the form that registers one, and its panel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.facts import facts_of
from flows.desk.inbox import who_sits
from flows.desk.models import Seat
from flows.desk.pages import conflict
from flows.desk.paging import page
from flows.desk.panels import panel
from flows.desk.seats import LIVE
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused
from flows.labour.models import Engagement
from flows.projects.pages import find_project, frame_of

from .actions import may_register, register_complaint
from .figures import claim
from .forms import ComplaintForm
from .models import Complaint
from .states import ENDED
from .states import ComplaintState as S

SIZE = 30
# Said by the fragment, masked where it must be; a work order's number is long and not private.
HIDDEN = ("complainant", "content", "reply", "outcome", "external_number")
TONES = {
    S.REGISTERED: "warn", S.HANDLING: "warn", S.REPLIED: "info", S.SETTLED: "done",
    S.DISMISSED: "neutral",
}  # fmt: skip
OPEN = ~Q(state__in=ENDED)
TABS: dict[str, tuple[str, Q]] = {
    "open": ("办理中", OPEN),
    "settled": ("已办结", Q(state=S.SETTLED)),
    "dismissed": ("不成立", Q(state=S.DISMISSED)),
    "all": ("全部", Q()),
}


@require_http_methods(["GET", "HEAD", "POST"])
def complaints(request: HttpRequest, code: str) -> HttpResponse:
    """Complaints of a project by state; whoever may register one has the form on the page."""
    project = find_project(request.user, code)
    people = (
        Engagement.objects.visible_to(request.user)
        .filter(project=project)
        .select_related("worker")
        .order_by("worker__name", "pk")
    )
    form, refused, status = ComplaintForm(people, request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _registered(request, project, form.cleaned_data)
            except Busy as error:
                kept = [{"label": "内容", "value": form.cleaned_data["content"]}]
                return conflict(request, error, back=request.path, kept=kept)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    return render(request, "complaints/complaints.html", {
        **frame_of(project, "投诉"), **_listed(request, project), "form": form, "refused": refused,
        "may_register": may_register(project, request.user),
    }, status=status)  # fmt: skip


def _registered(request: HttpRequest, project: Any, said: dict[str, Any]) -> HttpResponse:
    with one_move(project.chain):
        made = register_complaint(project, by=request.user, **said)
    messages.success(request, f"已登记 {made.number}，由乡镇台账审核交办。")
    return redirect("paper", "Complaint", made.pk)


def _listed(request: HttpRequest, project: Any) -> dict[str, Any]:
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    found = Complaint.objects.visible_to(request.user).filter(project=project)
    shown = page(
        request, found.filter(TABS[tab][1]).select_related("engagement__worker"), "-id", size=SIZE
    )
    standing = [state for (state,) in found.values_list("state")]
    counts = {
        "open": len([s for s in standing if s not in ENDED]), "settled": standing.count(S.SETTLED),
        "dismissed": standing.count(S.DISMISSED), "all": len(standing),
    }  # fmt: skip
    return {
        "page": shown, "rows": rows_of(shown.rows, project),
        "tabs": [
            {"label": label, "href": f"{request.path}?tab={name}", "count": counts[name],
             "current": name == tab}
            for name, (label, _) in TABS.items()
        ],
    }  # fmt: skip


def rows_of(found: list[Complaint], project: Any) -> list[dict[str, Any]]:
    """Complaints as rows: who has them, whether they are late; two statements for any number."""
    today = clock.today(project.chain)
    seats = Seat.objects.filter(
        chain=project.chain, paper="Complaint", paper_id__in=[each.pk for each in found],
        state__in=LIVE,
    ).select_related("holder", "post__organization") if found else []  # fmt: skip
    hands: dict[int, list[str]] = {}
    for seat in seats:
        hands.setdefault(seat.paper_id, []).append(who_sits(seat))
    return [
        {
            "paper": each, "tone": TONES[S(each.state)], "href": reverse("paper", args=["Complaint", each.pk]),
            "hand": "、".join(hands.get(each.pk, [])),
            "late": not each.ended and each.due_on is not None and each.due_on < today,
        }
        for each in found
    ]  # fmt: skip


def about(project: Any, **which: Any) -> list[dict[str, Any]]:
    """Complaints about a worker or a month, open ones first, for the pages of other rooms."""
    found = Complaint.objects.filter(project=project, **which)
    rows = rows_of(list(found.select_related("engagement__worker").order_by("-id")[:SIZE]), project)
    return sorted(rows, key=lambda row: row["paper"].ended)


@panel("Complaint")
def complaint_panel(paper: Complaint, user: Any) -> dict[str, Any]:
    """What was said, about whom and which month, and how the money stands."""
    code, person = paper.project.code, paper.engagement
    return {
        "facts": facts_of(paper, hidden=HIDDEN),
        "tone": TONES[S(paper.state)], "unpaid": "" if paper.ended else claim(paper).unpaid,
        "person": person and {
            "name": person.worker.name, "id_last4": person.worker.id_last4,
            "href": reverse("worker", args=[code, person.pk]),
        },
        "list_url": reverse("complaints", args=[code]), **_month(paper),
    }  # fmt: skip


def _month(paper: Complaint) -> dict[str, Any]:
    """The batch of the month, which is a later room's paper: found by the desk's own name of it."""
    batches = getattr(paper.project, "payrollbatchs", None)
    batch = batches.filter(month=paper.month).first() if batches and paper.month else None
    if batch is None:
        return {"batch": None}
    href = reverse("paper", args=["PayrollBatch", batch.pk])
    return {"batch": {"title": batch.title, "href": href}}
