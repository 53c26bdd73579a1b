"""What a month's page says of the complaints about it."""

from __future__ import annotations

from typing import Any

from flows.complaints.models import Kind
from flows.complaints.views import about

from ..models import PayrollBatch
from ..states import BatchState


def complaints_of(batch: PayrollBatch) -> dict[str, Any]:
    """``complaints`` as rows, and whether one of them stops the notice that runs now."""
    rows = about(batch.project, month=batch.month)
    stops = [row for row in rows if row["paper"].kind == Kind.NOTICE and not row["paper"].ended]
    running = batch.state == BatchState.PUBLICIZING
    return {"complaints": rows, "notice_stopped": bool(running and stops)}
