"""The machine of an early end: 终止 by decision, 撤销 of an approval got by deceit; on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, initiator, move

from ..rules.closure import SETTLED, grounds_stated


class ClosureState(models.TextChoices):
    DRAFTING = "DRAFTING", "拟定终止意见"
    REVIEWING = "REVIEWING", "审批部门审查"
    DECIDING = "DECIDING", "区政府审定"
    SETTLING = "SETTLING", "清算"
    RECOVERING = "RECOVERING", "资金收回核定"
    ENDED = "ENDED", "已终止"
    REFUSED = "REFUSED", "不予终止"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class ClosureKind(models.TextChoices):
    TERMINATE = "TERMINATE", "终止"
    REVOKE = "REVOKE", "撤销批复"


T = ClosureState
DECISION = Input(
    "decision_number", "决定书文号", "text", required=False, help="不填写由系统按年度编号。"
)


class ClosureMachine(models.Model):
    """Decided first, settled next: all pay due is paid, money recovered, the roster frozen."""

    state = StateField("状态", default=T.DRAFTING, choices=T.choices)

    class Meta:
        abstract = True

    @move("state", T.DRAFTING, T.REVIEWING, "报送", tone="ok", rules=(grounds_stated,))
    def hand_in(self) -> None:
        pass

    @move("state", T.REVIEWING, T.DECIDING, "审查同意", tone="ok")
    def pass_review(self) -> None:
        pass

    @move("state", [T.REVIEWING, T.DECIDING], T.DRAFTING, "退回修改", tone="warn")
    def send_back(self) -> None:
        pass

    @move("state", T.DECIDING, T.SETTLING, "决定终止", tone="bad", inputs=(DECISION,))
    def decide(self, *, decision_number: str | None) -> None:
        self.decision_number = decision_number or ""

    @move("state", T.DECIDING, T.REFUSED, "不予终止", tone="warn")
    def refuse(self) -> None:
        pass

    @move("state", T.SETTLING, T.RECOVERING, "清算完成", tone="ok", rules=SETTLED)
    def settle(self) -> None:
        pass

    @move("state", T.RECOVERING, T.SETTLING, "退回清算", tone="warn")
    def return_settlement(self) -> None:
        pass

    @move("state", T.RECOVERING, T.ENDED, "核定收回，办结", tone="ok", rules=SETTLED)
    def finish(self) -> None:
        pass

    @move(
        "state",
        [T.DRAFTING, T.REVIEWING],
        T.WITHDRAWN,
        "撤回",
        tone="warn",
        permission=initiator,
        reason=True,
    )
    def withdraw(self) -> None:
        pass
