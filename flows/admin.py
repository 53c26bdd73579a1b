"""The back office of the hall: parameters and the calendar. Papers and trail are not there at all:
administrators have no business data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from viewflow.workflow.models import Process, Task

from flows.desk.limits import recompute_due
from flows.desk.standing_in import end_standing_in, let_stand_in
from flows.engine import clock
from flows.engine.models import CalendarDay, CalendarYear, Parameter
from flows.orgs.models import Substitution
from flows.orgs.substitutions import SubstitutionRefused, reasons_against

for stock in (Process, Task):
    if admin.site.is_registered(stock):
        admin.site.unregister(stock)


@admin.register(Parameter)
class ParameterAdmin(admin.ModelAdmin):
    """A parameter in force is history: a change is a new row with a later effective date."""

    list_display = [
        "key",
        "value",
        "unit",
        "strength",
        "fund",
        "district",
        "effective_from",
        "basis",
    ]
    list_filter = ["strength", "fund", "as_of"]
    search_fields = ["key", "basis"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.effective_from > clock.today())


class CalendarAdmin(admin.ModelAdmin):
    """Whatever changes in the calendar, open steps that waited for it get their due date."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if given := recompute_due():
            self.message_user(request, f"有 {given} 项待办此前待放假安排公布，现已算出时限。")


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    list_display = ["year", "basis"]


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarAdmin):
    list_display = ["day", "working", "name"]
    list_filter = ["working"]
    date_hierarchy = "day"


class SubstitutionForm(forms.ModelForm):
    """代为设定代理, by the same rules as on the person's own page."""

    by: Any = None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            wanted = Substitution(**said)
            reasons = list(reasons_against(wanted, by=self.by, today=clock.today()))
            if reasons:
                raise forms.ValidationError(reasons)
        return said


@admin.register(Substitution)
class SubstitutionAdmin(admin.ModelAdmin):
    """For somebody who left without setting his own. A rule is ended, never rewritten or deleted."""

    form = SubstitutionForm
    fields = ["principal", "substitute", "post", "started_on", "ended_on", "reason"]
    list_display = ["principal", "substitute", "post", "started_on", "ended_on", "revoked_on"]
    list_filter = ["started_on"]
    search_fields = ["principal__full_name", "substitute__full_name"]
    autocomplete_fields = ["principal", "substitute", "post"]
    list_select_related = ["principal", "substitute", "post__organization"]
    actions = ["end_now"]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        made = super().get_form(request, *args, **kwargs)
        return type(made.__name__, (made,), {"by": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = dict(form.cleaned_data)
        row = let_stand_in(said.pop("principal"), said.pop("substitute"), by=request.user, **said)
        obj.pk = row.pk

    @admin.action(description="今天起结束所选代理", permissions=["end"])
    def end_now(self, request: HttpRequest, rows: Any) -> None:
        for row in rows:
            try:
                end_standing_in(row, by=request.user)
                self.log_change(request, row, "提前结束")
            except SubstitutionRefused as refused:
                self.message_user(request, f"{row}：{refused}", messages.WARNING)
