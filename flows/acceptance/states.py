"""The machines of acceptance and handover, on one page."""

from __future__ import annotations

from typing import Any

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move
from flows.engine.paper import Words
from flows.orgs.kinds import PostCode
from flows.projects.posts import sits

from .figures.votes import recused_voters
from .rules.committee import COUNT, FORM, READ
from .rules.conclusion import PASS, RECTIFY
from .rules.follow_up import HAND_IN
from .rules.handover import ARCHIVE, CARE_FOR, SETTLE, TRANSFER
from .rules.report import REPORT
from .rules.seal import REVIEWED, SEALED


class CaseState(models.TextChoices):
    REPORTING = "REPORTING", "编制竣工报告"
    PRE_ACCEPTING = "PRE_ACCEPTING", "预验收"
    FORMING = "FORMING", "成立验收委员会"
    VERIFYING = "VERIFYING", "逐项核验"
    VOTING = "VOTING", "委员表决"
    CONCLUDING = "CONCLUDING", "作出结论"
    PASSED = "PASSED", "通过"
    PASSED_RECTIFY = "PASSED_RECTIFY", "通过但限期整改"
    FAILED = "FAILED", "不通过"


class AcceptanceRegime(Words):
    """Under which rules it is accepted; only the first is filed (domain.md 2.14)."""

    BUILDING = "房屋建筑和市政"
    SECTOR = "行业验收"


class ItemWord(models.TextChoices):
    CONFIRMED = "CONFIRMED", "确认"
    CONTESTED = "CONTESTED", "有异议"


class BenefitMode(models.TextChoices):
    PAY = "PAY", "劳务报酬（元）"
    TRAINING = "TRAINING", "就业技能培训（人次）"
    POSTS = "POSTS", "公益性岗位（个）"
    SHARES = "SHARES", "资产折股量化分红（元）"


C = CaseState
CONCLUSIONS = {C.PASSED: "pass", C.PASSED_RECTIFY: "rectify", C.FAILED: "fail"}
DEADLINE = Input("deadline", "整改期限", "date", help="完成整改并复查销号的最后日期。")


@sits(PostCode.OWNER_LEAD)
def chairing(case: Any, user: Any) -> bool:
    """The chair of the case's committee, unless he recused himself at the vote."""
    seated = case.members.filter(user=user, chair=True, recused=False).exists()
    return bool(seated) and user.pk not in recused_voters(case)


class CaseMachine(models.Model):
    """A lost vote leads to CONCLUDING too: the conclusion 不通过 is written by the chair."""

    state = StateField("状态", default=C.REPORTING, choices=C.choices)

    class Meta:
        abstract = True

    @move("state", C.REPORTING, C.PRE_ACCEPTING, "报送竣工报告", tone="ok", rules=REPORT)
    def report(self) -> None:
        pass

    @move("state", C.PRE_ACCEPTING, C.FORMING, "预验收合格", tone="ok", rules=REPORT)
    def pre_accept(self) -> None:
        pass

    @move("state", C.PRE_ACCEPTING, C.REPORTING, "预验收不合格，退回在建", tone="warn")
    def refuse(self) -> None:
        pass

    @move("state", C.FORMING, C.VERIFYING, "成立委员会，开始核验", tone="ok", rules=FORM)
    def form(self) -> None:
        pass

    @move(
        "state",
        C.VERIFYING,
        C.VOTING,
        "核验完毕，提交表决",
        tone="ok",
        rules=(*FORM, *READ, *REVIEWED),
    )
    def verify(self) -> None:
        pass

    @move("state", C.VERIFYING, C.FORMING, "调整委员会", tone="warn")
    def recompose(self) -> None:
        pass

    @move(
        "state",
        [C.VERIFYING, C.VOTING, C.CONCLUDING],
        C.VERIFYING,
        "重新封存，重新核验",
        tone="warn",
        permission=chairing,
        reason=True,
    )
    def reseal(self) -> None:
        pass

    @move("state", C.VOTING, C.CONCLUDING, "同意", tone="ok")
    def carried(self) -> None:
        pass

    @move("state", C.VOTING, C.CONCLUDING, "不同意", tone="bad")
    def lost(self) -> None:
        pass

    @move(
        "state",
        C.VOTING,
        C.CONCLUDING,
        "截止表决，计票",
        permission=chairing,
        rules=(*COUNT, *SEALED),
    )
    def count(self) -> None:
        pass

    @move("state", C.CONCLUDING, C.PASSED, "通过", tone="ok", rules=PASS)
    def conclude_pass(self) -> None:
        pass

    @move(
        "state",
        C.CONCLUDING,
        C.PASSED_RECTIFY,
        "通过但限期整改",
        rules=RECTIFY,
        inputs=(DEADLINE,),
    )
    def conclude_rectify(self, *, deadline: Any) -> None:
        self.rectify_by = deadline

    @move("state", C.CONCLUDING, C.FAILED, "不通过", tone="bad")
    def conclude_fail(self) -> None:
        pass


class HandoverState(models.TextChoices):
    TRANSFERRING = "TRANSFERRING", "资产移交"
    ACCOUNTING = "ACCOUNTING", "竣工决算"
    MAINTAINING = "MAINTAINING", "管护落实"
    ARCHIVING = "ARCHIVING", "归档"
    ARCHIVED = "ARCHIVED", "已归档"


H = HandoverState


class HandoverMachine(models.Model):
    state = StateField("状态", default=H.TRANSFERRING, choices=H.choices)

    class Meta:
        abstract = True

    @move("state", H.TRANSFERRING, H.ACCOUNTING, "移交", tone="ok", rules=TRANSFER)
    def transfer(self) -> None:
        pass

    @move("state", H.ACCOUNTING, H.MAINTAINING, "决算完成", tone="ok", rules=SETTLE)
    def settle(self) -> None:
        pass

    @move("state", H.ACCOUNTING, H.TRANSFERRING, "退回移交", tone="warn")
    def transfer_return(self) -> None:
        pass

    @move("state", H.MAINTAINING, H.ARCHIVING, "管护已落实", tone="ok", rules=CARE_FOR)
    def care_for(self) -> None:
        pass

    @move("state", H.ARCHIVING, H.ARCHIVED, "归档", tone="ok", rules=ARCHIVE)
    def archive(self) -> None:
        pass

    @move("state", H.ARCHIVING, H.MAINTAINING, "退回管护落实", tone="warn")
    def care_return(self) -> None:
        pass


class FollowUpState(models.TextChoices):
    FILLING = "FILLING", "填写年度回访"
    REVIEWING = "REVIEWING", "乡镇核查"
    DONE = "DONE", "已核查"


F = FollowUpState


class FollowUpMachine(models.Model):
    state = StateField("状态", default=F.FILLING, choices=F.choices)

    class Meta:
        abstract = True

    @move("state", F.FILLING, F.REVIEWING, "报乡镇核查", tone="ok", rules=HAND_IN)
    def hand_in(self) -> None:
        pass

    @move("state", F.REVIEWING, F.DONE, "核查属实", tone="ok")
    def finish(self) -> None:
        pass

    @move("state", F.REVIEWING, F.FILLING, "退回补充", tone="warn")
    def send_back(self) -> None:
        pass
