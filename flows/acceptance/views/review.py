"""逐项核验: all items on one page, each member's word beside them, one form for all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict, kept
from flows.engine.findings import Busy, Finding, NotYours, Refused
from flows.projects.pages import frame_of

from ..actions.review import review, review_items
from ..forms import ReviewForm
from ..models import AcceptanceCase, CommitteeMember, ItemReview
from ..rules.items import CHECKS
from ..states import CaseState as C
from ..states import ItemWord
from .case import progress_of, row_of
from .scope import find_case
from .seal import seal_banner


@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist with the committee's word on it; members write theirs while it is verified."""
    case = find_case(request.user, pk)
    said = {row.code: row for row in _words(case) if row.member.user_id == request.user.pk}
    form, refused, status = ReviewForm(said, request.POST or None), list[Finding](), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _written(request, case, form)
            except Busy as error:
                return conflict(request, error, back=request.path, kept=kept(form))
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                messages.error(request, str(error))
                status = 403
    return render(
        request,
        "acceptance/items.html",
        _context(request, case, form) | {"refused": refused},
        status=status,
    )


def _written(request: HttpRequest, case: AcceptanceCase, form: ReviewForm) -> HttpResponse:
    rest = request.POST.get("rest") == "1"
    with one_move(case.project.chain):
        changed = review_items(case, form.words(), by=request.user, rest=rest)
    said = f"已记录 {changed} 项核验意见。" if changed else "没有变化，未重复记录。"
    messages.success(request, said)
    return redirect("items", case.pk)


def _context(request: HttpRequest, case: AcceptanceCase, form: ReviewForm) -> dict[str, Any]:
    here = reverse("paper", args=["AcceptanceCase", case.pk])
    mine = case.members.filter(user=request.user, recused=False).first()
    found, words = review(case.project), _words(case)
    sealed = case.seals.order_by("-round").first()
    explained = {each.code: each for each in case.explanations.select_related("by")}
    return {
        **frame_of(case.project, (case.title, here), "逐项核验"), "case": case, "back": here,
        "seal": seal_banner(case, request.user), "progress": progress_of(case), "form": form,
        "rows": [
            row_of(item, case) | _word_on(item.code, words, form)
            | _explained(explained.get(item.code), sealed)
            for item in found.items
        ],
        "speaks": mine is not None and case.state == C.VERIFYING,
        "comments": mine is not None and not mine.voting,
        "earlier": _earlier(case),
    }  # fmt: skip


def _words(case: AcceptanceCase) -> list[ItemReview]:
    """What was said in the present round, by members who still sit."""
    found = case.reviews.filter(round=case.round, member__recused=False)
    return list(found.select_related("member__user", "member__organization").order_by("member_id"))


def _word_on(code: str, words: list[ItemReview], form: ReviewForm) -> dict[str, Any]:
    here = [word for word in words if word.code == code]
    counted = [word for word in here if word.member.voting]
    return {
        "confirmed": len([word for word in counted if word.word == ItemWord.CONFIRMED]),
        "contests": [
            {"who": _who(word.member), "opinion": word.opinion, "at": word.at}
            for word in counted if word.word == ItemWord.CONTESTED
        ],
        "comments": [
            {"who": _who(word.member), "opinion": word.opinion}
            for word in here if not word.member.voting and word.opinion
        ],
        "word": form[f"word-{code}"], "opinion": form[f"opinion-{code}"],
    }  # fmt: skip


def _who(member: CommitteeMember) -> str:
    return f"{member.organization.name} {member.user or ''}".strip()


def _explained(found: Any, sealed: Any) -> dict[str, Any]:
    """The explanation of an item; what was said after the seal is shown as later."""
    if found is None:
        return {"explained": None}
    return {
        "explained": {
            "text": found.text, "by": found.by, "at": found.at,
            "later": sealed is not None and found.at > sealed.at,
        }
    }  # fmt: skip


def _earlier(case: AcceptanceCase) -> list[dict[str, Any]]:
    """Objections of earlier rounds: they do not count any more and stay to be read."""
    rows = case.reviews.filter(round__lt=case.round, word=ItemWord.CONTESTED)
    return [
        {"round": row.round, "code": row.code, "title": CHECKS[row.code].title,
         "who": _who(row.member), "opinion": row.opinion}
        for row in rows.select_related("member__user", "member__organization").order_by("round", "code", "id")
    ]  # fmt: skip
