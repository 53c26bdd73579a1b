"""What a month's page says of the complaints about it."""

from __future__ import annotations

from typing import Any

from flows.complaints.models import Kind
from flows.complaints.views import about

from ..models import PayrollBatch
from ..states import BatchState
from .overdue import overdue_of


def complaints_of(batch: PayrollBatch) -> dict[str, Any]:
    """``complaints`` as rows, whether one of them stops the notice that runs now, and for how many
    days somebody has not been paid."""
    rows = about(batch.project, month=batch.month)
    stops = [row for row in rows if row["paper"].kind == Kind.NOTICE and not row["paper"].ended]
    running = batch.state == BatchState.PUBLICIZING
    return {
        "complaints": rows, "notice_stopped": bool(running and stops), "overdue": overdue_of(batch),
    }  # fmt: skip
