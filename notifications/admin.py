"""The deliveries for those who run the system: what is stuck, never what it says."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest

from .models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """To be looked at only; sending again and closing have a page of their own, with a reason."""

    list_display = [
        "id", "recipient", "channel", "kind", "created_at", "outcome", "attempts", "error",
    ]  # fmt: skip
    list_display_links = None
    list_filter = ["outcome", "channel", "kind"]
    list_select_related = ["recipient"]
    ordering = ["-id"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise Http404

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise Http404
