"""监理日志: a month of days with today's form, and one day as it is printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.documents.filetypes import BadFile
from flows.engine import clock
from flows.engine.findings import Busy, Finding, NotYours, Refused
from flows.engine.models import Parameter
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions import Day, add_to_log, photo_limits, write_log
from ..actions.log import AT_WORK
from ..actions.schedule import after
from ..figures import on_roll
from ..forms import LogForm
from ..models import Inspection, SiteLog
from ..states import SUPERVISING, seat_on_site
from .checkpoints import TONES


@require_http_methods(["GET", "HEAD", "POST"])
def logs(request: HttpRequest, code: str) -> HttpResponse:
    """The days of ``?month=`` and the form of today; what was typed is kept when it is refused."""
    project = find_project(request.user, code)
    today = clock.today(project.chain)
    form, refused, status = LogForm(request.POST or None, initial={"day": today}), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _written(request, project, form)
            except Busy as error:
                return conflict(
                    request, error, back=request.path, opinion=form.cleaned_data["works"]
                )
            except NotYours as error:
                status, refused = 403, [Finding("NOT_YOURS", str(error))]
            except BadFile as error:
                refused = [Finding("PHOTO_BAD", str(error), cure="换一张照片，文字已保留。")]
            except Refused as refusal:
                refused = refusal.findings
    return render(request, "supervision/logs.html", {
        **frame_of(project, "监理日志"), **_month(request, project, today), "form": form,
        "refused": refused, "today": today, **_today(project, request.user, today),
    }, status=status)  # fmt: skip


def _written(request: HttpRequest, project: Project, form: LogForm) -> HttpResponse:
    said = dict(form.cleaned_data)
    day = said.pop("day")
    bounds, most = photo_limits(Parameter.snapshot(), clock.today(project.chain), project)
    files = request.FILES.getlist("photos")
    if len(files) > most or any(each.size > bounds.size for each in files):
        raise BadFile(f"照片最多 {most} 张，每张不超过 {bounds.size // 2**20} MB。")
    shots = tuple((each.name or "", each.read()) for each in files)
    with one_move(project.chain):
        write_log(project, by=request.user, day=day, said=Day(**said), photos=shots)
    messages.success(request, f"{day} 的监理日志已保存，此后只能补充。")
    return redirect("site-log", project.code, day)


def _today(project: Project, user: Any, today: dt.date) -> dict[str, Any]:
    """Whether ``user`` writes today's log, and what the system puts beside it."""
    post = seat_on_site(project, user, SUPERVISING)
    there = SiteLog.objects.filter(project=project, day=today)
    written = bool(post) and there.filter(organization=post.organization_id).exists()
    back = Parameter.snapshot("site_log.").get(
        "site_log.back.days", on=today, district=project.district
    )
    return {
        "may": bool(post) and project.stage in AT_WORK, "written": written,
        "people": on_roll(project, today), "checks": _checks(project, today), "back_days": back.days,
    }  # fmt: skip


def _checks(project: Project, day: dt.date) -> list[dict[str, Any]]:
    """What was inspected on ``day``, as it stands now."""
    found = Inspection.objects.filter(project=project, inspected_on=day).order_by("code", "id")
    return [
        {"paper": each, "tone": TONES[each.state], "href": reverse("paper", args=["Inspection", each.pk])}
        for each in found
    ]  # fmt: skip


def _month(request: HttpRequest, project: Project, today: dt.date) -> dict[str, Any]:
    try:
        month = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = today.replace(day=1)
    rows = SiteLog.objects.visible_to(request.user).filter(
        project=project, day__gte=month, day__lt=after(month)
    ).select_related("organization", "by").order_by("-day", "-id")  # fmt: skip
    before = (month - dt.timedelta(days=1)).replace(day=1)
    return {
        "month": month, "rows": rows, "before": f"?month={before:%Y-%m}",
        "after": f"?month={after(month):%Y-%m}" if after(month) <= today else "",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """One day: what each supervising body wrote, and what was added to it later."""
    project, on = find_project(request.user, code), _day(day)
    rows = list(
        SiteLog.objects.visible_to(request.user).filter(project=project, day=on)
        .select_related("organization", "by", "project__chain").order_by("id")
        .prefetch_related("photos")
    )  # fmt: skip
    post = seat_on_site(project, request.user, SUPERVISING)
    mine = next(
        (each for each in rows if post and each.organization_id == post.organization_id), None
    )
    if request.method == "POST":
        return _added(request, mine, on, project)
    return render(request, "supervision/log.html", {
        **frame_of(project, ("监理日志", reverse("site-logs", args=[code])), f"{on:%-m月%-d日}"),
        "day": on, "logs": [_shown(each) for each in rows], "mine": mine, "checks": _checks(project, on),
    })  # fmt: skip


def _shown(each: SiteLog) -> dict[str, Any]:
    said = [
        ("施工情况", each.works), ("监理工作", each.supervision), ("问题和处理", each.problems),
        ("主要机械", each.machines),
    ]  # fmt: skip
    additions = [
        {**entry, "at": timezone.localtime(dt.datetime.fromisoformat(entry["at"]))}
        for entry in each.additions
    ]
    return {"log": each, "said": said, "additions": additions, "photos": each.photos.all()}


def _added(request: HttpRequest, mine: Any, on: dt.date, project: Project) -> HttpResponse:
    here = reverse("site-log", args=[project.code, on])
    try:
        if mine is None:
            raise NotYours("没有可以补充的日志：监理日志由填写单位的人员补充。")
        with one_move(project.chain):
            add_to_log(mine, by=request.user, text=request.POST.get("text", ""))
        messages.success(request, "已补充，署时间和姓名。")
    except Busy as error:
        return conflict(request, error, back=here, opinion=request.POST.get("text", ""))
    except NotYours as error:
        messages.error(request, str(error))
    except Refused as refusal:
        messages.error(request, "；".join(each.message for each in refusal.findings))
    return redirect(here)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
