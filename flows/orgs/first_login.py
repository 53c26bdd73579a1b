"""初始口令 is good for one thing: to be changed. Until then every page leads there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

OPEN = {"password", "logout", "login", "source", "healthz"}


def change_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: whoever still has the password that was made for him changes it before all else."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        owing = user.is_authenticated and user.must_change_password
        if owing and resolve(request.path_info).url_name not in OPEN:
            return redirect("password")
        return get_response(request)

    return answer
