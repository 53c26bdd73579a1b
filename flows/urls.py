"""Addresses of the hall: log-in first, then every room in the order of the corridor.

A room's views register what they add to the page of its papers (flows/desk/panels.py), so a room
that has views is named here even if it has no address of its own.
"""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from flows.demo.organisation import demo_accounts
from flows.desk.expiry import LogInForm

login = LoginView.as_view(
    authentication_form=LogInForm,
    redirect_authenticated_user=True,
    extra_context={"demo_accounts": demo_accounts},
)

urlpatterns = [
    path("login/", login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("flows.desk.urls")),
    path("me/", include("flows.desk.me_urls")),
    path("", include("flows.planning.urls")),
    path("", include("flows.intake.urls")),
    path("", include("flows.projects.urls")),
    path("", include("flows.documents.urls")),
    path("", include("flows.labour.urls")),
    path("", include("flows.complaints.urls")),
    path("", include("flows.payroll.urls")),
    path("", include("flows.supervision.urls")),
    path("", include("flows.changes.urls")),
    path("", include("flows.acceptance.urls")),
    path("", include("flows.reports.urls")),
    path("", include("flows.start.urls")),
    path("", include("flows.demo.urls")),
    path("", include("notifications.urls")),
]
