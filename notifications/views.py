"""站内消息: what a person was told, and that he has read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from . import clock
from .models import Message

SIZE = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """My notices, newest first; ``?before=`` turns the page."""
    rows = Message.objects.filter(recipient=request.user)
    before = request.GET.get("before", "")
    older = rows.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else rows
    found = list(older.order_by("-pk")[: SIZE + 1])
    more = f"?before={found[SIZE - 1].pk}" if len(found) > SIZE else ""
    return render(
        request,
        "notifications/list.html",
        {
            "notices": found[:SIZE],
            "next_url": more,
            "first_url": request.path if before else "",
            "crumbs": [{"label": "消息"}],
        },
    )


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    message = get_object_or_404(Message, pk=pk, recipient=request.user)
    Message.objects.filter(pk=pk, read_at=None).update(read_at=clock.now())
    inside = url_has_allowed_host_and_scheme(message.url, allowed_hosts=None)
    return redirect(message.url if inside else "notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Message.objects.filter(recipient=request.user, read_at=None).update(read_at=clock.now())
    return redirect("notices")
