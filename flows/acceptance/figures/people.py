"""Roster, attendance and training of one project (L1, L2, L3, L8, L9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .counting import Offenders, every, offenders, one

ROSTER = """
SELECT count(*) FROM flows_engagement WHERE project_id = %(project)s
"""
INCOMPLETE = """
SELECT e.id, w.name, w.id_last4
  FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
 WHERE e.project_id = %(project)s
   AND (w.name = '' OR w.id_cipher = '' OR e.village = '' OR w.phone_cipher = '' OR e.trade = ''
        OR e.agreement_number = '' OR e.card_cipher = '' OR e.card_holder = ''
        OR e.entry_date IS NULL)
"""
PRESENT = """
WITH present AS (
  SELECT e.id, e.is_local, e.counts_as_relief, e.priority_tag, e.training_date, e.scope,
         min(a.day) AS first_day
    FROM flows_engagement e JOIN flows_attendance a ON a.engagement_id = e.id
   WHERE e.project_id = %(project)s AND a.live GROUP BY e.id
)
SELECT count(*), count(*) FILTER (WHERE counts_as_relief AND is_local),
       count(*) FILTER (WHERE counts_as_relief),
       count(*) FILTER (WHERE counts_as_relief AND priority_tag <> ''),
       count(*) FILTER (WHERE training_date <= first_day)
  FROM present
"""
SCOPES = """
SELECT e.scope, count(*) FROM flows_engagement e
 WHERE e.project_id = %(project)s AND e.counts_as_relief
   AND EXISTS (SELECT 1 FROM flows_attendance a WHERE a.engagement_id = e.id AND a.live)
 GROUP BY e.scope ORDER BY 2 DESC, 1
"""
UNTRAINED = """
SELECT e.id, w.name, w.id_last4
  FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
  JOIN flows_attendance a ON a.engagement_id = e.id
 WHERE e.project_id = %(project)s AND a.live
 GROUP BY e.id, w.name, w.id_last4
HAVING e.training_date IS NULL OR e.training_date > min(a.day)
"""
# Where trainings were registered, those of both kinds that somebody passed are counted, a person
# once for each kind; whom only the roster dates counts by that date, as before.
TRAINED = """
SELECT coalesce(sum(greatest(passed.safety, CASE WHEN e.training_date <= %(today)s THEN 1 ELSE 0 END)
                    + passed.skill), 0)
  FROM flows_engagement e
 CROSS JOIN LATERAL (
   SELECT least(count(*) FILTER (WHERE t.kind = '安全生产培训'), 1) AS safety,
          least(count(*) FILTER (WHERE t.kind = '劳动技能培训'), 1) AS skill
     FROM flows_trainingrecord r JOIN flows_training t ON t.id = r.training_id
    WHERE r.engagement_id = e.id AND r.passed AND t.held_on <= %(today)s) passed
 WHERE e.project_id = %(project)s AND e.counts_as_relief
"""


@dataclass(frozen=True)
class People:
    """``local``: relief workers of the project's area who worked; ``scopes``: (范围, people)."""

    roster: int
    incomplete: Offenders
    present: int
    local: int
    relief: int
    priority: int
    trained_in_time: int
    untrained: Offenders
    trained: int
    scopes: tuple[tuple[str, int], ...]


def people(project: Any, today: Any) -> People:
    found = {"project": project.pk}
    present, local, relief, priority, in_time = one(PRESENT, **found)
    return People(
        roster=one(ROSTER, **found)[0],
        incomplete=offenders(INCOMPLETE, **found),
        present=present,
        local=local,
        relief=relief,
        priority=priority,
        trained_in_time=in_time,
        untrained=offenders(UNTRAINED, **found),
        trained=int(one(TRAINED, today=today, **found)[0]),
        scopes=tuple(every(SCOPES, **found)),
    )
