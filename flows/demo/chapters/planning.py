"""谋划储备: the village reports, the list is settled, the city files it."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding
from flows.planning.actions import register
from flows.planning.models import PlanItem

from ..story import Moment, Story


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
    story.begin(
        register(
            by=director,
            funds=case.funds,
            year=case.day("start_date").year,
            simulated_at=story.times.before_approval("register"),
            name=case["name"],
            code=case["code"],
            district=case["district"],
            town=case["town"],
            village_name=case["project_village"],
            field=case["field"],
            kind=case["kind"],
            content=case["content"],
            labour_links=case["labour_links"],
            benefit_modes=case["benefit_modes"],
            is_disaster_recovery=case["disaster_recovery"],
            is_pilot=case["pilot"],
            track=case["track"],
            organisation_mode=case["organisation_mode"],
            supervision_mode=case["supervision_mode"],
            approving_body=case.approving_body,
            total_investment=case.money("total_investment"),
            planned_start=case.day("start_date"),
            planned_end=case.day("end_date"),
            village=bodies["village"],
            oversight=bodies["oversight"],
            township=bodies["township"],
            owner=bodies["owner"],
        )
    )
    for file in case.unknown:
        errors = file.ledger.errors
        story.note(
            [Finding(e.code, f"{file.name}：{e.message}", rows=len(errors)) for e in errors[:1]]
        )
