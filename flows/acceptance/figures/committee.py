"""Who sits in the committee, as its rules see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flows.engine import clock

from .counting import every

# A seat of the contractor's own speaks and never votes; what counts here is another post of the
# same person there, held now (9999-12-31) or given up on a day.
MEMBERS = """
SELECT o.name, o.kind, p.code, coalesce(u.full_name, ''), m.voting, m.chair,
       m.user_id = c.initiator_id,
       (SELECT max(coalesce(a.ended_on, DATE '9999-12-31'))
          FROM orgs_appointment a JOIN orgs_post q ON q.id = a.post_id
         WHERE a.user_id = m.user_id AND q.organization_id = pr.contractor_id
           AND m.organization_id <> pr.contractor_id),
       coalesce((SELECT string_agg(t.name || '：' || i.relation, '；' ORDER BY i.id)
          FROM flows_interest i JOIN orgs_organization t ON t.id = i.organization_id
         WHERE i.user_id = m.user_id AND i.ended_at IS NULL
           AND i.organization_id IN (pr.contractor_id, pr.supervisor_id)), ''),
       (SELECT max(g.started_at) FROM flows_guest g
         WHERE g.project_id = pr.id AND g.user_id = m.user_id AND g.ended_at IS NULL),
       m.read_at
  FROM flows_committeemember m
  JOIN flows_acceptancecase c ON c.id = m.case_id
  JOIN flows_project pr ON pr.id = c.project_id
  JOIN orgs_organization o ON o.id = m.organization_id
  JOIN orgs_post p ON p.id = m.post_id
  LEFT JOIN orgs_user u ON u.id = m.user_id
 WHERE m.case_id = %(case)s AND NOT m.recused ORDER BY m.id
"""


@dataclass(frozen=True)
class Seated:
    """One member who has not recused himself. ``name`` is empty while nobody holds the post.

    ``served_until``: the last day of his in the contractor's service, 9999-12-31 while it lasts,
    None when he never was. ``relation``: what is listed of him and contractor or supervisor.
    ``seated_at``: since when a member from outside may look in; None for those of the house.
    """

    organization: str
    kind: str
    post: str
    name: str
    voting: bool
    chair: bool
    started_it: bool | None
    served_until: dt.date | None = None
    relation: str = ""
    seated_at: dt.datetime | None = None
    read_at: dt.datetime | None = None

    @property
    def who(self) -> str:
        return f"{self.organization}{self.name}"


@dataclass(frozen=True)
class Committee:
    """The members as they sit at ``now``, by the project's own clock, in ``district``."""

    members: tuple[Seated, ...]
    now: dt.datetime | None = None
    district: str = ""

    @property
    def voting(self) -> tuple[Seated, ...]:
        return tuple(member for member in self.members if member.voting)

    @property
    def chairs(self) -> tuple[Seated, ...]:
        return tuple(member for member in self.members if member.chair)

    def lacks(self, kind: str) -> bool:
        """Nobody of an organisation of ``kind`` takes part, voting or speaking."""
        return all(member.kind != kind for member in self.members)


def committee(case: Any) -> Committee:
    found = tuple(Seated(*row) for row in every(MEMBERS, case=case.pk))
    return Committee(found, clock.now(case.chain), case.project.district)
