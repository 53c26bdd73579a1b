"""零工变长工: who worked on the project is kept for its upkeep (后期管护)."""

from __future__ import annotations

from typing import Any

from flows.engine.findings import Finding, Refused
from flows.engine.unit import work
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.states import Stage

from ..models import Engagement
from ..states import EngagementState
from .mandate import acts_for, require

KEEPERS = (P.VILLAGE_DIRECTOR, P.OWNER_LEAD)
STAGES = (Stage.ACCEPTED, Stage.HANDOVER, Stage.MAINTENANCE)
FROM = (EngagementState.ON_DUTY, EngagementState.LEFT)


def may_retain(project: Project, user: Any) -> bool:
    """Whether ``user`` may keep people on now."""
    return project.stage in STAGES and acts_for(project, user, KEEPERS)


def retain(project: Project, keys: list[int], *, by: Any) -> int:
    """Keep the engagements ``keys`` on for upkeep from today; how many. Raises NotYours, Refused, Busy."""
    require(project, by, KEEPERS, "续聘管护")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        people = list(
            Engagement.objects.select_for_update().filter(
                project=project, pk__in=keys, state__in=FROM
            )
        )
        if wrong := _wrong(project, keys, people):
            raise Refused([wrong])
        for each in people:
            each.retain()
            each.retained_on = unit.today
        Engagement.objects.bulk_update(people, ["state", "retained_on"])
        unit.record(None, "labour", "retain", "续聘管护", payload={"people": len(people)})
    return len(people)


def _wrong(project: Project, keys: list[int], people: list[Engagement]) -> Finding | None:
    basis = "实施意见一(三)、三(六)"
    if project.stage not in STAGES:
        where = project.get_stage_display()
        said = f"项目处于“{where}”，验收以后才能续聘管护。"
        return Finding("STAGE_WRONG", said, basis, "竣工验收通过后办理。")
    if not keys or len(people) < len(set(keys)):
        said = "没有选人，或所选的人不在岗、未离场，或已经续聘。"
        return Finding("NOT_RETAINABLE", said, basis, "刷新页面，勾选在岗或已离场的人。")
    return None
