"""One thing done on a page of acceptance: what came of it, or what to tell the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.engine.findings import Busy, Finding, NotYours, Refused, Stale


@dataclass
class Acted:
    """``done``: it was done. Else ``refused`` says why with ``status``, or ``answer`` is ready."""

    done: bool = False
    result: Any = None
    status: int = 200
    refused: list[Finding] = field(default_factory=list)
    answer: HttpResponse | None = None


def act(
    request: HttpRequest, form: Any, chain: Any, verb: Callable[[], Any], **shown: Any
) -> Acted:
    """Do ``verb`` where ``form`` (None: nothing to fill in) was sent and is whole; a working hour
    of a simulated project passes with it. ``shown`` goes to the page of a conflict."""
    if request.method != "POST":
        return Acted()
    if form is not None and not form.is_valid():
        return Acted(status=422)
    try:
        with one_move(chain):
            return Acted(done=True, result=verb())
    except (Stale, Busy) as error:
        return Acted(answer=conflict(request, error, back=request.path, **shown))
    except Refused as refusal:
        return Acted(status=422, refused=refusal.findings)
    except NotYours as error:
        messages.error(request, str(error))
        return Acted(status=403)
