"""The shelf: files handed in and looked at, but not yet handed in for good.

Between preview and confirmation what was uploaded waits here for an hour, sealed (it holds IDs
and cards), under a random name, for the one person and project that brought it. Never in the
session, never in the page.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from flows.engine import clock
from flows.engine.privacy import decrypt, encrypt

LASTS = 3600  # seconds
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class Gone(Exception):
    """预览已过期或已经提交，请重新选择文件。"""


@dataclass
class Waiting:
    """One file on the shelf. ``month`` is "2025-06" as corrected, or ""; ``result`` what the
    rehearsal said about it."""

    name: str
    data: bytes
    month: str = ""
    result: dict[str, Any] = field(default_factory=dict)


def lay(files: list[Waiting], *, owner: str, token: str = "") -> str:
    """Put ``files`` on the shelf for ``owner``, in place of what lay under ``token``; its name."""
    _sweep()
    token = token or secrets.token_urlsafe(24)
    body = json.dumps({"owner": owner, "files": [_packed(each) for each in files]})
    path, fresh = _path(token), _path(token).with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(encrypt(body))
    fresh.replace(path)
    return token


def look(token: str, *, owner: str) -> list[Waiting]:
    """What lies under ``token``. Raises :class:`Gone` for another owner and after an hour too."""
    _sweep()
    if not _TOKEN.fullmatch(token):
        raise Gone
    try:
        body = json.loads(decrypt(_path(token).read_text()))
    except FileNotFoundError as error:
        raise Gone from error
    if body["owner"] != owner:
        raise Gone
    return [_unpacked(each) for each in body["files"]]


def keep(token: str, more: dt.timedelta) -> None:
    """Let what lies under ``token`` lie for ``more`` beside its hour: a job waits for its turn."""
    if _TOKEN.fullmatch(token):
        until = (clock.now() + more).timestamp()
        with suppress(FileNotFoundError):
            os.utime(_path(token), (until, until))


def is_there(token: str) -> bool:
    """Whether something lies under ``token``."""
    _sweep()
    return bool(_TOKEN.fullmatch(token)) and _path(token).exists()


def clear(token: str) -> None:
    if _TOKEN.fullmatch(token):
        _path(token).unlink(missing_ok=True)


def _packed(each: Waiting) -> dict[str, Any]:
    return vars(each) | {"data": base64.b64encode(each.data).decode()}


def _unpacked(each: dict[str, Any]) -> Waiting:
    return Waiting(**(each | {"data": base64.b64decode(each["data"])}))


def _path(token: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "waiting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / token


def _sweep() -> None:
    """Throw away what nobody came back for."""
    oldest = clock.now().timestamp() - LASTS
    for path in _path("x").parent.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue  # another process swept it first
