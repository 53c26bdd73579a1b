"""Who sits in the committee, as its rules see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .counting import every

MEMBERS = """
SELECT o.name, o.kind, p.code, coalesce(u.full_name, ''), m.voting, m.chair, m.user_id = c.initiator_id
  FROM flows_committeemember m
  JOIN flows_acceptancecase c ON c.id = m.case_id
  JOIN orgs_organization o ON o.id = m.organization_id
  JOIN orgs_post p ON p.id = m.post_id
  LEFT JOIN orgs_user u ON u.id = m.user_id
 WHERE m.case_id = %(case)s AND NOT m.recused ORDER BY m.id
"""


@dataclass(frozen=True)
class Seated:
    """One member who has not recused himself. ``name`` is empty while nobody holds the post."""

    organization: str
    kind: str
    post: str
    name: str
    voting: bool
    chair: bool
    started_it: bool | None


@dataclass(frozen=True)
class Committee:
    members: tuple[Seated, ...]

    @property
    def voting(self) -> tuple[Seated, ...]:
        return tuple(member for member in self.members if member.voting)

    @property
    def chairs(self) -> tuple[Seated, ...]:
        return tuple(member for member in self.members if member.chair)


def committee(case: Any) -> Committee:
    return Committee(tuple(Seated(*row) for row in every(MEMBERS, case=case.pk)))
