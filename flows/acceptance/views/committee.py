"""The owner composes the committee while it is being formed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, Finding, NotYours, Stale
from flows.orgs.kinds import OrganizationKind as K
from flows.orgs.models import Appointment, Organization
from flows.projects.pages import frame_of

from ..actions import set_committee
from ..forms import SPEAK, VOTE, CommitteeForm
from ..models import AcceptanceCase
from ..rules.committee import SPEAK_ONLY
from ..states import CaseState as C
from .case import find_case

BODIES = (
    K.OWNER, K.AGRI, K.DRC, K.FINANCE, K.HRSS, K.SECTOR, K.TOWNSHIP, K.OVERSIGHT, K.VILLAGE,
    K.CONTRACTOR, K.SUPERVISOR,
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """Every post of the project's bodies, with the part it plays in the committee."""
    case = find_case(request.user, pk)
    back = reverse("paper", args=["AcceptanceCase", pk])
    if case.state != C.FORMING:
        messages.warning(request, "委员会只能在“成立验收委员会”时调整。")
        return redirect(back)
    candidates = candidates_of(case)
    form = CommitteeForm(candidates, request.POST or None)
    refused: list[Finding] = []
    status = 200
    if request.method == "POST":
        status = 422
        refused = _wrong(form)
        if not refused:
            try:
                return _composed(request, case, form, back)
            except (Stale, Busy) as error:
                return conflict(request, error, back=request.path)
            except NotYours as error:
                messages.error(request, str(error))
                status = 403
    return render(request, "acceptance/committee.html", {
        **frame_of(case.project, (case.title, back), "验收委员会"), "case": case, "form": form,
        "rows": [each | {"field": form[f"role-{each['post'].pk}"]} for each in candidates],
        "refused": refused, "back": back,
    }, status=status)  # fmt: skip


def _wrong(form: CommitteeForm) -> list[Finding]:
    """What the database itself would refuse; the rest is judged when the committee is formed."""
    if not form.is_valid():
        return [Finding("FIELD_INVALID", "有选项不在名单中，请重新选择。")]
    if not form.members():
        return [
            Finding("COMMITTEE_EMPTY", "请至少选择一名委员。", cure="为每个单位选择表决或列席。")
        ]
    if form.chair_absent:
        return [Finding("CHAIR_ABSENT", "主任须参加委员会。", cure="让主任参加表决，或另选主任。")]
    return []


def _composed(
    request: HttpRequest, case: AcceptanceCase, form: CommitteeForm, back: str
) -> HttpResponse:
    with one_move(case.project.chain):
        set_committee(case, form.members(), by=request.user)
    messages.success(request, "委员名单已保存。核对无误后请办理“成立委员会，开始核验”。")
    return redirect(back)


def candidates_of(case: AcceptanceCase) -> list[dict[str, Any]]:
    """The held posts of the project's bodies in the order of the committee, members as they are."""
    bodies = {kind: case.project.body(kind) for kind in BODIES}
    found = [body for body in bodies.values() if body is not None]
    outside = Organization.objects.filter(
        kind=K.OUTSIDE, pk__in=case.members.filter(recused=False).values("organization")
    )
    found += list(outside)
    held: dict[Any, list[Any]] = {}
    for each in (
        Appointment.objects.filter(
            post__organization__in=found, ended_on=None, user__is_active=True
        )
        .select_related("post__organization", "user")
        .order_by("post_id", "user_id")
    ):
        held.setdefault(each.post, []).append(each.user)
    members = {member.post_id: member for member in case.members.filter(recused=False)}
    gone = set(case.members.filter(recused=True).values_list("user_id", flat=True))
    order = [body.pk for body in found]
    rows = [
        _candidate(post, left, members.get(post.pk))
        for post, people in held.items()
        if (left := [each for each in people if each.pk not in gone])
    ]
    return sorted(
        rows, key=lambda row: (not row["role"], order.index(row["body"]), row["post"].code)
    )


def _candidate(post: Any, people: list[Any], member: Any) -> dict[str, Any]:
    role = "" if member is None else VOTE if member.voting else SPEAK
    return {
        "post": post, "body": post.organization_id, "organization": post.organization.name,
        "title": post.title, "people": people, "role": role,
        "chair": member is not None and member.chair,
        "never_votes": post.organization.kind in SPEAK_ONLY,
    }  # fmt: skip
