"""The machine of a complaint: registered, handled, its reply reviewed, settled or dismissed."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move

from . import rules


class ComplaintState(models.TextChoices):
    REGISTERED = "REGISTERED", "登记"
    HANDLING = "HANDLING", "办理"
    REPLIED = "REPLIED", "答复审核"
    SETTLED = "SETTLED", "办结"
    DISMISSED = "DISMISSED", "不成立"


S = ComplaintState
ENDED = (S.SETTLED, S.DISMISSED)
REPLY = Input(
    "reply",
    "答复",
    "long",
    help="写明核实经过、结果和依据；证据（考勤、签字、回单、照片）随附件上传。",
)
OUTCOME = Input(
    "outcome", "处理结果", "long", required=False, help="不填写以答复为准；请勿填写证件号、卡号。"
)


class ComplaintMachine(models.Model):
    state = StateField("状态", default=S.REGISTERED, choices=S.choices)

    class Meta:
        abstract = True

    @move("state", S.REGISTERED, S.HANDLING, "交办", tone="ok")
    def assign(self) -> None:
        pass

    @move("state", S.HANDLING, S.REPLIED, "提交答复", tone="ok", inputs=(REPLY,))
    def answer(self, *, reply: str) -> None:
        self.reply = reply

    @move(
        "state",
        S.REPLIED,
        S.SETTLED,
        "审核同意，办结",
        tone="ok",
        inputs=(OUTCOME,),
        rules=(rules.answered, rules.money_settled),
    )
    def settle(self, *, outcome: str | None) -> None:
        self.outcome = outcome or "按答复办结"

    @move("state", S.REPLIED, S.DISMISSED, "投诉不成立", tone="bad", rules=(rules.answered,))
    def dismiss(self) -> None:
        self.outcome = "经核实不成立"

    @move("state", S.REPLIED, S.HANDLING, "退回重新办理", tone="warn")
    def send_back(self) -> None:
        pass
