"""Verbs of documents: a file is handed in with a paper."""

from __future__ import annotations

import hashlib
import re
import uuid
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile

from flows.engine import registry
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work

from .filetypes import kind_of
from .models import Attachment

CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069/\\]")


def attach(paper: Any, *, by: Any, name: str, content: bytes) -> Attachment:
    """Keep a file with ``paper`` while it lies on ``by``'s desk; recorded with size and hash.

    Raises BadFile, NotYours, Stale, Busy.
    """
    name = shown_name(name)
    kind = kind_of(name, content)
    row = Attachment(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    try:
        with work(paper.chain, by) as unit:
            paper = unit.current(paper)
            row.seat = registry.desk.seat_of(paper, by)
            row.project, row.paper, row.paper_id = paper.project, type(paper).__name__, paper.pk
            row.added_at, row.added_by = unit.now, by
            row.file.save(f"{uuid.uuid4().hex}.{kind}", ContentFile(content), save=False)
            unit.create(row)
            _record(unit, paper, row)
    except BaseException:
        if row.file:  # the database forgets what it refused; the disk has to be told
            row.file.delete(save=False)
        raise
    return row


def _record(unit: Unit, paper: Any, row: Attachment) -> None:
    state = paper.get_state_display()
    unit.record(
        paper, "file", "attach", f"上传附件“{row.name}”", from_state=state, to_state=state,
        step=registry.desk.step_of(paper).label,
        payload={"name": row.name, "size": row.size, "sha256": row.sha256},
    )  # fmt: skip


def shown_name(name: str) -> str:
    """The file's name without folders, control signs and long numbers, at most 40 signs."""
    clean = CONTROL.sub("", PurePath(name.replace("\\", "/")).name).strip()
    path = PurePath(scrub(clean) or "附件")
    return f"{path.stem[:32]}{path.suffix[:8].lower()}"
