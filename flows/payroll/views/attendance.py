"""考勤: a month of everybody at a glance, and the correction of one person's one day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.desk.paging import page
from flows.engine import clock
from flows.engine.findings import Busy, NotYours, Refused
from flows.engine.privacy import scrub
from flows.labour.actions import marks
from flows.labour.models import Attendance, Engagement, RollCall
from flows.projects.models import Project
from flows.projects.pages import find_project, frame_of

from ..actions import may_call, reverse_attendance
from ..actions.batch import why_closed
from ..actions.presence import batch_of
from ..forms import PORTIONS, CorrectionForm
from ..models import PayrollBatch
from ..states import labour_officer
from .rollcall import OfProject, day_of

SIZE = 50
WORDS = dict(PORTIONS)


@require_safe
def month(request: HttpRequest, code: str) -> HttpResponse:
    """People × days of one month with totals, what was counted on site, and whether it is locked."""
    project = find_project(request.user, code)
    today = clock.today(project.chain)
    batches = list(PayrollBatch.objects.filter(project=project).order_by("month"))
    chosen = _month(request, today, batches)
    text = request.GET.get("q", "").strip()
    people = Engagement.objects.visible_to(request.user).filter(project=project)
    there = people.filter(pk__in=marks.of_month(project, chosen).values("engagement"))
    found = there if not text else people
    if text:
        found = found.filter(Q(worker__name__icontains=text) | Q(worker__id_last4=text.upper()))
    shown = page(request, found.select_related("worker"), "id", size=SIZE)
    batch = next((each for each in batches if each.month == chosen), None)
    closed = why_closed(batch) if batch else ""
    correct = labour_officer(OfProject(project), request.user) and not closed
    days = _days(project, chosen, today)
    return render(request, "payroll/attendance.html", {
        **frame_of(project, "考勤"), "month": chosen, "q": text, "page": shown, "days": days,
        "rows": _rows(project, chosen, shown.rows, days, correct), "today": today,
        "totals": marks.of_month(project, chosen).filter(live=True).aggregate(
            people=Count("engagement", distinct=True), worked=Sum("portion")),
        "tabs": _tabs(request.path, batches, chosen, today), "batch": batch,
        "lock": _lock(project, chosen, closed), "closed": closed, "may_correct": correct,
        "may_call": may_call(project, request.user) and not closed,
        "keep": [{"name": "month", "value": f"{chosen:%Y-%m}"}],
        "clear_url": f"{request.path}?month={chosen:%Y-%m}" if text else "",
    })  # fmt: skip


def _month(request: HttpRequest, today: dt.date, batches: list[PayrollBatch]) -> dt.date:
    """The month asked for, else the present one, else the last there is."""
    try:
        return dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        known = [each.month for each in batches]
        present = today.replace(day=1)
        return present if present in known or not known else known[-1]


def _tabs(
    path: str, batches: list[PayrollBatch], chosen: dt.date, today: dt.date
) -> list[dict[str, Any]]:
    months = sorted({*(each.month for each in batches if each.month <= today), chosen})
    return [
        {"label": f"{each:%Y年%-m月}", "href": f"{path}?month={each:%Y-%m}", "current": each == chosen}
        for each in months
    ]  # fmt: skip


def _lock(project: Project, month: dt.date, closed: str) -> dict[str, str]:
    if closed:
        return {"label": "已锁定", "tone": "done"}
    if marks.of_month(project, month).filter(live=True, locked=True).exists():
        return {"label": "已锁定，退回更正中", "tone": "warn"}
    return {"label": "未锁定", "tone": "neutral"}


def _days(project: Project, month: dt.date, today: dt.date) -> list[dict[str, Any]]:
    """The days of the month: how many were there, whether they were counted on site."""
    last = calendar.monthrange(month.year, month.month)[1]
    heads = dict(
        marks.of_month(project, month).filter(live=True).values("day")
        .annotate(n=Count("pk")).values_list("day", "n")
    )  # fmt: skip
    called = set(
        RollCall.objects.filter(
            project=project, day__gte=month, day__lte=month.replace(day=last)
        ).values_list("day", flat=True)
    )
    found = []
    for number in range(1, last + 1):
        on = month.replace(day=number)
        found.append({
            "day": on, "heads": heads.get(on, 0), "called": on in called,
            "weekend": on.weekday() > 4, "begun": on <= today,
            "href": reverse("roll-call", args=[project.code, on]),
        })  # fmt: skip
    return found


def _rows(
    project: Project, month: dt.date, people: list[Engagement], days: list[dict[str, Any]],
    correct: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    """A row per person: a cell for each day, and the total."""
    known: dict[int, dict[dt.date, list[Attendance]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks.of_month(project, month).filter(engagement__in=people):
        known[mark.engagement_id][mark.day].append(mark)
    rows = []
    for each in people:
        cells = [_cell(project, each, day, known[each.pk][day["day"]], correct) for day in days]
        rows.append({
            "person": each, "worker": each.worker, "cells": cells,
            "total": sum((cell["portion"] for cell in cells), Decimal(0)),
            "href": reverse("worker", args=[project.code, each.pk]),
        })  # fmt: skip
    return rows


def _cell(
    project: Project,
    person: Engagement,
    day: dict[str, Any],
    found: list[Attendance],
    correct: bool,
) -> dict[str, Any]:
    mark = next((each for each in found if each.live), None)
    portion = mark.portion if mark else Decimal(0)
    may = correct and day["begun"]
    return {
        "portion": portion, "sign": {0: "", 1: "√"}.get(portion, "半"), "day": day["day"],
        "site": mark is not None and mark.roll_call_id is not None,
        "corrected": any(each.reverses_id or each.reason for each in found),
        "href": reverse("attendance-correct", args=[project.code, day["day"], person.pk])
        if may else "",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str, day: str, pk: int) -> HttpResponse:
    """One person's one day: what was recorded and reversed, and a correction with a reason."""
    project, on = find_project(request.user, code), day_of(day)
    person = _person(request.user, project, pk)
    form, refused, status = CorrectionForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(project.chain):
                    _correct(person, on, form.cleaned_data, request.user)
                messages.success(request, f"已更正 {person.worker.name} {on:%-m月%-d日} 的考勤。")
                return redirect("worker", code, pk)
            except Busy as error:
                kept = [{"label": "更正理由", "value": form.cleaned_data["reason"]}]
                return conflict(request, error, back=request.path, kept=kept)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    return render(request, "payroll/correct.html", {
        **frame_of(project, ("考勤", f"{reverse('attendance', args=[code])}?month={on:%Y-%m}"), "更正"),
        "person": person, "day": on, "form": form, "refused": refused, "history": history(person, on),
        "closed": _closed(project, on),
        "may": labour_officer(person, request.user),
        "back": reverse("worker", args=[code, pk]),
    }, status=status)  # fmt: skip


