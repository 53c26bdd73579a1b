"""The machine of a stop of the works (停工令 → 复工), on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move, nobody

from ..rules.suspension import RESUME


class SuspensionState(models.TextChoices):
    STOPPED = "STOPPED", "停工中"
    REVIEWING = "REVIEWING", "复工审查"
    APPROVING = "APPROVING", "复工批准"
    RESUMED = "RESUMED", "已复工"
    ENDED = "ENDED", "随项目终止"


class SuspensionCause(models.TextChoices):
    QUALITY = "QUALITY", "质量隐患"
    SAFETY = "SAFETY", "安全隐患"
    ARREARS = "ARREARS", "拖欠报酬"
    SEASON = "SEASON", "汛期、冬季"
    EMERGENCY = "EMERGENCY", "应急管控"
    FUNDS = "FUNDS", "资金不到位"
    OTHER = "OTHER", "其他"


S = SuspensionState
DONE = Input("remedy", "复工条件落实情况", "long", help="逐条写明停工原因已消除、人员和安全措施。")


class SuspensionMachine(models.Model):
    """In force from the moment it is signed; pay that is due goes on (条例35)."""

    state = StateField("状态", default=S.STOPPED, choices=S.choices)

    class Meta:
        abstract = True

    @move("state", S.STOPPED, S.REVIEWING, "申请复工", tone="ok", inputs=(DONE,), rules=RESUME)
    def apply(self, *, remedy: str) -> None:
        self.remedy = remedy

    @move("state", S.REVIEWING, S.APPROVING, "具备复工条件", tone="ok", rules=RESUME)
    def pass_review(self) -> None:
        pass

    @move("state", [S.REVIEWING, S.APPROVING], S.STOPPED, "不具备复工条件", tone="warn")
    def send_back(self) -> None:
        pass

    @move("state", S.APPROVING, S.RESUMED, "签发复工令", tone="ok", rules=RESUME)
    def resume(self) -> None:
        pass

    @move(
        "state",
        [S.STOPPED, S.REVIEWING, S.APPROVING],
        S.ENDED,
        "随项目终止",
        permission=nobody,
    )
    def end(self) -> None:
        pass
