"""我的: who stands in for me, and the words I use often. Nobody sees anybody else's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from flows.engine import clock
from flows.orgs.models import Substitution
from flows.orgs.substitutions import SubstitutionRefused

from .me_forms import PhraseForm, SubstitutionForm
from .models import Phrase
from .phrases import (
    LONGEST,
    MOST,
    PhraseRefused,
    drop_phrase,
    keep_phrase,
    known_to,
    led_by,
    may_drop,
)
from .standing_in import end_standing_in, let_stand_in


def _official(request: HttpRequest) -> Any:
    """Who asks; administrators have no business and so nobody to stand in for them."""
    if request.user.is_administrator:
        raise Http404
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
def substitutions(request: HttpRequest) -> HttpResponse:
    """我的代理: set one, see who stands in for me and for whom I do."""
    user = _official(request)
    today = clock.today()
    form = SubstitutionForm(user, request.POST or None, initial={"started_on": today})
    status = 200
    if request.method == "POST":
        if form.is_valid() and _set(request, form):
            return redirect("substitutions")
        status = 422
    rows = (
        Substitution.objects.filter(Q(principal=user) | Q(substitute=user))
        .select_related("principal", "substitute", "post__organization")
        .order_by("-started_on", "-pk")[:100]
    )
    shown = [_shown(row, today) for row in rows]
    return render(request, "desk/substitutions.html", {
        "form": form, "today": today,
        "mine": [each for each in shown if each["row"].principal_id == user.pk],
        "others": [each for each in shown if each["row"].substitute_id == user.pk],
        "crumbs": [{"label": "我的代理"}],
    }, status=status)  # fmt: skip


def _set(request: HttpRequest, form: SubstitutionForm) -> bool:
    said = dict(form.cleaned_data)
    try:
        row = let_stand_in(request.user, said.pop("substitute"), by=request.user, **said)
    except SubstitutionRefused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    messages.success(request, f"已设定：{row.started_on} 至 {row.ended_on} {row}。")
    return True


def _shown(row: Substitution, today: Any) -> dict[str, Any]:
    """A rule with how it stands on the page: label, tone and whether it can be ended."""
    over = row.revoked_on is not None or row.ended_on < today
    if over:
        label, tone = ("已提前结束" if row.revoked_on else "已到期"), "neutral"
    else:
        label, tone = ("未开始", "info") if row.started_on > today else ("代理中", "ok")
    return {"row": row, "label": label, "tone": tone, "can_end": not over}


@require_POST
def substitution_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my own rules from today."""
    row = get_object_or_404(Substitution, pk=pk, principal=_official(request))
    try:
        end_standing_in(row, by=request.user)
        messages.success(request, f"{row} 已结束，今天起由您本人办理。")
    except SubstitutionRefused as refused:
        messages.warning(request, str(refused))
    return redirect("substitutions")


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """审批意见常用语: my own, and my organisation's."""
    user = _official(request)
    led = led_by(user)
    form = PhraseForm(led, request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _kept(request, form, led):
            return redirect("phrases")
        status = 422
    known = [{"phrase": each, "mine": may_drop(user, each)} for each in known_to(user)]
    return render(request, "desk/phrases.html", {
        "form": form, "most": MOST, "longest": LONGEST,
        "own": [each for each in known if each["phrase"].user_id],
        "shared": [each for each in known if not each["phrase"].user_id],
        "crumbs": [{"label": "审批意见常用语"}],
    }, status=status)  # fmt: skip


def _kept(request: HttpRequest, form: PhraseForm, led: list[Any]) -> bool:
    chosen = form.cleaned_data.get("shared")
    body = next((each for each in led if str(each.pk) == chosen), None)
    try:
        keep_phrase(request.user, form.cleaned_data["text"], organization=body)
    except PhraseRefused as refused:
        form.add_error("text", str(refused))
        return False
    messages.success(request, f"已保存，{f'{body}全体' if body else '您'}填写意见时可以选用。")
    return True


@require_POST
def phrase_drop(request: HttpRequest, pk: int) -> HttpResponse:
    phrase = get_object_or_404(known_to(_official(request)), pk=pk)
    assert isinstance(phrase, Phrase)
    try:
        drop_phrase(request.user, phrase)
        messages.success(request, "已删去。")
    except PhraseRefused as refused:
        messages.warning(request, str(refused))
    return redirect("phrases")


class Password(SuccessMessageMixin, PasswordChangeView):
    """修改口令; for administrators too."""

    template_name = "registration/password.html"
    success_url = "/"
    success_message = "口令已修改，下次请用新口令登录。"
    extra_context = {"crumbs": [{"label": "修改口令"}]}

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False  # saved with the new password
        return super().form_valid(form)