def _person(user: Any, project: Project, pk: int) -> Engagement:
    found: Engagement | None = (
        Engagement.objects.visible_to(user).filter(project=project, pk=pk)
        .select_related("worker", "project__chain").first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


def _closed(project: Project, on: dt.date) -> str:
    batch = batch_of(project, on)
    return why_closed(batch) if batch else ""


def _correct(person: Engagement, on: dt.date, said: dict[str, Any], by: Any) -> None:
    portion = Decimal(said["portion"])
    reverse_attendance(person, day=on, portion=portion, reason=said["reason"], by=by)


def history(person: Engagement, on: dt.date | None = None) -> list[dict[str, Any]]:
    """What was recorded of a person (on one day, or ever) in order: each mark with its source and,
    where it was taken back, the reversal. One statement."""
    found = person.attendances.filter(reverses=None).select_related(
        "reversal__by", "by", "hand_in", "roll_call"
    ).order_by("day", "id")  # fmt: skip
    return [_told(mark) for mark in (found.filter(day=on) if on else found)]


def _told(mark: Attendance) -> dict[str, Any]:
    undone = getattr(mark, "reversal", None)
    source = "更正"
    if mark.roll_call_id is not None:
        source = "现场点名"
    elif mark.hand_in is not None:
        source = f"考勤表“{scrub(mark.hand_in.name)}”"
    return {
        "mark": mark, "word": WORDS["1" if mark.portion == 1 else "0.5"], "source": source,
        "half": mark.portion < 1, "undone": undone, "reason": scrub(mark.reason),
        "undone_reason": scrub(undone.reason) if undone else "",
    }  # fmt: skip
