"""The machine of a month's supervision report, on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.machine import StateField, move

from ..rules import reports as rules


class ReportState(models.TextChoices):
    DRAFTING = "DRAFTING", "编制月报"
    REVIEWING = "REVIEWING", "审签月报"
    SIGNED = "SIGNED", "已签发"


R = ReportState


class ReportMachine(models.Model):
    """Signed, its figures stand as they were: later data makes the next month's report."""

    state = StateField("状态", default=R.DRAFTING, choices=R.choices)

    class Meta:
        abstract = True

    @move("state", R.DRAFTING, R.REVIEWING, "报审签", tone="ok", rules=rules.HAND_IN)
    def hand_in(self) -> None:
        pass

    @move("state", R.REVIEWING, R.SIGNED, "签发月报", tone="ok", rules=rules.SIGN_OFF)
    def sign_off(self) -> None:
        pass

    @move("state", R.REVIEWING, R.DRAFTING, "退回修改", tone="warn")
    def send_back(self) -> None:
        pass
