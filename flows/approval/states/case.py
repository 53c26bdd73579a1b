"""The machine of an approval case (domain.md 4.2 with 2.14), on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, initiator, move, nobody
from flows.projects.posts import approving_clerk, approving_deciders, held

from .. import rules


class CaseState(models.TextChoices):
    DRAFT = "DRAFT", "编制实施方案"
    TOWN_REVIEW = "TOWN_REVIEW", "乡镇初核"
    SUBMITTED = "SUBMITTED", "已提交待受理"
    SUPPLEMENTING = "SUPPLEMENTING", "补正中"
    SECTOR_REVIEW = "SECTOR_REVIEW", "行业主管审查"
    COUNTERSIGNING = "COUNTERSIGNING", "部门会签"
    DECIDING = "DECIDING", "待批复"
    DECIDED_APPROVE = "DECIDED_APPROVE", "已批准待送达"
    DELIVERED = "DELIVERED", "已送达"
    DECIDED_REJECT = "DECIDED_REJECT", "不予批准"
    NOT_RECEIVED = "NOT_RECEIVED", "不予受理"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    TERMINATED = "TERMINATED", "已终止"
    REVOKED = "REVOKED", "批复已撤销"


class Track(models.TextChoices):
    """政府投资条例13：规划已明确、部分改扩建、内容单一规模较小技术简单，或者应急的，可以简化程序。"""

    ORDINARY = "ordinary", "一般程序"
    SIMPLE = "simple", "简易程序（行业审查并入会签）"
    URGENT = "urgent", "应急程序（受理后直接批复）"


def on_track(track: str) -> Callable[[Any], bool]:
    """The move belongs to papers on ``track``."""
    return lambda case: case.track == track


UNDECIDED = [
    CaseState.TOWN_REVIEW,
    CaseState.SUBMITTED,
    CaseState.SUPPLEMENTING,
    CaseState.SECTOR_REVIEW,
    CaseState.COUNTERSIGNING,
    CaseState.DECIDING,
]
RECEIVED = [
    CaseState.SUBMITTED,
    CaseState.SECTOR_REVIEW,
    CaseState.COUNTERSIGNING,
    CaseState.DECIDING,
]
REVIEWED = RECEIVED[1:]
ITEMS = Input("items", "补正清单", "long", help="一次告知需要补正的全部内容，逐条写明。")
UNTIL = Input("until", "补正期限", "date", help="请给申请人留足时间；逾期不自动终止。", later=True)
NUMBER = Input("decision_number", "批复文号", required=False, help="不填写时由系统按年度编号。")


class CaseMachine(models.Model):
    state = StateField("状态", default=CaseState.DRAFT, choices=CaseState.choices)

    class Meta:
        abstract = True

    @move("state", CaseState.DRAFT, CaseState.TOWN_REVIEW, "报送", tone="ok", rules=rules.SUBMIT)
    def submit(self) -> None:
        pass

    @move(
        "state",
        CaseState.TOWN_REVIEW,
        CaseState.SUBMITTED,
        "初核通过，上报",
        tone="ok",
        rules=rules.SUBMIT,
    )
    def town_pass(self) -> None:
        pass

    @move("state", CaseState.TOWN_REVIEW, CaseState.DRAFT, "退回业主修改", tone="warn")
    def town_return(self) -> None:
        pass

    @move(
        "state",
        CaseState.SUBMITTED,
        CaseState.SECTOR_REVIEW,
        "受理",
        tone="ok",
        when=on_track(Track.ORDINARY),
    )
    def receive(self) -> None:
        pass

    @move(
        "state",
        CaseState.SUBMITTED,
        CaseState.COUNTERSIGNING,
        "受理（简易程序）",
        tone="ok",
        rules=rules.SIMPLE,
        when=on_track(Track.SIMPLE),
    )
    def receive_simple(self) -> None:
        pass

    @move(
        "state",
        CaseState.SUBMITTED,
        CaseState.DECIDING,
        "受理（应急程序）",
        tone="ok",
        rules=rules.URGENT,
        when=on_track(Track.URGENT),
    )
    def receive_urgent(self) -> None:
        pass

    @move("state", CaseState.SUBMITTED, CaseState.DRAFT, "退回修改", tone="warn")
    def receive_return(self) -> None:
        pass

    @move("state", CaseState.SUBMITTED, CaseState.NOT_RECEIVED, "不予受理", tone="bad")
    def decline(self) -> None:
        pass

    @move(
        "state",
        CaseState.SUBMITTED,
        CaseState.SUPPLEMENTING,
        "一次告知补正",
        tone="warn",
        rules=rules.ONE_LIST,
        inputs=(ITEMS, UNTIL),
    )
    def ask_supplement(self, *, items: str, until: dt.date) -> None:
        self.supplement_items, self.supplement_until = items, until
        self.supplement_lists += 1

    @move(
        "state",
        CaseState.SUBMITTED,
        CaseState.SUBMITTED,
        "准许再次补正",
        permission=held(approving_deciders),
        rules=rules.ANOTHER_LIST,
        reason=True,
    )
    def allow_another_list(self) -> None:
        self.supplement_allowed += 1

    @move(
        "state",
        CaseState.SUPPLEMENTING,
        CaseState.SUBMITTED,
        "提交补正材料",
        tone="ok",
        rules=rules.SUBMIT,
    )
    def supplement(self) -> None:
        pass

    @move(
        "state",
        CaseState.SUPPLEMENTING,
        CaseState.NOT_RECEIVED,
        "逾期未补正，终止受理",
        tone="bad",
        permission=held(approving_clerk),
        rules=rules.UNANSWERED,
        reason=True,
    )
    def close_unanswered(self) -> None:
        pass

    @move("state", CaseState.SECTOR_REVIEW, CaseState.COUNTERSIGNING, "审查通过", tone="ok")
    def sector_pass(self) -> None:
        pass

    @move("state", CaseState.SECTOR_REVIEW, CaseState.DRAFT, "退回业主修改", tone="warn")
    def sector_return(self) -> None:
        pass

    @move("state", CaseState.COUNTERSIGNING, CaseState.DECIDING, "会签同意", tone="ok")
    def countersign_pass(self) -> None:
        pass

    @move(
        "state",
        CaseState.COUNTERSIGNING,
        CaseState.SECTOR_REVIEW,
        "会签不同意，退回审查",
        tone="bad",
    )
    def countersign_refuse(self) -> None:
        pass

    @move("state", CaseState.COUNTERSIGNING, CaseState.DRAFT, "退回业主修改", tone="warn")
    def countersign_return(self) -> None:
        pass

    @move(
        "state",
        CaseState.DECIDING,
        CaseState.DECIDED_APPROVE,
        "批准",
        tone="ok",
        rules=rules.APPROVE,
        inputs=(NUMBER,),
    )
    def approve(self, *, decision_number: str | None) -> None:
        self.decision_number = decision_number or ""

    @move("state", CaseState.DECIDING, CaseState.DECIDED_REJECT, "不予批准", tone="bad")
    def reject(self) -> None:
        pass

    @move("state", CaseState.DECIDING, CaseState.SECTOR_REVIEW, "退回重新审查", tone="warn")
    def decide_return(self) -> None:
        pass

    @move("state", CaseState.DECIDED_APPROVE, CaseState.DELIVERED, "送达", tone="ok")
    def deliver(self) -> None:
        pass

    @move("state", CaseState.DECIDING, CaseState.DRAFT, "退回业主修改", tone="warn")
    def back_to_draft(self) -> None:
        pass

    @move("state", RECEIVED, CaseState.TOWN_REVIEW, "退回乡镇", tone="warn")
    def back_to_town(self) -> None:
        pass

    @move("state", REVIEWED, CaseState.SUBMITTED, "退回受理环节", tone="warn")
    def back_to_reception(self) -> None:
        pass

    @move("state", CaseState.COUNTERSIGNING, CaseState.SECTOR_REVIEW, "退回行业审查", tone="warn")
    def back_to_sector(self) -> None:
        pass

    @move("state", CaseState.DECIDING, CaseState.COUNTERSIGNING, "退回会签", tone="warn")
    def back_to_countersign(self) -> None:
        pass

    @move(
        "state",
        UNDECIDED,
        CaseState.WITHDRAWN,
        "撤回",
        tone="bad",
        permission=initiator,
        reason=True,
    )
    def withdraw(self) -> None:
        pass

    @move(
        "state",
        UNDECIDED,
        CaseState.TERMINATED,
        "终止审批",
        tone="bad",
        permission=held(approving_deciders),
        reason=True,
    )
    def terminate(self) -> None:
        pass

    @move(
        "state", CaseState.DELIVERED, CaseState.REVOKED, "撤销批复", permission=nobody, reopens=True
    )
    def revoke(self) -> None:
        pass
