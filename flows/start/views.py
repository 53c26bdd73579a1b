"""区里启用: choose a sheet, look at what it would change, load it for good. For the system
administrator alone; for anybody else these pages do not exist."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from flows.orgs.kinds import PostCode
from flows.sheets import shelf
from flows.sheets.problems import CellError, UnreadableFile
from flows.sheets.shelf import Gone, Waiting
from flows.sheets.writer import error_copy

from .accounts import accounts_sheet
from .forms import FileForm
from .kits import KITS, template
from .loading import SAME, Kit, Loaded, load

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = {
    "orgs": "单位、岗位、人员、任职和村，一个工作簿三张表，可以只交其中一张。",
    "calendar": "国务院公布的放假和调休。没有公布的年份，时限不作推算。",
    "parameters": "时限、比例、强度等政策口径。变更是一行新的、更晚生效的取值。",
}
SHOWN = 500
SIGNS = {"add": ("新增", "ok"), "change": ("变更", "warn"), "same": ("不变", "neutral")}


def _kit(request: HttpRequest, what: str) -> Kit:
    if not request.user.holds(PostCode.ADMIN_SYSTEM):
        raise Http404
    return KITS[what]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What can be loaded, with a blank sheet for each."""
    _kit(request, "orgs")
    cards = [{"name": k.name, "label": k.label, "about": ABOUT[k.name]} for k in KITS.values()]
    return render(request, "start/start.html", {"cards": cards, "crumbs": _crumbs()})


@require_safe
def blank(request: HttpRequest, what: str) -> HttpResponse:
    kit = _kit(request, what)
    return _download(template(kit), f"{kit.label}-空白表.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, what: str) -> HttpResponse:
    """Choose a file; it is rehearsed and laid on the shelf."""
    kit, status = _kit(request, what), 200
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if form.is_valid():
            file = form.cleaned_data["files"]
            waiting = Waiting(file.name, file.read())
            waiting.result = _rehearsed(request, kit, waiting)
            token = shelf.lay([waiting], owner=_owner(request, kit))
            return redirect(f"start-{what}-preview", token)
        status = 422
    return render(request, "start/upload.html", {
        "kit": kit, "about": ABOUT[what], "form": form, "crumbs": _crumbs(kit.label),
        "sheets": kit.forms, "blank_url": reverse(f"start-{what}-blank"),
    }, status=status)  # fmt: skip


def _rehearsed(request: HttpRequest, kit: Kit, waiting: Waiting) -> dict[str, Any]:
    done = load(kit, waiting.name, waiting.data, by=request.user, dry_run=True, passwords=True)
    said = done.as_json() | {
        "sentence": done.sentence,
        "same": done.count(SAME),
        "news": bool(done.count("add") + done.count("change")),
        "cells": [vars(error) for error in done.errors],
    }
    return dict(json.loads(json.dumps(said, default=str)))


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, what: str, token: str) -> HttpResponse:
    """What the file would change; 确认装入 does it, all or nothing."""
    kit = _kit(request, what)
    try:
        waiting = shelf.look(token, owner=_owner(request, kit))[0]
    except Gone as gone:
        return _gone(request, kit, str(gone.__doc__))
    if request.method == "POST":
        shelf.clear(token)
        if request.POST.get("do") != "confirm":
            messages.info(request, "没有装入，文件已从系统中删除。")
            return redirect(f"start-{what}")
        return _confirmed(request, kit, waiting)
    result = waiting.result
    rows = [
        each | {"label": SIGNS[each["verb"]][0], "tone": SIGNS[each["verb"]][1]}
        for each in result["changes"][:SHOWN]
    ]
    return render(request, "start/preview.html", {
        "kit": kit, "result": result, "rows": rows, "more": len(result["changes"]) - len(rows),
        "marked": waiting.name.lower().endswith(".xlsx") and bool(result["errors"]),
        "marked_url": reverse(f"start-{what}-marked", args=[token]),
        "crumbs": _crumbs((kit.label, reverse(f"start-{what}")), "核对"),
    })  # fmt: skip


def _confirmed(request: HttpRequest, kit: Kit, waiting: Waiting) -> HttpResponse:
    done = load(kit, waiting.name, waiting.data, by=request.user, passwords=True)
    if done.errors:  # something changed since the preview
        waiting.result = _rehearsed(request, kit, waiting)
        token = shelf.lay([waiting], owner=_owner(request, kit))
        messages.error(request, "预览之后情况有变，没有装入，请看下面的说明。")
        return redirect(f"start-{kit.name}-preview", token)
    messages.success(request, f"{done.file}：{done.sentence}")
    for note in done.notes:
        messages.info(request, note)
    if done.accounts:
        return redirect("start-accounts", _laid(request, done))
    return redirect("start")


def _laid(request: HttpRequest, done: Loaded) -> str:
    sheet = Waiting("初始口令.xlsx", accounts_sheet(done.accounts))
    sheet.result = {"people": len(done.accounts)}
    return shelf.lay([sheet], owner=f"{request.user.pk}:accounts")


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest, token: str) -> HttpResponse:
    """The initial passwords of the new people: downloaded once, then gone."""
    kit = _kit(request, "orgs")
    try:
        sheet = shelf.look(token, owner=f"{request.user.pk}:accounts")[0]
    except Gone:
        return _gone(request, kit, "初始口令已下载或已过期。请在后台为尚未登录的人员另设口令。")
    if request.method == "POST":
        shelf.clear(token)
        return _download(sheet.data, sheet.name)
    return render(request, "start/accounts.html", {
        "people": sheet.result["people"], "crumbs": _crumbs("初始口令"),
    })  # fmt: skip


@require_safe
def marked(request: HttpRequest, what: str, token: str) -> HttpResponse:
    """The administrator's own sheet with a comment at every refused cell."""
    kit = _kit(request, what)
    try:
        waiting = shelf.look(token, owner=_owner(request, kit))[0]
        errors = [CellError(**cell) for cell in waiting.result["cells"]]
        return _download(error_copy(waiting.data, errors), f"有误-{waiting.name}")
    except Gone as gone:
        return _gone(request, kit, str(gone.__doc__))
    except UnreadableFile as problem:
        messages.warning(request, problem.message)
        return redirect(f"start-{what}-preview", token)


def _owner(request: HttpRequest, kit: Kit) -> str:
    return f"{request.user.pk}:start:{kit.name}"


def _gone(request: HttpRequest, kit: Kit, why: str) -> HttpResponse:
    return render(
        request,
        "start/gone.html",
        {"why": why, "back": reverse(f"start-{kit.name}"), "crumbs": _crumbs()},
        status=404,
    )


def _crumbs(*more: Any) -> list[dict[str, str]]:
    found = [{"label": "后台管理", "href": reverse("admin:index")}]
    found.append({"label": "区里启用", "href": reverse("start")})
    for each in more:
        label, href = each if isinstance(each, tuple) else (each, "")
        found.append({"label": label, "href": href})
    found[-1].pop("href", None)
    return found


def _download(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
