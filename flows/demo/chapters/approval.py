"""报批: survey, plan, review, countersigning, decision, delivery."""

from __future__ import annotations

from collections.abc import Iterator

from flows.approval.models import ApprovalCase, LabourSurvey
from flows.engine import gate
from flows.engine.findings import Finding

from ..actors import whose
from ..story import Moment, Story

REJECTION = "按案例所载决定不予批准，理由已书面告知。"


def approval(story: Story) -> Iterator[Moment]:
    times, case = story.times, story.case
    yield (
        times.before_approval("survey"),
        lambda: story.sign(
            LabourSurvey,
            "DRAFT",
            willing=case["headcount"],
            priority=case["priority_headcount"],
            skills="砌筑、混凝土、普工",
        ),
    )
    yield times.before_approval("case.DRAFT"), lambda: story.fill(ApprovalCase, "DRAFT", "plan")
    for state in ("DRAFT", "TOWN_REVIEW", "SUBMITTED", "SECTOR_REVIEW", "COUNTERSIGNING"):
        yield times.before_approval(f"case.{state}"), lambda at=state: story.sign(ApprovalCase, at)
    yield times.before_approval("case.DECIDING"), lambda: _decide(story)
    yield times.to_contract("case.DELIVERED"), lambda: story.sign(ApprovalCase, "DECIDED_APPROVE")


def _decide(story: Story) -> None:
    paper = story.at(ApprovalCase, "DECIDING")
    if paper is None:
        return
    if story.case["decision"] == "不予批准":
        gate.perform(paper, "reject", by=whose(paper), opinion=REJECTION)
        story.note(
            [
                Finding(
                    "DECIDED_REJECT",
                    "审批部门决定不予批准。",
                    "政府投资条例11",
                    "按书面理由修改后重新报批。",
                )
            ]
        )
        return
    story.fill(ApprovalCase, "DECIDING", "approval")
    story.sign(ApprovalCase, "DECIDING")
