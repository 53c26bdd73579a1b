"""Who stands before a page that needs no account: his device, his network, and what he has proved."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse

from flows.engine.privacy import blind

from ..models import WorkerLink

DEVICE, PROVED = "device", "proved"
HALF_HOUR, TWO_YEARS = 30 * 60, 2 * 365 * 24 * 3600
View = Callable[..., HttpResponse]


def address_of(request: HttpRequest) -> str:
    """A keyed hash of the network address; behind our own proxy the one that it has seen."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", seen).rpartition(",")[2].strip()
    return blind(f"address:{seen}")


def device_of(request: HttpRequest) -> tuple[str, str]:
    """A keyed hash of the device's random id, and the id itself to be remembered there."""
    try:
        known = str(signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=TWO_YEARS))
    except signing.BadSignature:
        known = secrets.token_urlsafe(16)
    return blind(f"device:{known}"), known


def remember_device(answer: HttpResponse, known: str) -> HttpResponse:
    answer.set_cookie(
        DEVICE, signing.dumps(known, salt=DEVICE), max_age=TWO_YEARS, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return answer


def let_in(answer: HttpResponse, link: WorkerLink, path: str) -> HttpResponse:
    """For half an hour, and no longer than the browser stays open, this device is ``link``'s."""
    answer.set_cookie(
        PROVED, signing.dumps(link.pk, salt=PROVED), path=path, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return answer


def is_in(request: HttpRequest, link: WorkerLink) -> bool:
    try:
        said = signing.loads(request.COOKIES.get(PROVED, ""), salt=PROVED, max_age=HALF_HOUR)
    except signing.BadSignature:
        return False
    return bool(said == link.pk)


def unlisted(view: View) -> View:
    """Without log-in, kept by nobody and found by nobody. The referrer stays within the site:
    with none at all a browser sends forms without an origin, and they are refused."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = view(request, *args, **kwargs)
        found["Cache-Control"] = "no-store, private"
        found["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        found["Referrer-Policy"] = "same-origin"
        return found

    return login_not_required(answer)
