"""Which posts may do what to a plan apart from the desk: add to it, move and strike, surprise."""

from __future__ import annotations

from typing import Any

from flows.orgs.kinds import PostCode as P
from flows.projects.posts import sits

SUPERVISING = (P.SUPERVISOR_CHIEF, P.SUPERVISOR_ENGINEER, P.OWNER_SITE, P.OVERSIGHT_DIRECTOR)
CHIEFS = (P.SUPERVISOR_CHIEF, P.OWNER_LEAD)  # with a supervising firm, and without
# 县级抽查、乡镇巡查、项目单位自查: besides the supervising side whoever answers for the project.
SURPRISING = (
    *SUPERVISING,
    P.OWNER_LEAD,
    P.TOWNSHIP_CLERK,
    P.TOWNSHIP_LEADER,
    P.TOWNSHIP_LEDGER,
    P.SECTOR_REVIEWER,
)


def seat_on_site(project: Any, user: Any, codes: tuple[str, ...]) -> Any | None:
    """The post of ``codes`` that ``user`` holds in a body of ``project``; None for strangers."""
    for post in user.posts:
        if post.code in codes:
            body = project.body(P(post.code).organization_kind)
            if body is not None and body.pk == post.organization_id:
                return post
    return None


def holds(project: Any, user: Any, codes: tuple[str, ...]) -> bool:
    """Whether ``user`` holds one of the posts ``codes`` in the bodies of ``project``."""
    return seat_on_site(project, user, codes) is not None


def supervises(project: Any, user: Any) -> bool:
    """Whether ``user`` stands on the supervising side of ``project``."""
    return holds(project, user, SUPERVISING)


def is_grave(inspection: Any) -> bool:
    """Concealed works, A checks and what acceptance counts (E6): only the chief alters them."""
    return inspection.is_concealed or inspection.severity == "A" or inspection.code[:1] == "Q"


@sits(*SUPERVISING, P.OWNER_LEAD)
def may_alter(inspection: Any, user: Any) -> bool:
    """Permission to move or strike a checkpoint that nobody has reported yet."""
    project = inspection.project
    chief = P.SUPERVISOR_CHIEF if project.has_firm else P.OWNER_LEAD
    if is_grave(inspection):
        return holds(project, user, (chief,))
    return holds(project, user, (*SUPERVISING, chief))


@sits(*SURPRISING)
def may_surprise(inspection: Any, user: Any) -> bool:
    """Permission of a check that nobody has reported: only for what was opened as one."""
    return inspection.origin == "SPOT" and holds(inspection.project, user, SURPRISING)
