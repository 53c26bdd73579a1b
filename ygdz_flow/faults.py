"""The page of a fault: a reference number, which the log's line has too, and nothing else."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader


def fault(request: HttpRequest) -> HttpResponse:
    """500, rendered without context and without the database. Django logs the fault after this
    with ``request`` beside it, and masking.py writes its ``fault`` into that line."""
    reference = secrets.token_hex(4).upper()
    request.fault = reference  # type: ignore[attr-defined]
    page = loader.get_template("500.html").render({"reference": reference})
    return HttpResponseServerError(page)
