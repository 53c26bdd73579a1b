"""Who acts for a project in labour: posts of the bodies that are the project's own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flows.engine.findings import Finding, NotYours, Refused
from flows.orgs.kinds import PostCode
from flows.projects.models import Project
from flows.projects.scope import OWN
from flows.projects.states import CORRIDOR, Stage

SURVEYORS = (PostCode.TOWNSHIP_CLERK, PostCode.VILLAGE_DIRECTOR, PostCode.VILLAGE_ACCOUNTANT)
PLANNERS = (PostCode.OWNER_LEAD, PostCode.OWNER_SITE, PostCode.CONTRACTOR_LABOUR)
PREPARING = CORRIDOR[CORRIDOR.index(Stage.PREP) : CORRIDOR.index(Stage.CONSTRUCTION)]
AT_WORK = (Stage.CONSTRUCTION, Stage.SUSPENDED)


def acts_for(project: Project, user: Any, codes: Collection[str]) -> bool:
    """Whether ``user`` holds one of the posts ``codes`` in this project's own body of the kind."""
    bodies = {kind.value: getattr(project, f"{field}_id") for kind, field in OWN.items()}
    return any(
        post.code in codes and post.organization_id == bodies.get(post.code.split(".")[0])
        for post in user.posts
    )


def require(project: Project, user: Any, codes: Collection[str], what: str) -> None:
    """Raises NotYours: ``what`` is done by somebody else."""
    if not acts_for(project, user, codes):
        who = "、".join(dict.fromkeys(PostCode(code).label for code in codes))
        raise NotYours(f"{what}由本项目{who}办理。")


def require_stage(project: Project, stages: Collection[str], what: str) -> None:
    """Raises Refused where the project is not at one of ``stages``."""
    if project.stage not in stages:
        where = project.get_stage_display()
        raise Refused(
            [Finding("STAGE_WRONG", f"项目处于“{where}”，不能{what}。", "实施意见三(二)",
                     "从前期工作起，到该阶段结束前办理。")]
        )  # fmt: skip
