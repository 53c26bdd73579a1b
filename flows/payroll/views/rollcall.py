"""点名: the page for the site, made for a phone. Everybody at work, three big buttons each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.documents.filetypes import BadFile
from flows.documents.models import Attachment
from flows.engine import clock
from flows.engine.findings import Busy, Finding, Refused
from flows.engine.models import Parameter
from flows.labour.actions import Roll
from flows.labour.models import Attendance, Engagement, RollCall
from flows.labour.states import PRESENT, EngagementState
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions import call_roll, may_call
from ..actions.batch import why_closed
from ..actions.presence import batch_of
from ..forms import PORTIONS, RollForm, portions_in
from ..states import labour_officer

WORDS = dict(PORTIONS)
MOST_PHOTOS = 6  # read at all; how many are wanted is a parameter


def day_of(text: str) -> dt.date:
    """The day an address names; 404 for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """One day on site: who was there, how it was counted, and the roll call itself."""
    project, on = find_project(request.user, code), day_of(day)
    refused: list[Finding] = []
    form, status = RollForm(request.POST or None), 200
    if request.method == "POST":
        if not may_call(project, request.user):
            raise PermissionDenied
        status = 422
        if form.is_valid():
            status, refused = _called(request, project, on, form)
            if status == 302:
                return redirect("roll-call", code, on)
    return render(request, "payroll/rollcall.html", {
        **frame_of(project, ("考勤", reverse("attendance", args=[code])), f"{on:%-m月%-d日}"),
        **_standing(project, on, request.user), "refused": refused,
        "form": form if form.is_bound else RollForm.fresh(_last_place(project)),
        "people": _people(project, on, portions_in(request.POST)), "choices": PORTIONS,
    }, status=status)  # fmt: skip


def _called(
    request: HttpRequest, project: Project, on: dt.date, form: RollForm
) -> tuple[int, list[Finding]]:
    """Write the roll call: 302, or another status with what is wrong."""
    said = form.cleaned_data
    photos = tuple(
        (each.name or "", each.read()) for each in request.FILES.getlist("photos")[:MOST_PHOTOS]
    )
    roll = Roll(
        on, said["token"], portions_in(request.POST), said["counted"], said["place"], photos,
        said["latitude"], said["longitude"], said["note"],
    )  # fmt: skip
    try:
        with one_move(project.chain):
            call_roll(project, roll, by=request.user)
    except Busy as error:
        return 409, [Finding("BUSY", str(error.__doc__), cure="所选内容已保留，照片请重新选择。")]
    except BadFile as error:
        return 422, [Finding("PHOTO_BAD", str(error), cure="换一张照片，所选内容已保留。")]
    except Refused as refusal:
        return 422, refusal.findings
    _tell(request, project, on, roll)
    return 302, []


def _tell(request: HttpRequest, project: Project, on: dt.date, roll: Roll) -> None:
    absent = len(roll.portions) - roll.present
    messages.success(request, f"已点名：在岗 {roll.present} 人，缺勤 {absent} 人。")
    if roll.counted != roll.present:
        messages.warning(
            request, f"清点 {roll.counted} 人，点到 {roll.present} 人，不一致，请核对后再点一次。"
        )
    least = Parameter.snapshot().get("rollcall.photos.min", on=on, district=project.district)
    if len(roll.photos) < least.days:
        messages.warning(
            request, f"点名照片不足 {least.text} 张（{least.basis}），请补拍后再点一次。"
        )


def _people(project: Project, on: dt.date, typed: dict[int, Any]) -> list[dict[str, Any]]:
    """Everybody verified and not gone, with what stands for the day or was just typed."""
    found = (
        Engagement.objects.filter(project=project, state__in=PRESENT)
        .filter(Q(exit_date=None) | Q(exit_date__gte=on))
        .select_related("worker").order_by(F("entry_date").asc(nulls_last=True), "id")
    )  # fmt: skip
    stands = dict(
        Attendance.objects.filter(engagement__project=project, day=on, live=True)
        .values_list("engagement", "portion")
    )  # fmt: skip
    away = _absent(project, on)
    rows = []
    for each in found:
        portion = typed.get(each.pk, stands.get(each.pk))
        chosen = (
            f"{portion:.1f}".replace("1.0", "1").replace("0.0", "0") if portion is not None else ""
        )
        rows.append({
            "person": each, "worker": each.worker, "chosen": chosen or ("0" if each.pk in away else ""),
            "early": each.entry_date is not None and each.entry_date > on,
            "unready": each.state != EngagementState.ON_DUTY,
        })  # fmt: skip
    return rows


def _absent(project: Project, on: dt.date) -> set[int]:
    calls = RollCall.objects.filter(project=project, day=on).values_list("absent", flat=True)
    return {key for absent in calls for key in absent}


def _last_place(project: Project) -> str:
    last = RollCall.objects.filter(project=project).values_list("place", flat=True).first()
    return last or ""


def _standing(project: Project, on: dt.date, user: Any) -> dict[str, Any]:
    """The day beside today, whether it may be called, and its roll calls with photos."""
    today = clock.today(project.chain)
    batch = batch_of(project, on)
    closed = why_closed(batch) if batch else ""
    back = Parameter.snapshot().get("rollcall.back.days", on=today, district=project.district)
    late = (today - on).days
    return {
        "day": on, "today": today, "is_today": late == 0, "late": late, "closed": closed,
        "callable": may_call(project, user) and not closed and 0 <= late <= back.days,
        "too_late": late > back.days, "ahead": late < 0, "back": back,
        "may_correct": labour_officer(OfProject(project), user) and not closed and late >= 0,
        "before": on - dt.timedelta(days=1), "after": on + dt.timedelta(days=1),
        "month": f"{on:%Y-%m}", "calls": _calls(project, on),
    }  # fmt: skip


class OfProject:
    """What ``labour_officer`` asks of a paper: its project."""

    def __init__(self, project: Project) -> None:
        self.project = project


def _calls(project: Project, on: dt.date) -> list[dict[str, Any]]:
    calls = list(RollCall.objects.filter(project=project, day=on).select_related("by"))
    photos: dict[int, list[Attachment]] = {call.pk: [] for call in calls}
    kept = Attachment.objects.filter(project=project, paper="RollCall", paper_id__in=photos)
    for photo in kept.order_by("id"):
        photos[photo.paper_id].append(photo)
    marked = Attendance.objects.filter(roll_call__in=calls, live=True).values_list(
        "roll_call", "pk"
    )
    standing = [call for call, _ in marked]
    return [
        {"call": call, "photos": photos[call.pk], "present": standing.count(call.pk),
         "absent": len(call.absent)}
        for call in calls
    ]  # fmt: skip
