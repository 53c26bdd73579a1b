"""The machine of a claim for progress payment (工程款支付申请), on one page."""

from __future__ import annotations

import datetime as dt

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move

from ..rules import claims as rules


class ClaimState(models.TextChoices):
    DRAFTING = "DRAFTING", "编制支付申请"
    MEASURING = "MEASURING", "监理签认计量"
    APPROVING = "APPROVING", "业主审批"
    PAYING = "PAYING", "待拨付"
    PAID = "PAID", "已拨付"


class ClaimKind(models.TextChoices):
    WORKS = "WORKS", "工程进度款"
    LABOUR = "LABOUR", "人工费用"


C = ClaimState
MEASURED = Input("measured", "签认金额（元）", "money", help="按已完并验收合格的工程量签认。")
PAID_ON = Input("paid_on", "拨付日期", "date")
VOUCHER = Input("voucher", "拨款凭证号", "text")


class ClaimMachine(models.Model):
    """质量条例37: 未经总监理工程师签字不拨付工程款. Labour fees are never held (条例35)."""

    state = StateField("状态", default=C.DRAFTING, choices=C.choices)

    class Meta:
        abstract = True

    @move("state", C.DRAFTING, C.MEASURING, "报监理签认", tone="ok", rules=rules.HAND_IN)
    def hand_in(self) -> None:
        pass

    @move(
        "state",
        C.MEASURING,
        C.APPROVING,
        "签认计量",
        tone="ok",
        inputs=(MEASURED,),
        rules=rules.MEASURE,
    )
    def measure(self, *, measured: object) -> None:
        self.measured = measured

    @move("state", C.MEASURING, C.DRAFTING, "退回修改", tone="warn")
    def send_back(self) -> None:
        pass

    @move("state", C.APPROVING, C.PAYING, "同意拨付", tone="ok", rules=rules.MEASURE)
    def approve(self) -> None:
        pass

    @move("state", C.APPROVING, C.DRAFTING, "退回修改", tone="warn")
    def return_claim(self) -> None:
        self.measured = None

    @move("state", C.PAYING, C.PAID, "登记拨付", tone="ok", inputs=(PAID_ON, VOUCHER))
    def pay(self, *, paid_on: dt.date, voucher: str) -> None:
        self.paid_on, self.voucher = paid_on, voucher
