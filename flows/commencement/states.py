"""The machines of funding notice, contract and start, on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.machine import StateField, move

from .rules import contract, funding, start


class FundingState(models.TextChoices):
    DRC_DRAFTING = "DRC_DRAFTING", "拟投资计划"
    FINANCE_DRAFTING = "FINANCE_DRAFTING", "拟资金文件"
    COUNTERSIGNING = "COUNTERSIGNING", "会签"
    SIGNING = "SIGNING", "待财政签发"
    FORWARDING = "FORWARDING", "已签发待转下达"
    FORWARDED = "FORWARDED", "已转下达"


COUNTERSIGNED = [FundingState.COUNTERSIGNING, FundingState.SIGNING]


class FundingMachine(models.Model):
    state = StateField("状态", default=FundingState.DRC_DRAFTING, choices=FundingState.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        FundingState.DRC_DRAFTING,
        FundingState.FINANCE_DRAFTING,
        "送财政",
        tone="ok",
        rules=funding.PLAN,
    )
    def hand_plan(self) -> None:
        pass

    @move(
        "state",
        FundingState.FINANCE_DRAFTING,
        FundingState.COUNTERSIGNING,
        "送会签",
        tone="ok",
        rules=funding.SIGN,
    )
    def submit(self) -> None:
        pass

    @move(
        "state", FundingState.FINANCE_DRAFTING, FundingState.DRC_DRAFTING, "退回发改", tone="warn"
    )
    def plan_return(self) -> None:
        pass

    @move("state", FundingState.COUNTERSIGNING, FundingState.SIGNING, "会签同意", tone="ok")
    def countersign_pass(self) -> None:
        pass

    @move(
        "state",
        FundingState.COUNTERSIGNING,
        FundingState.FINANCE_DRAFTING,
        "会签不同意，退回拟文",
        tone="bad",
    )
    def countersign_refuse(self) -> None:
        pass

    @move(
        "state", FundingState.COUNTERSIGNING, FundingState.FINANCE_DRAFTING, "退回修改", tone="warn"
    )
    def countersign_return(self) -> None:
        pass

    @move(
        "state",
        FundingState.SIGNING,
        FundingState.FORWARDING,
        "签发",
        tone="ok",
        rules=funding.SIGN,
    )
    def issue(self) -> None:
        pass

    @move("state", FundingState.SIGNING, FundingState.FINANCE_DRAFTING, "退回修改", tone="warn")
    def sign_return(self) -> None:
        pass

    @move("state", COUNTERSIGNED, FundingState.DRC_DRAFTING, "退回发改拟计划", tone="warn")
    def back_to_plan(self) -> None:
        pass

    @move("state", FundingState.SIGNING, FundingState.COUNTERSIGNING, "退回会签", tone="warn")
    def back_to_countersign(self) -> None:
        pass

    @move("state", FundingState.FORWARDING, FundingState.FORWARDED, "转下达业主", tone="ok")
    def forward(self) -> None:
        pass


class ContractState(models.TextChoices):
    PROCUREMENT = "PROCUREMENT", "发包"
    REGISTERING = "REGISTERING", "合同登记"
    REGISTERED = "REGISTERED", "已登记"


class ContractMachine(models.Model):
    state = StateField("状态", default=ContractState.PROCUREMENT, choices=ContractState.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        ContractState.PROCUREMENT,
        ContractState.REGISTERING,
        "确定发包方式",
        tone="ok",
        rules=contract.GIVE_OUT,
    )
    def give_out(self) -> None:
        pass

    @move(
        "state",
        ContractState.REGISTERING,
        ContractState.REGISTERED,
        "登记合同",
        tone="ok",
        rules=contract.GIVE_OUT + contract.REGISTER,
    )
    def register(self) -> None:
        pass

    @move(
        "state", ContractState.REGISTERING, ContractState.PROCUREMENT, "退回重新发包", tone="warn"
    )
    def procurement_return(self) -> None:
        pass


class StartState(models.TextChoices):
    DRAFT = "DRAFT", "开工报审"
    SUPERVISOR_REVIEW = "SUPERVISOR_REVIEW", "开工审查"
    OWNER_APPROVAL = "OWNER_APPROVAL", "待业主批准"
    ISSUING = "ISSUING", "待签发开工令"
    ISSUED = "ISSUED", "已签发开工令"


REVIEWED = [StartState.OWNER_APPROVAL, StartState.ISSUING]


class StartMachine(models.Model):
    """The preparations are judged at every move forward: what was ready may have been undone."""

    state = StateField("状态", default=StartState.DRAFT, choices=StartState.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        StartState.DRAFT,
        StartState.SUPERVISOR_REVIEW,
        "报审",
        tone="ok",
        rules=start.READY,
    )
    def submit(self) -> None:
        pass

    @move(
        "state",
        StartState.SUPERVISOR_REVIEW,
        StartState.OWNER_APPROVAL,
        "审查通过",
        tone="ok",
        rules=start.READY,
    )
    def review_pass(self) -> None:
        pass

    @move("state", StartState.SUPERVISOR_REVIEW, StartState.DRAFT, "退回施工单位", tone="warn")
    def review_return(self) -> None:
        pass

    @move(
        "state",
        StartState.OWNER_APPROVAL,
        StartState.ISSUING,
        "批准开工",
        tone="ok",
        rules=start.READY,
    )
    def approve(self) -> None:
        pass

    @move("state", StartState.OWNER_APPROVAL, StartState.DRAFT, "退回施工单位", tone="warn")
    def approval_return(self) -> None:
        pass

    @move(
        "state", StartState.ISSUING, StartState.ISSUED, "签发开工令", tone="ok", rules=start.READY
    )
    def issue(self) -> None:
        pass

    @move("state", StartState.ISSUING, StartState.DRAFT, "退回施工单位", tone="warn")
    def issue_return(self) -> None:
        pass

    @move("state", REVIEWED, StartState.SUPERVISOR_REVIEW, "退回开工审查", tone="warn")
    def back_to_review(self) -> None:
        pass

    @move("state", StartState.ISSUING, StartState.OWNER_APPROVAL, "退回业主", tone="warn")
    def back_to_approval(self) -> None:
        pass
