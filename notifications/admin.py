"""The outbox for those who run the system: what is stuck, never what it says."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest

from .models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Delivery only: an administrator reads no business text."""

    list_display = ["id", "recipient", "created_at", "sent_at", "attempts", "error"]
    list_display_links = None
    list_filter = ["attempts"]
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
