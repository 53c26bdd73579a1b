"""披露记录: who saw which number or took which list away, when and why."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows.desk.paging import page
from flows.engine.privacy import mask_name
from flows.orgs.kinds import HEADS, PostCode
from flows.orgs.models import Appointment
from flows.projects.models import Project

from ..models import Disclosure, DisclosureKind

SIZE = 30


@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """Newest first. For whoever has nothing to oversee there is no such page."""
    rows, blind = _within(request.user)
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    if text:
        about = Q(by__full_name__icontains=text) | Q(project__code=text) | Q(what=text)
        rows = rows.filter(about)
    if kind in DisclosureKind.values:
        rows = rows.filter(kind=kind)
    # In order of writing: a project's clock may be simulated, the numbers only rise.
    shown = page(request, rows.select_related("project", "worker", "by"), "-id", size=SIZE)
    options = [
        {"value": value, "label": label, "chosen": value == kind}
        for value, label in DisclosureKind.choices
    ]
    return render(request, "labour/disclosures.html", {
        "rows": [_row(each, blind) for each in shown.rows], "page": shown, "q": text,
        "selects": [{"name": "kind", "label": "种类", "options": options}],
        "clear_url": request.path if text or kind else "", "blind": blind,
        "crumbs": [{"label": "披露记录"}],
    })  # fmt: skip


def _within(user: Any) -> tuple[QuerySet[Disclosure], bool]:
    """What ``user`` oversees, and whether without business data: 审计管理员 sees all of the
    system, auditors the projects of their scope, a head what his organisation's people did."""
    everything = Disclosure.objects.all()
    if user.holds(PostCode.ADMIN_AUDIT):
        return everything, True
    seen = Disclosure.objects.filter(project__in=Project.objects.visible_to(user))
    if user.holds(PostCode.AUDITOR):
        return seen, False
    mine = {post.organization_id for post in user.posts if post.code in HEADS.values()}
    if not mine:
        raise Http404
    people = Appointment.objects.filter(post__organization__in=mine)
    return seen.filter(by__in=people.values("user")), False


def _row(each: Disclosure, blind: bool) -> dict[str, Any]:
    name = each.worker.name if each.worker else ""
    return {
        "disclosure": each,
        "project": "" if blind else each.project.name,
        "code": each.project.code,
        "worker": "" if blind else name,
        "reason": each.reason.replace(name, mask_name(name)) if blind and name else each.reason,
    }
