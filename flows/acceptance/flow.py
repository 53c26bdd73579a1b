"""验收与移交: whose desk, in what order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flows.desk.seats import Sign
from flows.desk.step import READ, VOTE, PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.posts import posts, sits, supervising

from .figures.votes import thresholds
from .models import AcceptanceCase, FollowUp, Handover
from .states import CaseState as S
from .states import FollowUpState as F
from .states import HandoverState as H

# Whom a committee is usually made of (参数 committee.members); the owner may seat others.
COMMITTEE = (
    P.OWNER_LEAD,
    P.OVERSIGHT_DIRECTOR,
    P.DRC_CHIEF,
    P.AGRI_CHIEF,
    P.SECTOR_REVIEWER,
    P.FINANCE_CHIEF,
    P.HRSS_CLERK,
    P.TOWNSHIP_CLERK,
    P.VILLAGE_DIRECTOR,
    P.OUTSIDE_EXPERT,
)


@sits(P.OWNER_LEAD)
def chair(case: Any) -> list[Post]:
    return [member.post for member in case.members.filter(chair=True, recused=False)]


@sits(*COMMITTEE)
def voters(case: Any) -> list[Post]:
    return [member.post for member in case.members.filter(voting=True, recused=False)]


def majority(case: Any) -> Sign:
    """票签: more than half of the votes, two thirds present (parameters).

    It never ends early: the last vote may still make of 同意 a 同意但限期整改.
    """
    quorum, share = thresholds(case.project)
    return Sign("ratio", share=share, quorum=quorum, early=False)


# The rule under the default parameters: what ``prove`` explores.
majority.like = Sign("ratio", share=Decimal(1) / 2, quorum=Decimal(2) / 3, early=False)


class AcceptanceFlow(PaperFlow):
    """竣工验收"""

    paper = AcceptanceCase

    report = Step(
        "编制竣工报告",
        at=S.REPORTING,
        posts=posts(P.CONTRACTOR_LEAD),
        own=True,
        help="工程全部完成、整改闭环、工资结清后报送；逐项写明验收条件（E1–E5）和结算金额。",
        basis="建设工程质量管理条例16",
    ).on(agreed="report")
    pre_accept = Step(
        "预验收",
        at=S.PRE_ACCEPTING,
        posts=supervising(P.SUPERVISOR_CHIEF, P.OWNER_SITE),
        due=workdays(5, "step.pre_accept.days"),
        help="核对工程实体、资料和劳务专项核验表；不合格的写明意见退回，项目回到在建。",
        basis="北京市建设工程质量条例47；实施意见五(一)",
    ).on(agreed="pre_accept", returned="refuse")
    form = Step(
        "成立验收委员会",
        at=S.FORMING,
        posts=posts(P.OWNER_LEAD),
        due=workdays(5, "step.form.days"),
        help="系统已按岗位提出名单，可增减。主任由业主担任；有表决权的不少于 5 名且为单数；施工、监理列席不表决。",
        basis="建设工程质量管理条例16",
    ).on(agreed="form")
    verify = Step(
        "逐项核验",
        at=S.VERIFYING,
        posts=chair,
        allows=READ,
        due=workdays(5, "step.verify.days"),
        help="证据已封存。委员在“逐项核验”页对每一项确认或提出异议；有异议的项由业主或主任说明后，提交表决。",
        basis="实施意见五(一)",
    ).on(agreed="verify", returned="recompose")
    vote = (
        Step(
            "委员表决",
            at=S.VOTING,
            posts=voters,
            sign=majority,
            allows=VOTE,
            due=workdays(3, "step.vote.days"),
            help="同意、同意但限期整改、不同意（写明意见）或弃权。弃权计入到会，不计入同意；票数相等或不足为不通过。",
            basis="实施意见五(一)",
        )
        .on(agreed="carried", refused="lost")
        .voting(("agree", "同意"), ("rectify", "同意但限期整改"))
    )
    conclude = Step(
        "作出结论",
        at=S.CONCLUDING,
        posts=chair,
        allows=READ,
        due=workdays(3, "step.conclude.days"),
        help="阻断项未过不能作“通过”；不通过的项目退回在建，整改后重新报验。",
        basis="建设工程质量管理条例16；北京市建设工程质量条例48",
    ).on(agreed=("conclude_pass", "conclude_rectify"), refused="conclude_fail")


class HandoverFlow(PaperFlow):
    """移交归档"""

    paper = Handover

    transfer = Step(
        "资产移交",
        at=H.TRANSFERRING,
        posts=posts(P.OWNER_LEAD),
        own=True,
        due=workdays(10, "step.transfer.days"),
        help="填写移交清单（资产、数量、权属、资料）和接收单位。",
        basis="建设工程质量管理条例16；政府投资条例25",
    ).on(agreed="transfer")
    settle = Step(
        "竣工决算",
        at=H.ACCOUNTING,
        posts=posts(P.FINANCE_CLERK),
        help="填写决算金额和结余；开设工资专户的，公示满 30 日后销户，再办理决算。",
        basis="政府投资条例25；保障农民工工资支付条例27",
    ).on(agreed="settle", returned="transfer_return")
    care_for = Step(
        "管护落实",
        at=H.MAINTAINING,
        posts=posts(P.VILLAGE_DIRECTOR),
        due=workdays(10, "step.care.days"),
        help="公示管护责任清单，落实主体、经费和公益性岗位，优先吸纳参建群众。",
        basis="北京市乡村振兴促进条例44；实施意见三(三)",
    ).on(agreed="care_for")
    archive = Step(
        "归档",
        at=H.ARCHIVING,
        posts=posts(P.OWNER_SITE),
        due=workdays(10, "step.archive.days"),
        help="卷宗齐全、整改闭环后归档；用工和工资资料自结清起至少保存 3 年。",
        basis="政府投资条例29；保障农民工工资支付条例15、28",
    ).on(agreed="archive", returned="care_return")


class FollowUpFlow(PaperFlow):
    """管护年度回访"""

    paper = FollowUp

    fill = Step(
        "填写年度回访",
        at=F.FILLING,
        posts=posts(P.VILLAGE_DIRECTOR),
        own=True,
        due=workdays(20, "step.follow_up.days"),
        help="逐项填写工程使用、管护支出、公益性岗位在岗和参建群众留用情况。",
        basis="北京市乡村振兴促进条例44；实施意见三(三)",
    ).on(agreed="hand_in")
    review = Step(
        "乡镇核查",
        at=F.REVIEWING,
        posts=posts(P.TOWNSHIP_CLERK),
        due=workdays(10, "step.follow_up_review.days"),
        help="到现场核查；情况不实的退回补充。",
        basis="北京市乡村振兴促进条例44",
    ).on(agreed="finish", returned="send_back")
