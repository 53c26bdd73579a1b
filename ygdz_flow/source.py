"""The source of the running system as one archive: AGPL 13, also on a network without internet."""

from __future__ import annotations

import io
import tarfile
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .local.state import ROOT

# Named one by one: data, keys and virtual environments lie beside them and must never slip in.
PARTS = (
    ".ci",
    "flows",
    "notifications",
    "templates",
    "tests",
    "ygdz_flow",
    "LICENSE",
    "README.md",
    "manage.py",
    "pyproject.toml",
    "requirements.lock",
)


@login_not_required
@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Everybody who uses the system may have its source; the log-in page links here too."""
    return HttpResponse(
        archive(),
        content_type="application/gzip",
        headers={"Content-Disposition": 'attachment; filename="ygdz-flow.tar.gz"'},
    )


@cache
def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for part in PARTS:
            if (ROOT / part).exists():
                tar.add(ROOT / part, f"ygdz-flow/{part}", filter=_wanted)
    return packed.getvalue()


def _wanted(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if "__pycache__" in entry.name or not (entry.isfile() or entry.isdir()):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
