"""The version of a flow's definition: what a running flow was started under (``prove --live``)."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from flows.engine import machine


def definition(flow: Any) -> list[str]:
    """A flow as text, a line for each step and each move of its paper's machine."""
    steps = [f"{step.name} at {step.at}: {sorted(step.outcomes.items())}" for step in flow.steps()]
    moves = [f"{e.source} -{e.name}-> {e.target}" for e in machine.transitions(flow.paper)]
    return [f"{flow.__qualname__} on {flow.paper.__name__}", *steps, *sorted(moves)]


@cache
def fingerprint(flow: Any) -> str:
    """Sixteen hex digits of :func:`definition`."""
    return hashlib.sha256("\n".join(definition(flow)).encode()).hexdigest()[:16]
