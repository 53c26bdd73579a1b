"""The machine of a list item, on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, initiator, move

from . import rules


class ItemState(models.TextChoices):
    DRAFT = "DRAFT", "村申报"
    TOWN_REVIEW = "TOWN_REVIEW", "乡镇审核"
    JOINT_REVIEW = "JOINT_REVIEW", "入库审核"
    LISTING = "LISTING", "年度清单审定"
    FILING = "FILING", "报市备案"
    FILED = "FILED", "已备案"
    REMOVED = "REMOVED", "退库"
    WITHDRAWN = "WITHDRAWN", "已撤回"


UNDECIDED = [
    ItemState.TOWN_REVIEW,
    ItemState.JOINT_REVIEW,
    ItemState.LISTING,
    ItemState.FILING,
]


RESERVE_NUMBER = Input(
    "reserve_number",
    "乡村建设项目库编号",
    help="实施意见三(一)：只有在库项目可进清单。",
    required=False,
)
LIST_VERSION = Input("list_version", "年度清单文号", required=False)


class ItemMachine(models.Model):
    state = StateField("状态", default=ItemState.DRAFT, choices=ItemState.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        ItemState.DRAFT,
        ItemState.TOWN_REVIEW,
        "申报",
        tone="ok",
        rules=(rules.need_described,),
    )
    def submit(self) -> None:
        pass

    @move(
        "state",
        ItemState.TOWN_REVIEW,
        ItemState.JOINT_REVIEW,
        "审核通过，报区入库",
        tone="ok",
        rules=(rules.need_described,),
    )
    def town_pass(self) -> None:
        pass

    @move("state", ItemState.TOWN_REVIEW, ItemState.DRAFT, "退回村里修改", tone="warn")
    def town_return(self) -> None:
        pass

    @move(
        "state",
        ItemState.JOINT_REVIEW,
        ItemState.LISTING,
        "同意入库",
        tone="ok",
        rules=(rules.field_covered,),
        inputs=(RESERVE_NUMBER,),
    )
    def reserve(self, *, reserve_number: str | None) -> None:
        self.reserve_number = reserve_number or self.reserve_number

    @move("state", ItemState.JOINT_REVIEW, ItemState.TOWN_REVIEW, "退回乡镇", tone="warn")
    def joint_return(self) -> None:
        pass

    @move("state", ItemState.JOINT_REVIEW, ItemState.REMOVED, "不予入库", tone="bad")
    def remove(self) -> None:
        pass

    @move(
        "state",
        ItemState.LISTING,
        ItemState.FILING,
        "审定列入清单",
        tone="ok",
        inputs=(LIST_VERSION,),
    )
    def enlist(self, *, list_version: str | None) -> None:
        self.list_version = list_version or self.list_version

    @move("state", ItemState.LISTING, ItemState.JOINT_REVIEW, "退回重新审核", tone="warn")
    def list_return(self) -> None:
        pass

    @move("state", ItemState.FILING, ItemState.FILED, "备案", tone="ok")
    def file(self) -> None:
        pass

    @move("state", ItemState.FILING, ItemState.LISTING, "退回区政府", tone="warn")
    def file_return(self) -> None:
        pass

    @move("state", UNDECIDED[1:], ItemState.DRAFT, "退回村里", tone="warn")
    def back_to_village(self) -> None:
        pass

    @move("state", UNDECIDED[2:], ItemState.TOWN_REVIEW, "退回乡镇", tone="warn")
    def back_to_town(self) -> None:
        pass

    @move("state", ItemState.FILING, ItemState.JOINT_REVIEW, "退回入库审核", tone="warn")
    def back_to_joint(self) -> None:
        pass

    @move(
        "state",
        UNDECIDED,
        ItemState.WITHDRAWN,
        "撤回",
        tone="bad",
        permission=initiator,
        reason=True,
    )
    def withdraw(self) -> None:
        pass
