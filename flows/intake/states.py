"""The machine of an intake, on one page: one person states, another confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from flows.engine.machine import StateField, initiator, move

from . import rules


class At(models.TextChoices):
    """The stages of a project at which it can come in."""

    APPROVED = "APPROVED", "已批复（资金尚未下达）"
    FUNDED = "FUNDED", "资金下达（尚未签订合同）"
    READY = "READY", "开工准备（合同已签，尚未开工）"
    CONSTRUCTION = "CONSTRUCTION", "在建"


class IntakeState(models.TextChoices):
    DRAFT = "DRAFT", "补录资料"
    CONFIRMING = "CONFIRMING", "待科长确认"
    APPROVED = "APPROVED", "已补录到已批复"
    FUNDED = "FUNDED", "已补录到资金下达"
    READY = "READY", "已补录到开工准备"
    CONSTRUCTION = "CONSTRUCTION", "已补录到在建"
    WITHDRAWN = "WITHDRAWN", "已撤回"


S = IntakeState
OPEN = [S.DRAFT, S.CONFIRMING]


def comes_in(at: At) -> Callable[[Any], bool]:
    return lambda intake: intake.at == at


def _confirm(at: At) -> Any:
    return move(
        *("state", S.CONFIRMING, S(at.value), f"确认补录到{S(at.value).label[4:]}"),
        tone="ok",
        rules=rules.WHOLE,
        when=comes_in(at),
    )


class IntakeMachine(models.Model):
    state = StateField("状态", default=S.DRAFT, choices=S.choices)

    class Meta:
        abstract = True

    @move("state", S.DRAFT, S.CONFIRMING, "报科长确认", tone="ok", rules=rules.WHOLE)
    def submit(self) -> None:
        pass

    @_confirm(At.APPROVED)
    def confirm_approved(self) -> None:
        pass

    @_confirm(At.FUNDED)
    def confirm_funded(self) -> None:
        pass

    @_confirm(At.READY)
    def confirm_ready(self) -> None:
        pass

    @_confirm(At.CONSTRUCTION)
    def confirm_construction(self) -> None:
        pass

    @move("state", S.CONFIRMING, S.DRAFT, "退回经办人更正", tone="warn")
    def send_back(self) -> None:
        pass

    @move("state", OPEN, S.WITHDRAWN, "撤回补录", tone="bad", permission=initiator, reason=True)
    def withdraw(self) -> None:
        pass
