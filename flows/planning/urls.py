"""Addresses of planning."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("projects/new/", views.register_page, name="register")]
