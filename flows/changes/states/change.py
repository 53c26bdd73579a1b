"""The machine of a change of what was approved (domain.md 4.3 变更、概算调整), on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, initiator, move

from ..rules.change import ANEW, WHOLE


class ChangeState(models.TextChoices):
    DRAFTING = "DRAFTING", "编制变更申请"
    TOWN_REVIEW = "TOWN_REVIEW", "乡镇初核"
    RECEIVING = "RECEIVING", "原审批部门受理"
    DECIDING = "DECIDING", "原审批部门审定"
    APPROVED = "APPROVED", "同意变更"
    REPORT_ANEW = "REPORT_ANEW", "须重报可行性研究报告"
    REJECTED = "REJECTED", "不同意变更"
    WITHDRAWN = "WITHDRAWN", "已撤回"


# On somebody's desk: one at a time in a project.
UNDECIDED = ("DRAFTING", "TOWN_REVIEW", "RECEIVING", "DECIDING")


class ChangeKind(models.TextChoices):
    """What is changed; one application may change several."""

    PLACE = "PLACE", "建设地点"
    SCALE = "SCALE", "建设规模"
    CONTENT = "CONTENT", "建设内容"
    TERM = "TERM", "建设工期"
    BODY = "BODY", "承接主体"
    LABOUR = "LABOUR", "用工和报酬承诺"
    ESTIMATE = "ESTIMATE", "投资概算"


C = ChangeState
NUMBER = Input(
    "document_number", "变更批复文号", "text", required=False, help="不填写由系统按年度编号。"
)


class ChangeMachine(models.Model):
    """Until it is approved the old baseline stands (政府投资条例21)."""

    state = StateField("状态", default=C.DRAFTING, choices=C.choices)

    class Meta:
        abstract = True

    @move("state", C.DRAFTING, C.TOWN_REVIEW, "报送变更", tone="ok", rules=WHOLE)
    def hand_in(self) -> None:
        pass

    @move("state", C.TOWN_REVIEW, C.RECEIVING, "初核同意，上报", tone="ok", rules=WHOLE)
    def pass_town(self) -> None:
        pass

    @move("state", [C.TOWN_REVIEW, C.RECEIVING, C.DECIDING], C.DRAFTING, "退回修改", tone="warn")
    def send_back(self) -> None:
        pass

    @move("state", C.RECEIVING, C.DECIDING, "受理并审查", tone="ok", rules=WHOLE)
    def receive(self) -> None:
        pass

    @move("state", C.DECIDING, C.APPROVED, "同意变更", tone="ok", rules=WHOLE, inputs=(NUMBER,))
    def approve(self, *, document_number: str | None) -> None:
        self.document_number = document_number or ""

    @move("state", C.DECIDING, C.REPORT_ANEW, "要求重报可研", tone="warn", rules=ANEW)
    def require_report(self) -> None:
        pass

    @move("state", C.DECIDING, C.REJECTED, "不同意变更", tone="bad")
    def reject(self) -> None:
        pass

    @move(
        "state",
        [C.DRAFTING, C.TOWN_REVIEW, C.RECEIVING],
        C.WITHDRAWN,
        "撤回",
        tone="warn",
        permission=initiator,
        reason=True,
    )
    def withdraw(self) -> None:
        pass
