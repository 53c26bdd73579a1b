"""What a roster is judged on: who is on it, and where its project and people stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from flows.projects.models import Project
from flows.projects.standstill import frozen_on
from flows.projects.states import Stage

COUNTS = """
SELECT count(*), min(training_date) FROM flows_engagement WHERE project_id = %s
"""


@dataclass(frozen=True)
class Filled:
    """How many people are on the project's roster, and when the first of them is trained."""

    people: int
    first_training: dt.date | None


def filled(paper: Any) -> Filled:
    """Of any paper of the project; one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [paper.project_id])
        return Filled(*cursor.fetchone())


STANDING = """
SELECT count(*) FILTER (WHERE state IN ('INTENT', 'REGISTERED')),
       count(*) FILTER (WHERE state NOT IN ('INTENT', 'REGISTERED'))
  FROM flows_engagement WHERE project_id = %s
"""


@dataclass(frozen=True)
class Standing:
    """Where the project is, how many of its people the township has verified, how many wait."""

    stage: str
    at_work: bool
    waiting: int
    verified: int


def standing(paper: Any) -> Standing:
    """Of a roster; one query beside the project's stage."""
    project = Project.objects.get(pk=paper.project_id)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [paper.project_id])
        return Standing(
            project.get_stage_display(),
            project.stage in (Stage.CONSTRUCTION, Stage.SUSPENDED) and frozen_on(project) is None,
            *cursor.fetchone(),
        )
