"""资金·发包·开工: whose desk, in what order."""

from __future__ import annotations

from typing import Any

from flows.desk.seats import Sign
from flows.desk.step import PaperFlow, Step
from flows.engine import clock
from flows.engine.deadlines import workdays
from flows.engine.models import Parameter
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.posts import posts, sits, supervising

from .models import Contract, FundingNotice, StartReadiness
from .states import ContractState, StartState
from .states import FundingState as F


@sits(P.DRC_CHIEF, P.HRSS_CLERK, P.AGRI_CHIEF, P.FINANCE_CHIEF)
def countersigners(notice: Any) -> list[Post]:
    """Parameter funding.countersigners; the owner's own body has no seat (domain.md 2.14)."""
    project = notice.project
    row = Parameter.snapshot().get(
        "funding.countersigners",
        on=clock.today(notice.chain),
        fund=project.fund_source,
        district=project.district,
    )
    found = [project.post(code) for code in row.items]
    return [post for post in found if post.organization_id != project.owner_id]


class FundingFlow(PaperFlow):
    """资金下达"""

    paper = FundingNotice

    # Drafting and forwarding are the clerk's own work, not decisions on it: both are ``own``.
    plan_draft = Step(
        "发改拟投资计划",
        at=F.DRC_DRAFTING,
        posts=posts(P.DRC_CLERK),
        own=True,
        due=workdays(5, "step.funding.days"),
        help="核对资金来源与总投资，拟政府投资年度计划；文号可由系统编。",
        basis="政府投资条例16–17；实施意见四",
    ).on(agreed="hand_plan")
    finance_draft = Step(
        "财政拟资金文件",
        at=F.FINANCE_DRAFTING,
        posts=posts(P.FINANCE_CLERK),
        due=workdays(5, "step.funding.days"),
        help="资金文件须写明要素 r2、r3、r6、r7、r10、r12，已按批复带出，核对后送会签。",
        basis="实施意见四",
    ).on(agreed="submit", returned="plan_return")
    countersign = Step(
        "会签",
        at=F.COUNTERSIGNING,
        sign=Sign("all"),
        posts=countersigners,
        unlike=("plan_draft", "finance_draft"),
        due=workdays(7, "step.countersign.days"),
        help="核对下达金额、以工代赈要求与批复一致；任一不同意即退回财政修改。",
        basis="实施意见四",
        bulk=True,
    ).on(
        agreed="countersign_pass",
        refused="countersign_refuse",
        returned=("countersign_return", "back_to_plan"),
    )
    issue = Step(
        "财政签发",
        at=F.SIGNING,
        posts=posts(P.FINANCE_CHIEF),
        unlike=("finance_draft",),
        due=workdays(5, "step.decide.days"),
        help="要素缺失、与批复不一致或金额不符的不得签发。",
        basis="实施意见四；政府投资条例22",
    ).on(agreed="issue", returned=("sign_return", "back_to_plan", "back_to_countersign"))
    forward = Step(
        "转下达业主",
        at=F.FORWARDING,
        posts=posts(P.DRC_CLERK),
        own=True,
        due=workdays(10, "plan.forward.workdays"),
        help="将投资计划和资金文件转下达项目业主单位；中央资金自收到计划起 10 个工作日内。",
        basis="国家以工代赈管理办法；参数 plan.forward.workdays",
    ).on(agreed="forward")


class ContractFlow(PaperFlow):
    """发包与合同"""

    paper = Contract

    procurement = Step(
        "发包方式及依据",
        at=ContractState.PROCUREMENT,
        posts=posts(P.OWNER_LEAD),
        own=True,
        due=workdays(20, "step.contract.days"),
        help="填写发包方式和法律依据；批复已明确的已带出，核对后办理。",
        basis="实施意见二(四)；招标投标法66",
    ).on(agreed="give_out")
    registration = Step(
        "合同登记",
        at=ContractState.REGISTERING,
        posts=posts(P.OWNER_LEAD),
        own=True,
        due=workdays(20, "step.contract.days"),
        help="登记承接主体、合同价、签订日期、人工费用拨付周期；以工代赈专门条款和要素"
        "（r1–r7、r12）须与批复一致。",
        basis="国办函〔2022〕58号；保障农民工工资支付条例24；实施意见五(一)",
    ).on(agreed="register", returned="procurement_return")


class StartFlow(PaperFlow):
    """开工报审"""

    paper = StartReadiness

    report = Step(
        "施工单位开工报审",
        at=StartState.DRAFT,
        posts=posts(P.CONTRACTOR_LEAD),
        own=True,
        help="如实填写专户、保证金、告示牌、劳资专管员、项目公示、技术交底和保险情况后报审。",
        basis="保障农民工工资支付条例23–34；建设工程安全生产管理条例27",
    ).on(agreed="submit")
    review = Step(
        "总监审查",
        at=StartState.SUPERVISOR_REVIEW,
        posts=supervising(P.SUPERVISOR_CHIEF, P.OWNER_SITE),
        due=workdays(3, "step.start.days"),
        help="到现场核对开工条件；不设监理的由业主现场代表审查。",
        basis="建设工程质量管理条例37；实施意见二(三)",
    ).on(agreed="review_pass", returned="review_return")
    approval = Step(
        "业主批准",
        at=StartState.OWNER_APPROVAL,
        posts=posts(P.OWNER_LEAD),
        unlike=("review",),
        due=workdays(3, "step.start.days"),
        help="资金落实、开工条件具备的批准开工。",
        basis="政府投资条例20；保障农民工工资支付条例23",
    ).on(agreed="approve", returned=("approval_return", "back_to_review"))
    issue = Step(
        "签发开工令",
        at=StartState.ISSUING,
        posts=supervising(P.SUPERVISOR_CHIEF, P.OWNER_LEAD),
        due=workdays(3, "step.start.days"),
        help="总监理工程师签发；不设监理的由业主签发。签发当日为开工日期。",
        basis="政府投资条例20",
    ).on(agreed="issue", returned=("issue_return", "back_to_review", "back_to_approval"))
