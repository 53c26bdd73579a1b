"""办理异常 and 离职移交: what administrators keep running. They read no business text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.engine import clock, registry
from flows.engine.findings import Busy, NotYours, Refused
from flows.orgs.kinds import PostCode
from flows.orgs.models import Appointment, User

from . import actions
from .models import Incident, Seat
from .seats import LIVE

SHOWN = 50


def _keeper(request: HttpRequest) -> None:
    """Only 系统管理员; for others there is no such page."""
    if not request.user.holds(PostCode.ADMIN_SYSTEM):
        raise Http404


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """Open incidents, or the closed ones with how they ended; newest first."""
    _keeper(request)
    closed = bool(request.GET.get("closed"))
    rows = Incident.objects.filter(closed_at__isnull=not closed).select_related("closed_by")
    context = {
        "rows": rows.order_by("-pk")[:SHOWN],
        "closed": closed,
        "crumbs": [{"label": "办理异常"}],
    }
    return render(request, "desk/incidents.html", context)


@require_POST
def incident_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat the step anew, after a post or an appointment was added."""
    _keeper(request)
    incident = get_object_or_404(Incident, pk=pk, closed_at=None)
    process = incident.task.process
    model = registry.flows()[process.paper].paper
    paper = model.objects.select_related("project__chain").get(pk=process.paper_id)
    try:
        solved = actions.reseat(incident, paper, by=request.user)
    except (Refused, Busy) as error:
        messages.error(request, str(error) or str(Busy.__doc__))
    else:
        said = "已重新安排席位，异常关闭。" if solved else "仍无人可以办理，请先补充岗位任职。"
        (messages.success if solved else messages.warning)(request, said)
    return redirect("desk-incidents")


@require_POST
def incident_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an incident by hand, with a reason; the step itself stays as it is."""
    _keeper(request)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        messages.error(request, "关闭异常须写明理由。")
        return redirect("desk-incidents")
    Incident.objects.filter(pk=pk, closed_at=None).update(
        closed_at=clock.now(), closed_by=request.user, reason=reason
    )
    messages.success(request, "已关闭，理由已记录。")
    return redirect("desk-incidents")


class HandOverForm(forms.Form):
    """Who leaves, who takes over, why."""

    leaver = forms.ModelChoiceField(User.objects.none(), label="离职、调岗人员")
    successor = forms.ModelChoiceField(User.objects.none(), label="接手人员")
    reason = forms.CharField(label="事由", max_length=200)
    end = forms.BooleanField(label="同时结束其全部任职", required=False)

    def __init__(self, *, data: Any = None) -> None:
        super().__init__(data)
        held = Appointment.objects.filter(ended_on=None).exclude(post__code__startswith="admin.")
        people = User.objects.filter(is_active=True, pk__in=held.values("user_id"))
        for name in ("leaver", "successor"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people.order_by("full_name")
            field.label_from_instance = _label  # type: ignore[method-assign]


def _label(user: Any) -> str:
    return f"{user}（{user.post_names}）"


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: HttpRequest) -> HttpResponse:
    """Everything open of one person to another, in one move; what could not go is told."""
    _keeper(request)
    form, moved = HandOverForm(data=request.POST or None), None
    if request.method == "POST" and form.is_valid():
        leaver, successor = form.cleaned_data["leaver"], form.cleaned_data["successor"]
        try:
            moved = actions.hand_over(
                leaver, successor, by=request.user, reason=form.cleaned_data["reason"]
            )
        except (NotYours, Refused, Busy) as error:
            form.add_error(None, str(error) or str(Busy.__doc__))
        else:
            if form.cleaned_data["end"]:
                Appointment.objects.filter(user=leaver, ended_on=None).update(
                    ended_on=clock.today()
                )
            messages.success(request, f"已移交 {len(moved)} 席。")
    waiting = Seat.objects.filter(state__in=LIVE, holder__isnull=False).count()
    context = {"form": form, "moved": moved, "waiting": waiting, "crumbs": [{"label": "离职移交"}]}
    return render(request, "desk/hand_over.html", context)
