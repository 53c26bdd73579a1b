"""What an open page asks every few seconds: has somebody else decided meanwhile?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from flows.audit.models import Entry
from flows.engine.paper import label_of

from . import inbox
from .ballots import CLOSED, sealed
from .models import Seat
from .pages import find_paper
from .seats import SeatState

MOST = 100  # rows one page may ask about


@never_cache
@require_safe
def paper_version(request: HttpRequest, kind: str, pk: int) -> JsonResponse:
    """``{"version", "state", "mark", "text", "last": {"who", "what", "when"} | null}``.

    ``mark`` changes with everything recorded about the paper, ``version`` with what makes a
    decision on the old page impossible. 404 outside one's scope.
    """
    paper = find_paper(request.user, kind, pk)
    entries = paper.chain.entries.filter(paper=kind, paper_id=pk).order_by("-sequence")
    last = entries.first()
    label = (CLOSED if sealed([last], request.user) else last.label) if last else ""
    found: dict[str, Any] = {
        "version": paper.version,
        "state": label_of(paper),
        "mark": last.digest if last else "",
        "text": _told(last, label, request.user) if last else "",
        "last": None,
    }
    if last:
        when = localtime(last.happened_at).isoformat(timespec="minutes")
        found["last"] = {"who": last.actor_name, "what": label, "when": when}
    return JsonResponse(found)


def latest(paper: Any, user: Any) -> str:
    """Who did what with ``paper`` last, in a sentence; "" where nothing is recorded."""
    entries = paper.chain.entries.filter(paper=type(paper).__name__, paper_id=paper.pk)
    last = entries.order_by("-sequence").first()
    if last is None:
        return ""
    return _told(last, CLOSED if sealed([last], user) else last.label, user)


def _told(last: Entry, label: str, user: Any) -> str:
    who = "您在另一个窗口" if last.actor_id == user.pk else last.actor_name
    when = localtime(last.happened_at)
    return f"{who}已于 {when:%Y-%m-%d %H:%M} 办理“{label}”，请刷新；您填写的意见已保留。"


@never_cache
@require_safe
def inbox_live(request: HttpRequest) -> JsonResponse:
    """``?seat=…`` → ``{"open": [those that still wait for me], "waiting": {"mine", "queue"}}``."""
    asked = [int(each) for each in request.GET.getlist("seat") if each.isdecimal()][:MOST]
    user = request.user
    waiting = {name: tab.rows(user) for name, tab in inbox.TABS.items() if tab.live}
    rows = waiting.get(request.GET.get("tab", ""), Seat.objects.none())
    still = rows.filter(pk__in=[pk for pk in asked if pk < 2**63], state=SeatState.OPEN)
    return JsonResponse(
        {"open": list(still.values_list("pk", flat=True)), "waiting": inbox.waiting_counts(user)}
    )
