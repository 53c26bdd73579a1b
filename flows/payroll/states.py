"""The machine of a month's pay (domain.md 4.5), on one page, and what a line may be."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField

from flows.engine.inputs import Input
from flows.engine.machine import move, nobody


class BatchState(models.TextChoices):
    DRAFT = "DRAFT", "编制"
    CHECKING = "CHECKING", "校验"
    CHECKED = "CHECKED", "本人确认"
    CONFIRMED = "CONFIRMED", "待公示"
    PUBLICIZING = "PUBLICIZING", "公示中"
    PUBLICIZED = "PUBLICIZED", "监理、业主审核"
    REVIEWED = "REVIEWED", "乡镇审查"
    TOWN_OK = "TOWN_OK", "备案"
    FILED = "FILED", "代发"
    PAYING = "PAYING", "回单核对"
    RECONCILED = "RECONCILED", "扣发处理"
    DONE = "DONE", "办结"
    VOID = "VOID", "本月无用工"


class LineStatus(models.TextChoices):
    RECORDED = "RECORDED", "已登记"
    HELD = "HELD", "暂扣"
    CLEARED = "CLEARED", "可发放"
    SENT = "SENT", "代发中"
    PAID = "PAID", "已到账"
    BOUNCED = "BOUNCED", "退汇"
    STRUCK = "STRUCK", "已剔除"


S = BatchState


class BatchMachine(models.Model):
    state = FSMField("状态", default=S.DRAFT, choices=S.choices)

    class Meta:
        abstract = True

    @move("state", S.DRAFT, S.CHECKING, "报送校验", tone="ok")
    def compile(self) -> None:
        pass
