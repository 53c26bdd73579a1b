"""Red flags over every project in one's scope: for those who oversee a district."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.desk.paging import page
from flows.orgs.kinds import DISTRICTS
from flows.projects.models import Project

from ..actions.scans import stale_among
from ..models import FlagReview, RaisedFlag
from ..rules.flags import FLAGS

SIZE = 20
LEVELS = {"": "全部", "block": "阻断", "review": "复核", "inform": "提示"}
STATUSES = {"open": "未处置", "reviewed": "已复核"}


@require_safe
def across(request: HttpRequest) -> HttpResponse:
    """Kept flags, filtered by level, code, district and opinion; stale projects are marked."""
    asked = {
        name: request.GET.get(name, "") for name in ("level", "code", "district", "status", "q")
    }
    found = _found(request.user, asked)
    counts = dict(found.order_by().values_list("level").annotate(n=Count("id")))
    if asked["level"] in LEVELS and asked["level"]:
        found = found.filter(level=asked["level"])
    shown = page(request, found.select_related("project"), "code", "id", size=SIZE)
    old = stale_among(sorted({row.project_id for row in shown.rows}))
    return render(request, "payroll/across.html", {
        "rows": [_row(each, old) for each in shown.rows], "page": shown, "q": asked["q"],
        "tabs": _tabs(request, counts, asked["level"]), "selects": _selects(asked),
        "keep": [{"name": "level", "value": asked["level"]}] if asked["level"] else [],
        "clear_url": request.path if any(asked.values()) else "",
        "crumbs": [{"label": "红旗", "href": ""}],
    })  # fmt: skip


def _found(user: Any, asked: dict[str, str]) -> QuerySet[RaisedFlag]:
    """Open flags in scope unless the reviewed ones are asked for; unknown words find nothing more."""
    mine = FlagReview.objects.filter(
        project=OuterRef("project"), code=OuterRef("code"), fingerprint=OuterRef("fingerprint")
    )
    found = RaisedFlag.objects.visible_to(user).annotate(reviewed=Exists(mine))
    found = found.filter(reviewed=asked["status"] == "reviewed")
    if asked["code"] in FLAGS:
        found = found.filter(code=asked["code"])
    if asked["district"] in DISTRICTS:
        found = found.filter(project__district=asked["district"])
    if text := asked["q"].strip():
        named = Project.objects.filter(name__icontains=text) | Project.objects.filter(code=text)
        found = found.filter(project__in=named)
    return found


def _tabs(request: HttpRequest, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    tabs = []
    for level, label in LEVELS.items():
        query = request.GET.copy()
        for name in ("level", "after", "before"):
            query.pop(name, None)
        if level:
            query["level"] = level
        tabs.append({
            "label": label, "href": f"{request.path}?{query.urlencode()}", "unit": "面",
            "count": counts.get(level, 0) if level else sum(counts.values()),
            "current": level == (chosen if chosen in LEVELS else ""),
        })  # fmt: skip
    return tabs


def _selects(asked: dict[str, str]) -> list[dict[str, Any]]:
    """``status`` is open unless told: its first option is the empty one."""
    codes = {code: f"{code} {kind.title}" for code, kind in FLAGS.items()}
    given = {"code": ("红旗", codes), "district": ("区", DISTRICTS), "status": ("处置", STATUSES)}
    return [
        {"name": name, "label": label, "options": [
            {"value": value, "label": text, "chosen": value == asked[name]}
            for value, text in options.items()
        ]}
        for name, (label, options) in given.items()
    ]  # fmt: skip


def _row(flag: RaisedFlag, old: set[int]) -> dict[str, Any]:
    said = flag.payload
    return {
        "flag": flag, "project": flag.project, "title": said["title"], "months": said["months"],
        "summary": said["message"].split("。")[0], "people": said["people"],
        "stale": flag.project_id in old, "href": reverse("flags", args=[flag.project.code]),
    }  # fmt: skip
