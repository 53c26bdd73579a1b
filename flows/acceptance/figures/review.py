"""逐项核验: who has gone through the items of the present round, who contests what, what was said
to it afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .counting import every
from .votes import thresholds

# A member who recused himself has said nothing; who only speaks is heard and not counted.
MEMBERS = """
SELECT m.id, o.name || coalesce(' ' || u.full_name, ''), count(r.id)
  FROM flows_committeemember m
  JOIN flows_acceptancecase c ON c.id = m.case_id
  JOIN orgs_organization o ON o.id = m.organization_id
  LEFT JOIN orgs_user u ON u.id = m.user_id
  LEFT JOIN flows_itemreview r ON r.member_id = m.id AND r.round = c.round
 WHERE m.case_id = %(case)s AND m.voting AND NOT m.recused
 GROUP BY m.id, o.name, u.full_name ORDER BY m.id
"""
CONTESTED = """
SELECT r.code, o.name || coalesce(' ' || u.full_name, ''), r.opinion, r.at, e.at, coalesce(e.text, '')
  FROM flows_itemreview r
  JOIN flows_acceptancecase c ON c.id = r.case_id AND c.round = r.round
  JOIN flows_committeemember m ON m.id = r.member_id AND m.voting AND NOT m.recused
  JOIN orgs_organization o ON o.id = m.organization_id
  LEFT JOIN orgs_user u ON u.id = m.user_id
  LEFT JOIN flows_itemexplanation e ON e.case_id = r.case_id AND e.code = r.code
 WHERE r.case_id = %(case)s AND r.word = 'CONTESTED' ORDER BY r.code, m.id
"""


@dataclass(frozen=True)
class Contest:
    """One member's objection to one item; ``answer`` is the explanation made since, or ""."""

    code: str
    member: str
    opinion: str
    at: dt.datetime
    answer: str = ""


@dataclass(frozen=True)
class Reviewed:
    """``members``: each voting member and on how many items he has spoken in this round."""

    members: tuple[tuple[str, int], ...]
    contests: tuple[Contest, ...]
    quorum: Decimal
    district: str = ""

    def done(self, items: int) -> int:
        """How many members have spoken on all ``items``."""
        return sum(said >= items for _, said in self.members)

    def waiting(self, items: int) -> tuple[str, ...]:
        """Who has not."""
        return tuple(name for name, said in self.members if said < items)

    @property
    def unanswered(self) -> tuple[Contest, ...]:
        return tuple(each for each in self.contests if not each.answer)


def reviewed(case: Any) -> Reviewed:
    """Of the present round."""
    contests = tuple(
        Contest(code, member, opinion, at, text if answered and answered >= at else "")
        for code, member, opinion, at, answered, text in every(CONTESTED, case=case.pk)
    )
    quorum, _ = thresholds(case.project)
    members = tuple((name, said) for _, name, said in every(MEMBERS, case=case.pk))
    return Reviewed(members, contests, quorum, case.project.district)
