"""待办: the lists of what waits for me, what I did, what I began."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.engine.deadlines import Calendar
from flows.orgs.kinds import CITY, DISTRICTS

from . import inbox
from .models import Seat
from .paging import page


@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What waits for me, what waits for my posts, what I did, what I began."""
    if request.user.is_administrator:
        return redirect("admin:index")
    tab = request.GET.get("tab", "mine")
    if tab not in inbox.TABS:
        raise Http404
    text, district = request.GET.get("q", "").strip(), request.GET.get("district", "")
    label, rows, keys = inbox.TABS[tab]
    found = inbox.narrowed(rows(request.user), text=text, district=district)
    shown = page(request, found.select_related("chain", "holder", "post__organization"), *keys)
    return render(
        request,
        "desk/inbox.html",
        {
            "tabs": _tabs(request.user, tab),
            "tab": tab,
            "title": label,
            "q": text,
            "rows": _rows(shown.rows, tab),
            "page": shown,
            "searched": bool(text or district),
            "selects": _districts(request.user, district),
            "keep": [{"name": "tab", "value": tab}],
            "clear_url": f"{reverse('inbox')}?tab={tab}" if text or district else "",
        },
    )


def _tabs(user: Any, chosen: str) -> list[dict[str, Any]]:
    counts = inbox.counts(user)
    return [
        {
            "label": label,
            "href": f"{reverse('inbox')}?tab={name}",
            "count": counts[name],
            "current": name == chosen,
        }
        for name, (label, _, _) in inbox.TABS.items()
    ]


def _districts(user: Any, chosen: str) -> list[dict[str, Any]]:
    """A choice of districts, for those who see more than one."""
    seen = {post.organization.district for post in user.posts}
    if CITY not in seen and len(seen) < 2:
        return []
    options = [
        {"value": code, "label": name, "chosen": code == chosen} for code, name in DISTRICTS.items()
    ]
    return [{"name": "district", "label": "区", "options": options}]


def _rows(seats: list[Seat], tab: str) -> list[dict[str, Any]]:
    calendar, past = Calendar.load(), tab in ("done", "started")
    where = inbox.standing(seats) if past else {}
    return [
        {
            "seat": seat,
            "href": reverse("paper", args=[seat.paper, seat.paper_id]),
            "now": where.get((seat.paper, seat.paper_id), "已办结"),
            **inbox.due_of(seat.due_on, inbox.step_of_seat(seat), inbox.today_of(seat), calendar),
        }
        for seat in seats
    ]
