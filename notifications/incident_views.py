"""发送异常: for 系统管理员. Who, by what, of which kind, when, how often, which error; never what."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from .forms import DismissForm
from .incidents import PERMISSION, closed_ones, dismiss, explain, open_ones, retry
from .models import Channel, Delivery

SIZE = 30
View = Callable[..., HttpResponse]


def keeper(view: View) -> View:
    """For others there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@keeper
def incidents(request: HttpRequest) -> HttpResponse:
    """Open ones, or with ``?closed=1`` what was closed, by whom and why; newest first."""
    return _page(request, DismissForm(), None)


@require_POST
@keeper
def incident_retry(request: HttpRequest, pk: int) -> HttpResponse:
    return _told(request, retry(Delivery.objects.filter(pk=pk), request.user), "已重新排队发送")


@require_POST
@keeper
def incidents_retry(request: HttpRequest) -> HttpResponse:
    """All open ones of a channel at once: a mail server or a gateway is back."""
    channel = request.POST.get("channel", "")
    if channel not in Channel.values:
        raise Http404
    return _told(
        request, retry(open_ones().filter(channel=channel), request.user), "已重新排队发送"
    )


@require_POST
@keeper
def incident_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    form = DismissForm(request.POST)
    if not form.is_valid():
        return _page(request, form, pk, status=422)
    rows = Delivery.objects.filter(pk=pk)
    return _told(request, dismiss(rows, request.user, form.cleaned_data["reason"]), "已关闭")


def _told(request: HttpRequest, count: int, what: str) -> HttpResponse:
    if count:
        messages.success(request, f"{what}：{count} 条。")
    else:
        messages.warning(request, "这一条已经由别人处理，或已不在。")
    return redirect("notices-incidents")


def _page(
    request: HttpRequest, form: DismissForm, pressed: int | None, status: int = 200
) -> HttpResponse:
    closed = request.method != "POST" and request.GET.get("closed") == "1"
    before = request.GET.get("before", "")
    rows = closed_ones() if closed else open_ones()
    page = _rows(rows, before)
    here = reverse("notices-incidents")
    last = f"{'closed=1&' if closed else ''}before={page[SIZE - 1].pk}" if len(page) > SIZE else ""
    channels = {each.channel: each.get_channel_display() for each in page[:SIZE]}
    shown = {
        "rows": [{"delivery": each, "error": explain(each.error)} for each in page[:SIZE]],
        "closed": closed,
        "channels": [] if closed else sorted(channels.items()),
        "form": form,
        "pressed": pressed,
        "tabs": [
            {"label": "待处理", "href": here, "current": not closed},
            {"label": "已关闭", "href": f"{here}?closed=1", "current": closed},
        ],
        "next_url": f"?{last}" if last else "",
        "first_url": (f"{here}?closed=1" if closed else here) if before else "",
        "crumbs": [{"label": "消息", "href": reverse("notices")}, {"label": "发送异常"}],
    }
    return render(request, "notifications/incidents.html", shown, status=status)


def _rows(rows: QuerySet[Delivery], before: str) -> list[Delivery]:
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    return list(rows.order_by("-pk")[: SIZE + 1])
