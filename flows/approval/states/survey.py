"""The states of a plan, and the machine of a survey."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", "编制中"
    ISSUED = "ISSUED", "已上报"
    APPROVED = "APPROVED", "已批复"


class SurveyState(models.TextChoices):
    DRAFT = "DRAFT", "摸底中"
    DONE = "DONE", "已完成"


class SurveyMachine(models.Model):
    state = StateField("状态", default=SurveyState.DRAFT, choices=SurveyState.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        SurveyState.DRAFT,
        SurveyState.DONE,
        "完成摸底",
        tone="ok",
        inputs=(
            Input("willing", "愿意务工人数", "int", help="本村有劳动能力且愿意参加的人数。"),
            Input(
                "priority",
                "其中优先群体",
                "int",
                help="因灾需救助、增收能力有限、因不可抗力无法外出务工。",
            ),
            Input("skills", "主要技能", "long", required=False),
        ),
    )
    def finish(self, *, willing: int, priority: int, skills: str | None) -> None:
        self.willing, self.priority, self.skills = willing, priority, skills or ""
