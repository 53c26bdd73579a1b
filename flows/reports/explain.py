"""为什么卡住 of a project: what waits for whom since when, and why it does not go on."""

from __future__ import annotations

from typing import Any

from flows.desk import waiting
from flows.desk.waiting import Waiting
from flows.projects.models import Project


def explain(project: Project) -> dict[str, Any]:
    """The public form: ``project``, ``stage``, ``waiting`` and ``moves`` (issue 2, section 5)."""
    found = waiting_of(project)
    return {
        "project": project.code,
        "stage": project.stage,
        "waiting": [each.as_json() for each in found],
        "moves": [
            {
                "move": move.name,
                "label": move.label,
                "open": move.open,
                "findings": [finding.as_json() for finding in move.findings],
            }
            for each in found
            for move in each.moves
        ],
    }


def waiting_of(project: Project) -> list[Waiting]:
    """The papers of ``project`` that wait now, in order of arrival."""
    return waiting.waiting_of(project.chain)
