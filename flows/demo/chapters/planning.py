"""谋划储备: the village reports, the list is settled, the city files it."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding
from flows.planning.actions import register
from flows.planning.models import PlanItem

from ..story import Moment, Story

SAID = (  # facts that Project calls by the same name as the case
    "name",
    "code",
    "district",
    "town",
    "field",
    "kind",
    "content",
    "labour_links",
    "benefit_modes",
    "track",
    "organisation_mode",
    "supervision_mode",
)
SAID_AS = {
    "village_name": "project_village",
    "is_disaster_recovery": "disaster_recovery",
    "is_pilot": "pilot",
}


def planning(story: Story) -> Iterator[Moment]:
    times = story.times
    yield times.before_approval("register"), lambda: _register(story)
    for state in ("DRAFT", "TOWN_REVIEW", "JOINT_REVIEW", "LISTING", "FILING"):
        yield times.before_approval(f"item.{state}"), lambda at=state: _pass(story, at)


def _pass(story: Story, state: str) -> None:
    if state == "DRAFT":
        story.edit(
            PlanItem,
            state,
            need=f"{story.case['project_village']}：{story.case['content']}",
            meeting_on=story.times.before_approval("register").date(),
        )
    inputs = (
        {"reserve_number": f"XCJS-{story.case['code'][-6:]}"} if state == "JOINT_REVIEW" else {}
    )
    story.sign(PlanItem, state, **inputs)


def _register(story: Story) -> None:
    case, bodies = story.case, story.bodies
    director = bodies["village"].posts.get(code="village.director").holders[0]
    sits = {kind: bodies[kind] for kind in ("village", "oversight", "township", "owner")}
    story.begin(
        register(
            by=director,
            funds=case.funds,
            year=case.day("start_date").year,
            simulated_at=story.times.before_approval("register"),
            **{name: case[name] for name in SAID},
            **{name: case[key] for name, key in SAID_AS.items()},
            approving_body=case.approving_body,
            total_investment=case.money("total_investment"),
            planned_start=case.day("start_date"),
            planned_end=case.day("end_date"),
            **sits,
        )
    )
    for file in case.unknown:
        said = [Finding(e.code, f"{file.name}：{e.message}") for e in file.ledger.errors[:1]]
        story.note(said)
