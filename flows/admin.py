"""The back office of the hall: parameters and the calendar. Papers and trail are not there at all:
administrators have no business data."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from viewflow.workflow.models import Process, Task

from flows.engine import clock
from flows.engine.models import CalendarDay, CalendarYear, Parameter

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


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    list_display = ["year", "basis"]


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    list_display = ["day", "working", "name"]
    list_filter = ["working"]
    date_hierarchy = "day"
