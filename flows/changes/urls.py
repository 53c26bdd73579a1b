"""Addresses of change, stop and end; each paper has the page every paper has."""

from __future__ import annotations

from django.urls import path

from .views import change, closure, suspension

urlpatterns = [
    path("projects/<str:code>/changes/", change.changes_page, name="changes"),
    path("projects/<str:code>/stops/", suspension.stops, name="stops"),
    path("projects/<str:code>/stops/order/", suspension.order_page, name="stop-order"),
    path("projects/<str:code>/closure/", closure.closure_page, name="closure"),
]
