"""Addresses of 区里启用: the same four for every kit, and the initial passwords."""

from __future__ import annotations

from django.urls import path

from . import views
from .kits import KITS

urlpatterns = [
    path("start/", views.start, name="start"),
    path("start/accounts/<str:token>/", views.accounts, name="start-accounts"),
]
for _what in KITS:
    _given = {"what": _what}
    urlpatterns += [
        path(f"start/{_what}/", views.upload, _given, name=f"start-{_what}"),
        path(f"start/{_what}/blank/", views.blank, _given, name=f"start-{_what}-blank"),
        path(f"start/{_what}/<str:token>/", views.preview, _given, name=f"start-{_what}-preview"),
        path(
            f"start/{_what}/<str:token>/marked/",
            views.marked,
            _given,
            name=f"start-{_what}-marked",
        ),
    ]
