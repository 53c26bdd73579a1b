"""The machine of a round of call-backs (V1), on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move

from ..rules.visits import all_visited


class VisitRoundState(models.TextChoices):
    VISITING = "VISITING", "回访中"
    REVIEWING = "REVIEWING", "复核回访"
    DONE = "DONE", "回访完成"


class VisitMethod(models.TextChoices):
    PHONE = "PHONE", "电话"
    HOME = "HOME", "入户"
    SITE = "SITE", "现场"


V = VisitRoundState
SUMMARY = Input("summary", "回访情况", "long", help="写明回访了多少人、有无否认和金额不符。")


class VisitRoundMachine(models.Model):
    """The sample is drawn by the system; every worker of it is asked before the round is handed in."""

    state = StateField("状态", default=V.VISITING, choices=V.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        V.VISITING,
        V.REVIEWING,
        "回访完毕，报复核",
        tone="ok",
        inputs=(SUMMARY,),
        rules=(all_visited,),
    )
    def hand_in(self, *, summary: str) -> None:
        self.summary = summary

    @move("state", V.REVIEWING, V.DONE, "复核属实", tone="ok")
    def finish(self) -> None:
        pass

    @move("state", V.REVIEWING, V.VISITING, "退回补访", tone="warn")
    def send_back(self) -> None:
        pass
