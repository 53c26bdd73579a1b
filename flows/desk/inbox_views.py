"""待办: the lists of what waits for me, what I did, what I began; their filters; 批量同意."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from flows.engine.deadlines import Calendar

from . import bulk, filters, inbox
from .filters import Filters
from .inbox import TABS, Tab
from .lent import principal_of
from .models import SavedFilter
from .paging import Page, page

WITH = {
    "Seat": ("chain", "holder", "post__organization"),
    "Copy": ("chain", "by"),
}


@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """One tab of the inbox, narrowed and ordered as its address says."""
    if request.user.is_administrator:
        return redirect("admin:index")
    name = request.GET.get("tab", "mine")
    if name not in TABS:
        raise Http404
    tab, asked = TABS[name], Filters.read(request.GET)
    sort = filters.sort_of(tab, request.GET.get("sort", ""))
    shown = _page(request, tab, asked, sort)
    boxes = bulk.boxes(shown.rows) if name in ("mine", "queue") else {}
    return render(
        request,
        "desk/inbox.html",
        {
            "tabs": _tabs(request.user, name),
            "tab": name,
            "live": tab.live,
            "title": tab.label,
            "rows": _rows(request.user, shown.rows, name, boxes),
            "page": shown,
            "boxes": boxes,
            "most": bulk.MOST,
            **_filter(request.user, name, asked, sort),
        },
    )


def _page(request: HttpRequest, tab: Tab, asked: Filters, sort: str) -> Page:
    found = filters.narrowed(tab.rows(request.user), asked, tab)
    found = found.select_related(*WITH[found.model.__name__])
    return page(request, found, *tab.sorts[sort][1])


def _filter(user: Any, name: str, asked: Filters, sort: str) -> dict[str, Any]:
    """What templates/desk/filters.html draws."""
    tab, query = TABS[name], filters.query_of(name, asked, sort)
    saved = SavedFilter.objects.filter(user=user)
    return {
        "asked": asked,
        "searched": bool(asked),
        "selects": filters.selects(user, tab, asked, sort),
        "amounts": tab.rows.__name__ != "copies",
        "clear_url": f"{reverse('inbox')}?tab={name}" if asked else "",
        "query": query,
        "saved": [{"row": each, "current": each.query == query} for each in saved],
    }


def _tabs(user: Any, chosen: str) -> list[dict[str, Any]]:
    counts = inbox.counts(user)
    return [
        {
            "label": tab.label,
            "href": f"{reverse('inbox')}?tab={name}",
            "count": counts[name] if counts[name] < inbox.MOST else f"{inbox.MOST - 1}+",
            "unit": "件未阅" if name == "copies" else "件",
            "current": name == chosen,
        }
        for name, tab in TABS.items()
    ]


def _rows(user: Any, found: list[Any], name: str, boxes: dict[int, str]) -> list[dict[str, Any]]:
    live = TABS[name].live
    calendar = Calendar.load() if live else None
    where = {} if live else inbox.standing(found)
    return [
        {
            "seat": each,
            "href": reverse("paper", args=[each.paper, each.paper_id]),
            "now": where.get((each.paper, each.paper_id), "已办结"),
            "box": boxes.get(each.pk, ""),
            "behalf": principal_of(each, user) if name == "lent" else "",
            **(_due(each, calendar) if calendar else {}),
        }
        for each in found
    ]


def _due(seat: Any, calendar: Calendar) -> dict[str, Any]:
    return inbox.due_of(seat.due_on, inbox.step_of_seat(seat), inbox.today_of(seat), calendar)


@require_POST
def bulk_page(request: HttpRequest) -> HttpResponse:
    """Agree to the ticked papers; the answer lists what became of each."""
    rows = [row for text in request.POST.getlist("row") if (row := bulk.Row.read(text))]
    back = f"{reverse('inbox')}?{filters.safe_query(request.POST.get('back', ''))}"
    if not rows or len(rows) > bulk.MOST:
        few = "请先勾选要办理的事项。"
        messages.warning(
            request, few if not rows else f"一次最多办理 {bulk.MOST} 件，未办理任何一件。"
        )
        return redirect(back)
    opinion = request.POST.get("opinion", "").strip()[:2000]
    results = bulk.agree(rows, by=request.user, opinion=opinion)
    done = sum(result.done for result in results)
    return render(
        request,
        "desk/bulk.html",
        {"results": results, "done": done, "left": len(results) - done, "back": back},
    )


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is narrowed now under a name."""
    query = request.POST.get("query", "")
    wrong = filters.save(request.user, request.POST.get("name", ""), query)
    if wrong:
        messages.warning(request, wrong)
    else:
        messages.success(request, "筛选条件已保存。")
    return redirect(f"{reverse('inbox')}?{filters.safe_query(query)}")


@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of my saved filters."""
    deleted, _ = SavedFilter.objects.filter(user=request.user, pk=pk).delete()
    if not deleted:
        raise Http404
    messages.success(request, "已删除这组筛选条件。")
    return redirect(f"{reverse('inbox')}?{filters.safe_query(request.POST.get('query', ''))}")
