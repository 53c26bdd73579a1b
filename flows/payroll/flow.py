"""劳务报酬: whose desk, in what order. Who enters, who reviews and who pays are different people."""

from __future__ import annotations

from typing import Any

from flows.desk.seats import Sign
from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.posts import Posts, posts, sits, supervising

from .models import PayException, PayrollBatch, StrikeRequest
from .states import BatchState as S
from .states import ExceptionState, StrikeState

ENTERED = ("compile", "confirm", "settle")
REVIEWED = ("review", "town_review", "file")


def keeping(works: str, care: str) -> Posts:
    """A step of the works' pay that is the village's in upkeep (管护)."""
    return sits(works, care)(lambda batch: [batch.project.post(care if batch.care else works)])


@sits(P.SUPERVISOR_ENGINEER, P.OVERSIGHT_DIRECTOR, P.OWNER_SITE)
def reviewers(batch: Any) -> list[Post]:
    """监理工程师（不设监理的为村务监督主任）and the owner's man on site; in upkeep only he."""
    if batch.care:
        return posts(P.OWNER_SITE)(batch)
    watching = supervising(P.SUPERVISOR_ENGINEER, P.OVERSIGHT_DIRECTOR)
    return [*watching(batch), *posts(P.OWNER_SITE)(batch)]


class PayrollFlow(PaperFlow):
    """劳务报酬发放"""

    paper = PayrollBatch

    compile = Step(
        "编制",
        at=S.DRAFT,
        posts=keeping(P.CONTRACTOR_LABOUR, P.VILLAGE_ACCOUNTANT),
        own=True,
        due=workdays(5, "step.pay_compile.days"),
        help="上传本月考勤表和发放台账，核对后报送；本月没有用工的选“本月无用工”。",
        basis="保障农民工工资支付条例31；实施意见三(四)",
    ).on(agreed="compile")
    check = Step(
        "校验",
        at=S.CHECKING,
        posts=keeping(P.CONTRACTOR_FOREMAN, P.OVERSIGHT_DIRECTOR),
        unlike=ENTERED,
        due=workdays(2, "step.pay_check.days"),
        help="班组长对照考勤核对人员、工日、金额；有问题的行只暂扣本行。",
        basis="保障农民工工资支付条例28、31",
    ).on(agreed="verify", returned="verify_return")
    confirm = Step(
        "本人确认",
        at=S.CHECKED,
        posts=keeping(P.CONTRACTOR_LABOUR, P.VILLAGE_ACCOUNTANT),
        own=True,
        due=workdays(2, "step.pay_confirm.days"),
        help="务工人员扫码、在现场或在签字表上确认；没有确认的行暂扣，确认后随即解除。",
        basis="实施意见三(四)；保障农民工工资支付条例31",
    ).on(agreed="confirm", returned="confirm_return")
    post_notice = Step(
        "公示",
        at=S.CONFIRMED,
        posts=keeping(P.VILLAGE_ACCOUNTANT, P.VILLAGE_DIRECTOR),
        due=workdays(2, "step.pay_notice.days"),
        help="打印脱敏的公示表，在村务公开栏张贴，拍照留存不少于 2 张。",
        basis="国家以工代赈管理办法；地方执行值，公示不少于 7 天",
    ).on(agreed="post_notice", returned="notice_return")
    close_notice = Step(
        "公示期满",
        at=S.PUBLICIZING,
        posts=keeping(P.VILLAGE_ACCOUNTANT, P.VILLAGE_DIRECTOR),
        due=workdays(10, "step.pay_notice_end.days"),
        help="自张贴次日起算，期满无异议的转审核；有异议的退回编制。",
        basis="国家以工代赈管理办法；地方执行值，公示不少于 7 天",
    ).on(agreed="close_notice", returned="notice_return")
    review = Step(
        "监理、业主审核",
        at=S.PUBLICIZED,
        sign=Sign("all"),
        posts=reviewers,
        unlike=ENTERED,
        due=workdays(3, "step.pay_review.days"),
        help="核对用工与工程进度是否相符，台账是否真实。",
        basis="实施意见三(二)；国办函〔2022〕58号",
    ).on(agreed="review", returned="review_return")
    town_review = Step(
        "乡镇审查",
        at=S.REVIEWED,
        posts=posts(P.TOWNSHIP_LEDGER),
        unlike=ENTERED,
        due=workdays(3, "step.pay_town.days"),
        help="发放前审查台账，核对人员、考勤、红旗。",
        basis="国家以工代赈管理办法；实施意见三(二)",
    ).on(agreed="town_pass", returned="town_return")
    file = Step(
        "备案",
        at=S.TOWN_OK,
        posts=posts(P.DRC_CLERK),
        unlike=ENTERED,
        due=workdays(3, "step.pay_file.days"),
        help="台账送区发改备案。",
        basis="国办函〔2022〕58号：台账送县级相关部门备案",
    ).on(agreed="file")
    pay = Step(
        "代发",
        at=S.FILED,
        posts=keeping(P.CONTRACTOR_LEAD, P.VILLAGE_DIRECTOR),
        unlike=(*ENTERED, "check", *REVIEWED),
        due=workdays(3, "step.pay_send.days"),
        help="通过专户向本人银行卡代发；暂扣的行不在其列。",
        basis="保障农民工工资支付条例11、31；实施意见三(四)",
    ).on(agreed="pay")
    reconcile = Step(
        "回单核对",
        at=S.PAYING,
        posts=posts(P.OWNER_LEAD),
        unlike=(*ENTERED, "pay"),
        due=workdays(5, "step.pay_reconcile.days"),
        help="交来银行回单后逐行核对；退汇的原卡可重发，不必重新确认。",
        basis="国家以工代赈管理办法：银行回单留存核对",
    ).on(agreed=("reconcile", "pay_again"), returned="correct")
    settle = Step(
        "扣发处理",
        at=S.RECONCILED,
        posts=keeping(P.CONTRACTOR_LABOUR, P.VILLAGE_ACCOUNTANT),
        own=True,
        due=workdays(10, "step.pay_settle.days"),
        help="暂扣的行逐一更正补发，或写明理由申请剔除；全部处理完才算办结。",
        basis="保障农民工工资支付条例12、31",
    ).on(agreed=("finish", "resume"), returned="correct")


class StrikeFlow(PaperFlow):
    """剔除复核"""

    paper = StrikeRequest

    decide = Step(
        "剔除复核",
        at=StrikeState.ASKED,
        posts=posts(P.OWNER_LEAD),
        due=workdays(3, "step.pay_strike.days"),
        help="核实该行是否确实不应发放，必要时向本人和班组核对；确有出勤的不得剔除。",
        basis="保障农民工工资支付条例12、50",
    ).on(agreed="approve", refused="refuse")


class ExceptionFlow(PaperFlow):
    """现金代领审批"""

    paper = PayException

    decide = Step(
        "现金代领审批",
        at=ExceptionState.ASKED,
        posts=posts(P.TOWNSHIP_LEDGER),
        due=workdays(3, "step.pay_exception.days"),
        help="核实本人不能用本人银行卡领取的原因和凭证；代领的核对委托书和双方证件。",
        basis="实施意见三(四)：原则上发放至本人银行卡；保障农民工工资支付条例11",
    ).on(agreed="approve", refused="refuse")
