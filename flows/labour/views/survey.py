"""Who would work: the survey's people with filters, and what its paper says of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from flows.desk.pages import conflict
from flows.desk.paging import page
from flows.desk.panels import panel
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of

from ..actions.mandate import PREPARING, SURVEYORS, acts_for
from ..actions.survey import counts, drop_entry
from ..models import SurveyEntry
from ..rules.matching import spans

SIZE = 50
PRIORITY, ORDINARY = "priority", "ordinary"


@require_safe
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody the village registered, by village, priority, skill and month."""
    project = find_project(request.user, code)
    people = SurveyEntry.objects.visible_to(request.user).filter(project=project)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "village", "tag", "month")}
    shown = page(request, _wanted(people, asked).select_related("worker"), "id", size=SIZE)
    return render(request, "labour/survey.html", {
        **frame_of(project, "劳动力摸底"), "page": shown, "q": asked["q"],
        "rows": [{"entry": each, "months": spans(each.months) if each.months else "未说明"}
                 for each in shown.rows],
        "selects": _selects(people, asked), "clear_url": request.path if any(asked.values()) else "",
        "may_drop": project.stage in PREPARING and acts_for(project, request.user, SURVEYORS),
        **counts(project),
    })  # fmt: skip


def _wanted(people: QuerySet[SurveyEntry], asked: dict[str, str]) -> QuerySet[SurveyEntry]:
    text, month = asked["q"], asked["month"]
    if text:
        people = people.filter(
            Q(worker__name__icontains=text) | Q(worker__id_last4=text.upper())
            | Q(skills__icontains=text) | Q(wish__icontains=text)
        )  # fmt: skip
    if asked["village"]:
        people = people.filter(village=asked["village"])
    if asked["tag"] in (PRIORITY, ORDINARY):
        tagged = ~Q(priority_tag="")
        people = people.filter(tagged if asked["tag"] == PRIORITY else ~tagged)
    if month.isdecimal() and 1 <= int(month) <= 12:
        # Who said no month has not been asked: he is shown for every month.
        people = people.filter(Q(months__contains=int(month)) | Q(months=[]))
    return people


def _selects(people: QuerySet[SurveyEntry], asked: dict[str, str]) -> list[dict[str, Any]]:
    villages = people.order_by("village").values_list("village", flat=True).distinct()
    options = {
        "village": ("村", [(name, name) for name in villages if name]),
        "tag": ("优先群体", [(PRIORITY, "优先群体"), (ORDINARY, "其他人员")]),
        "month": ("可务工月份", [(str(n), f"{n} 月") for n in range(1, 13)]),
    }
    return [
        {
            "name": name, "label": label,
            "options": [{"value": value, "label": said, "chosen": value == asked[name]}
                        for value, said in choices],
        }
        for name, (label, choices) in options.items()
    ]  # fmt: skip


@require_POST
def drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take somebody off the survey."""
    project = find_project(request.user, code)
    entry = SurveyEntry.objects.filter(project=project, pk=pk).select_related("project__chain")
    back = reverse("survey", args=[code])
    if (found := entry.first()) is None:
        raise Http404
    try:
        drop_entry(found, by=request.user)
    except Busy as error:
        return conflict(request, error, back=back)
    except (NotYours, Refused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已移出摸底登记。")
    return redirect(back)


@panel("LabourSurvey")
def survey_panel(paper: Any, user: Any) -> dict[str, Any]:
    """How many the village registered; its numbers are the ones the paper is finished with."""
    project, known = paper.project, counts(paper.project)
    return {
        "registered": known, "survey_url": reverse("survey", args=[project.code]),
        "ledgers_url": reverse("ledgers", args=[project.code]),
        "suggested": known if known["willing"] else {},
    }  # fmt: skip
