"""Addresses of acceptance; a case and a handover have the page every paper has."""

from __future__ import annotations

from django.urls import path

from .views import committee, items, review, seal

urlpatterns = [
    path("acceptance/<int:pk>/committee/", committee.committee, name="committee"),
    path("acceptance/<int:pk>/seal/", seal.seal, name="seal"),
    path("acceptance/<int:pk>/items/", review.items, name="items"),
    path("acceptance/<int:pk>/items/<str:code>/", items.item, name="item"),
]
