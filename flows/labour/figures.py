"""What a roster is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from flows.engine import clock

COUNTS = """
SELECT count(*), count(*) FILTER (WHERE training_date <= %s),
       count(*) FILTER (WHERE agreement_number <> '')
FROM flows_engagement WHERE project_id = %s
"""


@dataclass(frozen=True)
class Filled:
    """People on the project's roster: all, trained by the project's clock, with an agreement."""

    people: int
    trained: int
    contracted: int


def filled(paper: Any) -> Filled:
    """Of any paper of the project; one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [clock.today(paper.chain), paper.project_id])
        return Filled(*cursor.fetchone())
