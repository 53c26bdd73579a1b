"""Labour has no address of its own: its roster has the page every paper has, the people's pages
show pay too and lie in flows/payroll/urls.py. Naming the views registers the roster's panel."""

from __future__ import annotations

from . import views

__all__ = ["views"]

urlpatterns: list[object] = []
