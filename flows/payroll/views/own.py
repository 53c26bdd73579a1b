"""/w/<token>/: a worker's own page, by a link and the last four of his ID. Simple words, no account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.desk.actions import one_move
from flows.engine import clock
from flows.engine.findings import Busy, Refused

from ..actions.confirmation import How, confirm_own
from ..actions.links import find_link, prove, tries_of, why_closed
from ..models import PayrollLine, WorkerLink
from ..states import ConfirmMethod
from .mine import account_of, slip_of
from .visitor import (
    PROVED,
    address_of,
    device_of,
    is_in,
    let_in,
    remember_device,
    unlisted,
)

SAID = {
    "done": "已经确认。钱发到卡上后，这里会显示。",
    "objected": "您的异议已经记下，会有人核实并答复您。",
}


def own(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"payroll/own/{name}.html", context, status=status)


def closed(request: HttpRequest, why: str) -> HttpResponse:
    """Why there is no way in, and whom to ask; never whose link it was."""
    return own(request, "closed", {"why": why}, 404 if why == "无效" else 410)


@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the last four; then his days, his pay, his training and agreement."""
    link = find_link(token)
    if why := _why(link):
        return closed(request, why)
    assert link is not None
    if request.method == "POST":
        return _answered(request, link)
    if not is_in(request, link):
        return own(request, "factor", {})
    said = SAID.get(request.GET.get("said", ""), "")
    return own(request, "page", {**account_of(link.engagement), "token": token, "said": said})


def _why(link: WorkerLink | None) -> str:
    if link is None:
        return "无效"
    return why_closed(link, now=clock.now(link.engagement.project.chain), tries=tries_of(link))


def _answered(request: HttpRequest, link: WorkerLink) -> HttpResponse:
    """The last four typed in, or 离开."""
    back = redirect(request.path)
    if request.POST.get("do") == "leave":
        back.delete_cookie(PROVED, path=request.path)
        return back
    try:
        wrong = prove(link, request.POST.get("last4", "")[:20], address=address_of(request))
    except Busy:
        return own(request, "factor", {"wrong": "现在人多，请过一分钟再试。"}, 503)
    if wrong == "太多":
        return own(request, "factor", {"wrong": "这个网络试的次数太多，请一小时后再试。"}, 429)
    if wrong == "不对":
        left = tries_of(link) - link.failures - 1
        return own(request, "factor", {"wrong": "后四位不对。", "left": left}, 422)
    if wrong:
        return closed(request, wrong)
    return remember_device(let_in(back, link, request.path), device_of(request)[1])


def entered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand ``view`` the line it is about, to whoever has proved to be its person."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, pk: int) -> HttpResponse:
        link = find_link(token)
        if why := _why(link):
            return closed(request, why)
        assert link is not None
        if not is_in(request, link):
            return redirect("own", token)
        line = (
            PayrollLine.objects.select_related("batch__project__chain", "engagement__worker")
            .filter(pk=pk, engagement=link.engagement)
            .first()
        )
        if line is None:
            raise Http404
        return view(request, token, link, line)

    return answer


def to(token: str, said: str) -> str:
    return f"{reverse('own', args=[token])}?said={said}"


def refused(request: HttpRequest, token: str, message: str, status: int) -> HttpResponse:
    return own(request, "refused", {"message": message, "token": token}, status)


@unlisted
@require_POST
@entered
def confirm(request: HttpRequest, token: str, link: WorkerLink, line: PayrollLine) -> HttpResponse:
    """确认: what was on his screen is what he confirms."""
    device, known = device_of(request)
    how = How(ConfirmMethod.LINK, device, address_of(request))
    try:
        with one_move(line.batch.chain):
            confirm_own(line, link=link, seen=request.POST.get("seen", ""), how=how)
    except Refused as refusal:
        return refused(
            request, token, "".join(f"{x.message}{x.cure}" for x in refusal.findings), 409
        )
    except Busy:
        return refused(request, token, "现在人多，请过一分钟再确认。", 503)
    return remember_device(redirect(to(token, "done")), known)


@unlisted
@require_safe
@entered
def slip(request: HttpRequest, token: str, link: WorkerLink, line: PayrollLine) -> HttpResponse:
    """工资清单 of one month, for himself (条例15)."""
    return own(request, "slip", {**slip_of(line), "token": token})
