"""Verbs of documents: a file is handed in with a paper; what an approval promises is kept."""

from __future__ import annotations

import hashlib
import re
import uuid
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile

from flows.engine import registry
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.projects.models import Baseline

from .elements import number_of
from .filetypes import kind_of
from .models import Attachment, Document

CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069/\\]")


def attach(paper: Any, *, by: Any, name: str, content: bytes, kind: str = "") -> Attachment:
    """Keep a file with ``paper`` while it lies on ``by``'s desk; recorded with size and hash.

    Raises BadFile, NotYours, Stale, Busy.
    """
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        return keep(
            unit, paper, name=name, content=content, kind=kind,
            seat=registry.desk.seat_of(paper, by), step=registry.desk.step_of(paper).label,
        )  # fmt: skip


def keep(
    unit: Unit, owner: Any, *, name: str, content: bytes, kind: str = "", seat: Any = None,
    step: str = "",
) -> Attachment:  # fmt: skip
    """Keep a file with ``owner``, a saved row with a ``project``: a paper, or evidence such as a
    roll call's photo. ``kind`` says what it is (立项批复扫描件, 点名照片). Raises BadFile."""
    name = shown_name(name)
    suffix, digest = kind_of(name, content), hashlib.sha256(content).hexdigest()
    row = Attachment(
        project=owner.project, paper=type(owner).__name__, paper_id=owner.pk, kind=kind, name=name,
        size=len(content), sha256=digest, added_at=unit.now, added_by=unit.by, seat=seat,
    )  # fmt: skip
    row.file.save(f"{uuid.uuid4().hex}.{suffix}", ContentFile(content), save=False)
    unit.on_failure(lambda: row.file.delete(save=False))
    unit.create(row)
    state = owner.get_state_display() if hasattr(owner, "get_state_display") else ""
    unit.record(
        owner, "file", "attach", f"上传{kind or '附件'}“{name}”", from_state=state, to_state=state,
        step=step, payload={"name": name, "size": row.size, "sha256": digest},
    )  # fmt: skip
    return row


def shown_name(name: str) -> str:
    """The file's name without folders, control signs and long numbers, at most 40 signs."""
    clean = CONTROL.sub("", PurePath(name.replace("\\", "/")).name).strip()
    path = PurePath(scrub(clean) or "附件")
    return f"{path.stem[:32]}{path.suffix[:8].lower()}"


def settle_promise(unit: Unit, approval: Document) -> Baseline:
    """Write the project's next 批复基线 from the r2, r3, r5, r8 of a numbered and dated approval."""
    project = approval.project
    return unit.create(
        Baseline(
            project=project,
            number=project.baselines.count() + 1,
            approved_on=approval.issued_on,
            headcount=approval.count("r2", "headcount"),
            training=approval.count("r5", "safety") + approval.count("r5", "skills"),
            safety_training=number_of(approval.part("r5", "safety")),
            priority_headcount=approval.count("r2", "priority_headcount"),
            labour_pay=approval.money("r3", "labour_pay") or Decimal(0),
            denominator=approval.part("r3", "denominator"),
            denominator_amount=approval.money("r3", "denominator_amount") or Decimal(0),
            posts=approval.count("r8", "public_welfare_posts"),
            document_number=approval.number,
            total_investment=project.total_investment,
        )
    )
