"""What supervision is judged on: open A and B defects, and who could recheck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from flows.desk.models import Seat
from flows.orgs.kinds import PostCode
from flows.payroll.figures import evidence


@dataclass(frozen=True)
class Defect:
    """One defect that is not closed; ``name`` says which, ``state`` where it stands."""

    severity: str
    name: str
    state: str


@dataclass(frozen=True)
class OpenDefects:
    """The A and B defects of one project that are still open, in order of their number."""

    defects: tuple[Defect, ...]


@dataclass(frozen=True)
class Recheckers:
    """Who may recheck one rectification: people's ids, and the post they would do it in."""

    post: str
    able: frozenset[int]


OPEN_DEFECTS = """
SELECT r.severity, '整改 ' || r.number || ' 号 ' || r.code, r.state
  FROM flows_rectification r
 WHERE r.project_id = %(project)s AND r.severity IN ('A', 'B') AND r.state <> 'CLOSED'
UNION ALL
SELECT i.severity, '检查 ' || i.code || ' ' || i.name, i.state
  FROM flows_inspection i
 WHERE i.project_id = %(project)s AND i.severity IN ('A', 'B') AND i.state = 'DEFECTIVE'
   AND NOT EXISTS (SELECT 1 FROM flows_rectification r WHERE r.inspection_id = i.id)
ORDER BY 1, 2
"""
# Defects that tell something about labour beside them (F13, F22): the works', and machines for people.
TELLING = """
SELECT r.code, '整改 ' || r.number || ' 号' FROM flows_rectification r
 WHERE r.project_id = %(project)s AND r.state <> 'CLOSED' AND (r.code LIKE 'Q%%' OR r.code = 'W7')
UNION ALL
SELECT i.code, '检查 ' || i.code || ' ' || i.name FROM flows_inspection i
 WHERE i.project_id = %(project)s AND i.state = 'DEFECTIVE' AND (i.code LIKE 'Q%%' OR i.code = 'W7')
   AND NOT EXISTS (SELECT 1 FROM flows_rectification r WHERE r.inspection_id = i.id)
ORDER BY 1, 2
"""
UNFIT = """
SELECT e.id
  FROM flows_engagement e JOIN flows_attendance a ON a.engagement_id = e.id
 WHERE e.project_id = %s AND a.live
 GROUP BY e.id
HAVING e.training_date IS NULL OR e.training_date > min(a.day) OR e.agreement_number = ''
 ORDER BY e.id
"""
STATES = {
    "OPEN": "待签收",
    "RECTIFYING": "整改中",
    "SUBMITTED": "待复查",
    "REOPENED": "复查不合格",
    "DEFECTIVE": "待下达整改",
}


def open_defects(paper: Any) -> OpenDefects:
    """Open A and B defects of ``paper``'s project (the project itself will do)."""
    project = getattr(paper, "project_id", None) or paper.pk
    with connection.cursor() as cursor:
        cursor.execute(OPEN_DEFECTS, {"project": project})
        rows = cursor.fetchall()
    return OpenDefects(tuple(Defect(level, name, STATES[state]) for level, name, state in rows))


def unfit(project: Any) -> tuple[int, ...]:
    """Engagements that worked before safety training, or without an agreement (SF2)."""
    with connection.cursor() as cursor:
        cursor.execute(UNFIT, [project.pk])
        return tuple(row[0] for row in cursor.fetchall())


def recheck_post(rectification: Any) -> Any:
    """总监 with a supervising firm, 村务监督主任 without (issue 2, Posts)."""
    project = rectification.project
    code = PostCode.SUPERVISOR_CHIEF if project.has_firm else PostCode.OVERSIGHT_DIRECTOR
    return project.post(code)


def recheckers(rectification: Any) -> Recheckers:
    """Holders of the rechecking post, without the inspector and those who rectified."""
    post = recheck_post(rectification)
    hands = set(
        Seat.objects.filter(
            paper="Rectification", paper_id=rectification.pk, decided_by__isnull=False
        )
        .exclude(step="recheck")
        .values_list("decided_by", flat=True)
    )
    taken = hands | {rectification.initiator_id}
    able = frozenset(user.pk for user in post.holders if user.pk not in taken)
    return Recheckers(str(post), able)


@evidence.tells_of_defects
def telling_defects(project: Any) -> tuple[evidence.Defect, ...]:
    """Open defects of Q checkpoints and W7, for the red flags (domain.md 7.4 F13, F22)."""
    with connection.cursor() as cursor:
        cursor.execute(TELLING, {"project": project.pk})
        return tuple(evidence.Defect(*row) for row in cursor.fetchall())
