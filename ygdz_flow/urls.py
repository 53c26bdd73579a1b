"""Addresses: the admin, the health of the process, and the hall."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from .source import source


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process can reach its database, else 500. Says nothing else: it is open to everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


handler500 = "ygdz_flow.faults.fault"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("source/", source, name="source"),
    path("admin/", admin.site.urls),
    path("", include("flows.urls")),
]
