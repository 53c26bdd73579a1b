"""The layout of every kind."""

from __future__ import annotations

from .blocks import Layout
from .letters import APPROVAL, FUNDING, RECTIFICATION, START
from .sheets import ACCEPTANCE, COMMITTEE, HANDOVER, PAY_NOTICE, ROSTER

LAYOUTS: dict[str, Layout] = {
    layout.kind: layout
    for layout in (
        APPROVAL, FUNDING, START, RECTIFICATION, PAY_NOTICE, ROSTER, COMMITTEE, ACCEPTANCE,
        HANDOVER,
    )
}  # fmt: skip
