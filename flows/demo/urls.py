"""Addresses of the demo: the sheets that its labour officers can try to hand in."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/demo-sheets/", views.sheets, name="demo-sheets"),
    path("projects/<str:code>/demo-sheets/<int:number>/", views.sheet, name="demo-sheet"),
]
