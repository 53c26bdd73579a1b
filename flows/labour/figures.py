"""What a roster is judged on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

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
