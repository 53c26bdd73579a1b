"""Members of the committee, one by one: recusal and substitute, relations, outsiders, the chair."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from flows.projects.pages import frame_of

from ..actions import (
    choose_chair,
    end_interest,
    invite_outsider,
    list_interest,
    renew_password,
    step_aside,
    substitute,
)
from ..actions.interests import interests_of, judged, owns
from ..actions.recusal import substitutes_for
from ..forms import InterestForm, OutsiderForm, RecusalForm
from ..models import AcceptanceCase, CommitteeMember
from .acting import act
from .scope import find_case


def find_member(case: AcceptanceCase, number: int) -> CommitteeMember:
    """One of the case's members; 404 where there is none."""
    found = case.members.select_related("organization", "post", "user", "case__project__chain")
    member = found.filter(pk=number).first()
    if member is None:
        raise Http404
    return member


def paper_url(case: AcceptanceCase) -> str:
    return reverse("paper", args=["AcceptanceCase", case.pk])


def _frame(case: AcceptanceCase, *last: str) -> dict[str, Any]:
    return {
        **frame_of(case.project, (case.title, paper_url(case)), *last),
        "case": case,
        "back": paper_url(case),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A member recuses himself: with a reason, and somebody in his place or nobody."""
    case = find_case(request.user, pk)
    row = find_member(case, number)
    form = RecusalForm(substitutes_for(case, row), request.POST or None)

    def verb() -> Any:
        reason, person = form.cleaned_data["reason"], form.substitute
        if person is None:
            return step_aside(case, row, reason=reason, by=request.user)
        who = {"post": person.post, "user": person.user}
        return substitute(case, row, **who, reason=reason, by=request.user)

    acted = act(request, form, case.project.chain, verb)
    if acted.answer:
        return acted.answer
    if acted.done:
        messages.success(request, f"{row}已回避。")
        return redirect(f"{paper_url(case)}#members")
    return render(
        request,
        "acceptance/member.html",
        {**_frame(case, "委员回避"), "row": row, "form": form, "refused": acted.refused},
        status=acted.status,
    )


@require_POST
def chair(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Another chair, where the present one has recused himself."""
    case = find_case(request.user, pk)
    row = find_member(case, number)
    acted = act(request, None, case.project.chain, lambda: choose_chair(case, row, by=request.user))
    if acted.answer:
        return acted.answer
    for finding in acted.refused:
        messages.error(request, f"{finding.message}{finding.cure}")
    if acted.done:
        messages.success(request, f"{row}任主任。")
    return redirect(f"{paper_url(case)}#members")


@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody from outside; the answer to the invitation shows his password, once."""
    case = find_case(request.user, pk)
    if not owns(case, request.user):
        raise Http404
    form = OutsiderForm(request.POST or None)
    acted = act(
        request, form, case.project.chain,
        lambda: invite_outsider(case, **form.cleaned_data, by=request.user),
    )  # fmt: skip
    if acted.answer:
        return acted.answer
    if acted.done:
        return _once(request, case, acted.result)
    context = {**_frame(case, "外部委员"), "form": form, "refused": acted.refused}
    return render(request, "acceptance/outside.html", context, status=acted.status)


@require_POST
def password(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A new first password for a member from outside, shown once."""
    case = find_case(request.user, pk)
    row = find_member(case, number)
    acted = act(request, None, case.project.chain, lambda: renew_password(row, by=request.user))
    if acted.answer:
        return acted.answer
    return _once(request, case, acted.result) if acted.done else redirect(paper_url(case))


def _once(request: HttpRequest, case: AcceptanceCase, made: Any) -> HttpResponse:
    """Never in the session, never in an address: this one answer, kept by no browser."""
    shown = {**_frame(case, "外部委员账号"), "made": made}
    answer = render(request, "acceptance/outside_account.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest, pk: int) -> HttpResponse:
    """Relations with the bodies that are judged: one's own; the owner lists those of members."""
    case = find_case(request.user, pk)
    people = [request.user]
    if owns(case, request.user):
        found = case.members.exclude(user=None).select_related("user")
        people += [each.user for each in found if each.user != request.user]
    form = InterestForm(people, judged(case), request.POST or None)
    acted = act(
        request, form, case.project.chain,
        lambda: list_interest(case, **form.said(), by=request.user),
    )  # fmt: skip
    if acted.answer:
        return acted.answer
    if acted.done:
        messages.success(request, "利害关系已登记；有表决权的，须回避或由他人替补。")
        return redirect("interests", pk)
    rows = [
        {"row": each, "mine": each.by_id == request.user.pk and each.ended_at is None}
        for each in interests_of(case, request.user)
    ]
    context = {**_frame(case, "利害关系"), "form": form, "rows": rows, "refused": acted.refused}
    return render(request, "acceptance/interests.html", context, status=acted.status)


@require_POST
def interest_end(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The relation has ended: said by whoever listed it."""
    case = find_case(request.user, pk)
    row = interests_of(case, request.user).filter(pk=number).first()
    if row is None:
        raise Http404
    acted = act(request, None, case.project.chain, lambda: end_interest(case, row, by=request.user))
    return acted.answer or redirect("interests", pk)
