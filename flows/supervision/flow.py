"""检查与整改: whose desk, in what order."""

from __future__ import annotations

from typing import Any

from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import posts, sits, supervising

from .figures import recheck_post
from .models import Inspection, MonthlyReport, PaymentClaim, Rectification, VisitRound
from .states import ClaimState as C
from .states import InspectionState as S
from .states import RectificationState as R
from .states import ReportState as M
from .states import VisitRoundState as V

INSPECTOR = supervising(P.SUPERVISOR_ENGINEER, P.OWNER_SITE)


@sits(P.SUPERVISOR_CHIEF, P.OVERSIGHT_DIRECTOR)
def rechecking(rectification: Any) -> list[Any]:
    return [recheck_post(rectification)]


def deadline(rectification: Any) -> Any:
    return rectification.deadline


def planned_day(inspection: Any) -> Any:
    """The last day of the checkpoint in the plan (北京市建设工程质量条例44); a stop has no days."""
    return inspection.report_by


class InspectionFlow(PaperFlow):
    """监管检查点"""

    paper = Inspection

    report = Step(
        "报检",
        at=S.PLANNED,
        posts=posts(P.CONTRACTOR_LEAD),
        own=True,
        due=planned_day,
        help="工序完成并自检合格后报检；隐蔽工程须先验后隐，附影像。",
        basis="建设工程质量管理条例30；北京市建设工程质量条例44",
    ).on(agreed="report")
    inspect = Step(
        "检查签认",
        at=S.INSPECTING,
        posts=INSPECTOR,
        unlike=("report",),
        help="到现场检查：合格的签认；有问题的写明事实，下达整改通知。未经签认不得进入下道工序。",
        basis="建设工程质量管理条例37、38",
    ).on(agreed="sign_off", refused="find_defect", returned="send_back")


class RectificationFlow(PaperFlow):
    """整改"""

    paper = Rectification

    sign_for = Step(
        "签收整改通知",
        at=R.OPEN,
        posts=posts(P.CONTRACTOR_LEAD),
        due=deadline,
        help="签收后立即组织整改；A 级问题先停工、先撤岗。",
        basis="北京市建设工程质量条例45；建设工程安全生产管理条例14",
    ).on(agreed="begin")
    rectify = Step(
        "整改",
        at=R.RECTIFYING,
        posts=posts(P.CONTRACTOR_LEAD),
        due=deadline,
        help="写明措施和完成情况，附整改前后照片。",
        basis="北京市建设工程质量条例45；建设工程安全生产管理条例14",
    ).on(agreed="submit")
    rectify_again = Step(
        "继续整改",
        at=R.REOPENED,
        posts=posts(P.CONTRACTOR_LEAD),
        due=deadline,
        help="按复查意见继续整改后再次提交。",
        basis="北京市建设工程质量条例45；建设工程安全生产管理条例14",
    ).on(agreed="submit")
    recheck = Step(
        "复查",
        at=R.SUBMITTED,
        posts=rechecking,
        unlike=("sign_for", "rectify", "rectify_again"),
        help="到现场逐条复查，合格的销号；不合格的写明意见，继续整改。复查人不得是整改人、检查人。",
        basis="建设工程质量管理条例37",
    ).on(agreed="close", refused="reopen")


class VisitFlow(PaperFlow):
    """务工人员回访"""

    paper = VisitRound

    ask = Step(
        "回访务工人员",
        at=V.VISITING,
        posts=INSPECTOR,
        due=workdays(10, "step.visit.days"),
        help="逐人电话或入户回访：是否本人务工、到手多少。否认的、金额不符的如实记录。",
        basis="保障农民工工资支付条例11",
    ).on(agreed="hand_in")
    review = Step(
        "复核回访",
        at=V.REVIEWING,
        posts=posts(P.TOWNSHIP_LEDGER),
        unlike=("ask",),
        due=workdays(5, "step.visit_review.days"),
        help="抽查回访记录；缺漏的退回补访，属实的办结。",
        basis="实施意见五(一)",
    ).on(agreed="finish", returned="send_back")


class ReportFlow(PaperFlow):
    """监理月报"""

    paper = MonthlyReport

    draft = Step(
        "编制月报",
        at=M.DRAFTING,
        posts=INSPECTOR,
        own=True,
        due=workdays(5, "step.report.days"),
        help="进度、资金、用工数据由系统从台账取数；填写形象进度、主要工程和问题。",
        basis="建设工程质量管理条例38；政府投资条例27",
    ).on(agreed="hand_in")
    sign_off = Step(
        "审签月报",
        at=M.REVIEWING,
        posts=supervising(P.SUPERVISOR_CHIEF, P.OWNER_LEAD),
        unlike=("draft",),
        due=workdays(3, "step.report_sign.days"),
        help="核对形象进度和数据后签发，签发后数据不再变化。",
        basis="政府投资条例27",
    ).on(agreed="sign_off", returned="send_back")


class ClaimFlow(PaperFlow):
    """工程款支付"""

    paper = PaymentClaim

    draft = Step(
        "编制支付申请",
        at=C.DRAFTING,
        posts=posts(P.CONTRACTOR_LEAD),
        own=True,
        help="写明已完工程量和申请金额；人工费用单独申请，按月足额。",
        basis="保障农民工工资支付条例24、29",
    ).on(agreed="hand_in")
    measure = Step(
        "监理签认计量",
        at=C.MEASURING,
        posts=supervising(P.SUPERVISOR_CHIEF, P.OWNER_SITE),
        due=workdays(5, "step.measure.days"),
        help="只签认已验收合格的工程量；有暂停拨付的整改未闭环，工程进度款不能签认，人工费用不受影响。",
        basis="建设工程质量管理条例37；保障农民工工资支付条例35",
    ).on(agreed="measure", returned="send_back")
    approve = Step(
        "业主审批",
        at=C.APPROVING,
        posts=posts(P.OWNER_LEAD),
        unlike=("measure",),
        due=workdays(5, "step.claim.days"),
        help="累计拨付不超过合同价；人工费用优先足额拨付。",
        basis="政府投资条例22；保障农民工工资支付条例29",
    ).on(agreed="approve", returned="return_claim")
    pay = Step(
        "登记拨付",
        at=C.PAYING,
        posts=posts(P.OWNER_SITE),
        due=workdays(5, "step.pay_claim.days"),
        help="拨付后登记日期和凭证号；人工费用拨入工资专户。",
        basis="保障农民工工资支付条例26、29",
    ).on(agreed="pay")
