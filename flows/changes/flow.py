"""变更、停工、终止: whose desk, in what order."""

from __future__ import annotations

from typing import Any

from flows.desk.seats import Sign
from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.posts import (
    CLERK,
    approving_clerk,
    approving_deciders,
    posts,
    sits,
    supervising,
)

from .models import Change, Closure, Suspension
from .states import ChangeState as C
from .states import ClosureKind
from .states import ClosureState as T
from .states import SuspensionState as S


class ChangeFlow(PaperFlow):
    """项目变更"""

    paper = Change

    draft = Step(
        "编制变更申请",
        at=C.DRAFTING,
        posts=posts(P.OWNER_LEAD),
        own=True,
        help="写明变更事项、理由和变更后的数；用工人数、劳务报酬及占比前后对照由系统列出。",
        basis="政府投资条例21",
    ).on(agreed="hand_in")
    town = Step(
        "乡镇初核",
        at=C.TOWN_REVIEW,
        posts=posts(P.TOWNSHIP_LEADER),
        due=workdays(3, "step.change_town.days"),
        help="核对变更是否必要，对当地群众务工和报酬有无减少。",
        basis="实施意见二(四)",
    ).on(agreed="pass_town", returned="send_back")
    receive = Step(
        "原审批部门受理",
        at=C.RECEIVING,
        posts=approving_clerk,
        due=workdays(5, "step.change_receive.days"),
        help="材料齐全、前后对照清楚的受理；概算超过可研估算 10% 的，提出是否重报可研的意见。",
        basis="政府投资条例12、21、23",
    ).on(agreed="receive", returned="send_back")
    decide = Step(
        "原审批部门审定",
        at=C.DECIDING,
        posts=approving_deciders,
        sign=Sign("turn"),
        unlike=("receive",),
        due=workdays(10, "step.change_decide.days"),
        help="同意的生成新的批复基线，此后各项数据与新基线对照；不同意的写明理由，原基线不变。",
        basis="政府投资条例11、12、21、23",
    ).on(agreed=("approve", "require_report"), refused="reject", returned="send_back")


class SuspensionFlow(PaperFlow):
    """停工复工"""

    paper = Suspension

    stopped = Step(
        "停工整改",
        at=S.STOPPED,
        posts=posts(P.CONTRACTOR_LEAD),
        help="停工期间应付报酬照发。原因消除、条件具备后申请复工。",
        basis="北京市建设工程质量条例45；保障农民工工资支付条例35",
    ).on(agreed="apply")
    review = Step(
        "复工审查",
        at=S.REVIEWING,
        posts=supervising(P.SUPERVISOR_CHIEF, P.OWNER_SITE),
        unlike=("stopped",),
        due=workdays(3, "step.resume.days"),
        help="到现场逐条核对复工条件；不具备的写明意见退回。",
        basis="建设工程安全生产管理条例14",
    ).on(agreed="pass_review", returned="send_back")
    approve = Step(
        "签发复工令",
        at=S.APPROVING,
        posts=posts(P.OWNER_LEAD),
        unlike=("stopped", "review"),
        due=workdays(2, "step.resume_approve.days"),
        help="签发后恢复施工；还有其他停工未解除的，项目仍停工。",
        basis="政府投资条例20",
    ).on(agreed="resume", returned="send_back")


@sits(P.OWNER_LEAD, *CLERK.values())
def proposing(closure: Any) -> list[Post]:
    """终止 is proposed by the owner, 撤销 by the body that approved."""
    if closure.kind == ClosureKind.REVOKE:
        return approving_clerk(closure)
    return posts(P.OWNER_LEAD)(closure)


class ClosureFlow(PaperFlow):
    """项目终止"""

    paper = Closure

    draft = Step(
        "拟定终止意见",
        at=T.DRAFTING,
        posts=proposing,
        own=True,
        help="写明事由和依据；撤销批复的写明骗取批准的事实和责任。",
        basis="政府投资条例34",
    ).on(agreed="hand_in")
    review = Step(
        "审批部门审查",
        at=T.REVIEWING,
        posts=approving_deciders,
        unlike=("draft",),
        due=workdays(10, "step.closure_review.days"),
        help="审查事由、未付报酬和资金情况。",
        basis="政府投资条例34",
    ).on(agreed="pass_review", returned="send_back")
    decide = Step(
        "区政府审定",
        at=T.DECIDING,
        posts=posts(P.GOVERNMENT_LEADER),
        due=workdays(5, "step.closure_decide.days"),
        help="决定终止的进入清算，工程停工；应付报酬全部结清前不能办结。",
        basis="政府投资条例34；保障农民工工资支付条例35",
    ).on(agreed="decide", refused="refuse", returned="send_back")
    settle = Step(
        "清算",
        at=T.SETTLING,
        posts=posts(P.OWNER_LEAD),
        own=True,
        due=workdays(20, "step.settlement.days"),
        help="付清全部应付报酬，名册冻结；到位资金＝已支出＋收回，逐项填写。",
        basis="保障农民工工资支付条例29；政府投资条例34",
    ).on(agreed="settle")
    recover = Step(
        "资金收回核定",
        at=T.RECOVERING,
        posts=posts(P.FINANCE_CHIEF),
        due=workdays(5, "step.recover.days"),
        help="核对收回金额和缴回凭证。",
        basis="政府投资条例34",
    ).on(agreed="finish", returned="return_settlement")
