"""The corridor: 18 stages from 谋划 to 归档 and four ways out (domain.md 4.1), and one way in for
what was running before this system was there (存量项目补录)."""

from __future__ import annotations

from django.db import models

from flows.engine.machine import StateField, move, nobody


class Stage(models.TextChoices):
    IDEA = "IDEA", "谋划"
    RESERVED = "RESERVED", "储备入库"
    LISTED = "LISTED", "列入年度清单"
    PREP = "PREP", "前期工作"
    IN_APPROVAL = "IN_APPROVAL", "审批中"
    APPROVED = "APPROVED", "已批复"
    FUNDED = "FUNDED", "资金下达"
    CONTRACTING = "CONTRACTING", "发包组队"
    READY = "READY", "开工准备"
    CONSTRUCTION = "CONSTRUCTION", "在建"
    SUSPENDED = "SUSPENDED", "停工"
    COMPLETED = "COMPLETED", "完工待验"
    PRE_ACCEPT = "PRE_ACCEPT", "预验收"
    ACCEPTING = "ACCEPTING", "竣工验收"
    ACCEPTED = "ACCEPTED", "已验收"
    HANDOVER = "HANDOVER", "移交与决算"
    MAINTENANCE = "MAINTENANCE", "管护运行"
    ARCHIVED = "ARCHIVED", "已归档"
    REJECTED = "REJECTED", "不予批准"
    REMOVED = "REMOVED", "退库"
    TERMINATED = "TERMINATED", "终止"
    REVOKED = "REVOKED", "批复撤销"
    WITHDRAWN = "WITHDRAWN", "撤回"
    ENTERING = "ENTERING", "补录待确认"


SIDE = (
    Stage.SUSPENDED,
    Stage.REJECTED,
    Stage.REMOVED,
    Stage.TERMINATED,
    Stage.REVOKED,
    Stage.WITHDRAWN,
    Stage.ENTERING,
)
# Nothing follows: whatever still lay on a desk is laid down (desk.actions).
ENDED = (Stage.REJECTED, Stage.REMOVED, Stage.TERMINATED, Stage.REVOKED, Stage.WITHDRAWN)
OVER = {
    Stage.REJECTED: "项目未获批准",
    Stage.REMOVED: "项目已退库",
    Stage.TERMINATED: "项目已终止",
    Stage.REVOKED: "项目批复已撤销",
    Stage.WITHDRAWN: "项目已撤回",
}
CORRIDOR = tuple(stage for stage in Stage if stage not in SIDE)

# Approved, and not yet accepted: here a project may be ended before its time.
UNDER_WAY = [
    *CORRIDOR[CORRIDOR.index(Stage.APPROVED) : CORRIDOR.index(Stage.ACCEPTED)],
    Stage.SUSPENDED,
]


def _step(source: object, target: Stage, label: str) -> object:
    return move("stage", source, target, label, permission=nobody)


class ProjectMachine(models.Model):
    """Every move of the stage; only the door makes them, as a consequence of papers."""

    stage = StateField("阶段", default=Stage.IDEA, choices=Stage.choices)

    class Meta:
        abstract = True

    @_step(Stage.IDEA, Stage.RESERVED, "储备入库")
    def reserve(self) -> None:
        pass

    @_step([Stage.IDEA, Stage.RESERVED], Stage.REMOVED, "退库")
    def remove(self) -> None:
        pass

    @_step(Stage.RESERVED, Stage.LISTED, "列入年度清单")
    def enlist(self) -> None:
        pass

    @_step(Stage.LISTED, Stage.RESERVED, "调出年度清单")
    def delist(self) -> None:
        pass

    @_step(Stage.LISTED, Stage.PREP, "转入前期工作")
    def prepare(self) -> None:
        pass

    @_step(Stage.PREP, Stage.IN_APPROVAL, "报批")
    def submit(self) -> None:
        pass

    @_step(Stage.IN_APPROVAL, Stage.PREP, "退回前期工作")
    def take_back(self) -> None:
        pass

    @_step(Stage.IN_APPROVAL, Stage.APPROVED, "批复")
    def approve(self) -> None:
        pass

    @_step(Stage.IN_APPROVAL, Stage.REJECTED, "不予批准")
    def reject(self) -> None:
        pass

    @_step(
        [Stage.IDEA, Stage.RESERVED, Stage.LISTED, Stage.PREP, Stage.IN_APPROVAL, Stage.ENTERING],
        Stage.WITHDRAWN,
        "撤回",
    )
    def withdraw(self) -> None:
        pass

    @_step([Stage.PREP, Stage.IN_APPROVAL], Stage.TERMINATED, "终止")
    def terminate(self) -> None:
        pass

    @_step(Stage.CONSTRUCTION, Stage.SUSPENDED, "停工")
    def suspend(self) -> None:
        pass

    @_step(Stage.SUSPENDED, Stage.CONSTRUCTION, "复工")
    def resume(self) -> None:
        pass

    @_step(UNDER_WAY, Stage.TERMINATED, "终止")
    def end_early(self) -> None:
        pass

    @_step(UNDER_WAY, Stage.REVOKED, "批复撤销")
    def revoke(self) -> None:
        pass

    @_step(Stage.APPROVED, Stage.FUNDED, "资金下达")
    def fund(self) -> None:
        pass

    @_step(Stage.FUNDED, Stage.CONTRACTING, "转入发包")
    def contract(self) -> None:
        pass

    @_step(Stage.CONTRACTING, Stage.READY, "转入开工准备")
    def get_ready(self) -> None:
        pass

    @_step(Stage.READY, Stage.CONSTRUCTION, "开工")
    def start(self) -> None:
        pass

    @_step(Stage.CONSTRUCTION, Stage.COMPLETED, "完工")
    def complete(self) -> None:
        pass

    @_step(Stage.COMPLETED, Stage.PRE_ACCEPT, "预验收合格")
    def pre_accept(self) -> None:
        pass

    @_step(Stage.PRE_ACCEPT, Stage.ACCEPTING, "组织验收")
    def convene(self) -> None:
        pass

    @_step([Stage.COMPLETED, Stage.PRE_ACCEPT, Stage.ACCEPTING], Stage.CONSTRUCTION, "退回在建")
    def back_to_work(self) -> None:
        pass

    @_step(Stage.ACCEPTING, Stage.ACCEPTED, "验收通过")
    def accept(self) -> None:
        pass

    @_step(Stage.ACCEPTED, Stage.HANDOVER, "移交")
    def hand_over(self) -> None:
        pass

    @_step(Stage.HANDOVER, Stage.MAINTENANCE, "转入管护")
    def maintain(self) -> None:
        pass

    @_step(Stage.MAINTENANCE, Stage.ARCHIVED, "归档")
    def archive(self) -> None:
        pass

    @_step(Stage.IDEA, Stage.ENTERING, "发起补录")
    def enter(self) -> None:
        pass

    @_step(Stage.ENTERING, Stage.APPROVED, "补录到已批复")
    def enter_approved(self) -> None:
        pass

    @_step(Stage.ENTERING, Stage.FUNDED, "补录到资金下达")
    def enter_funded(self) -> None:
        pass

    @_step(Stage.ENTERING, Stage.READY, "补录到开工准备")
    def enter_ready(self) -> None:
        pass

    @_step(Stage.ENTERING, Stage.CONSTRUCTION, "补录到在建")
    def enter_construction(self) -> None:
        pass
