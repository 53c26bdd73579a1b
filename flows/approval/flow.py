"""报批: whose desk, in what order."""

from __future__ import annotations

from typing import Any

from flows.desk.seats import Sign
from flows.desk.step import PaperFlow, Step
from flows.engine import clock
from flows.engine.deadlines import workdays
from flows.engine.models import Parameter
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.posts import approving_clerk, approving_deciders, posts, sits

from .models import ApprovalCase, LabourSurvey
from .states import CaseState as S
from .states import SurveyState, Track


def supplement_until(case: Any) -> Any:
    """The day the receiver has named."""
    return case.supplement_until


@sits(P.TOWNSHIP_CLERK, P.FINANCE_CLERK, P.HRSS_CLERK)
def informed(case: Any) -> list[Post]:
    """Whom a decided approval is laid before to be read: 乡镇、财政、人社."""
    return posts(P.TOWNSHIP_CLERK, P.FINANCE_CLERK, P.HRSS_CLERK)(case)


@sits(P.SECTOR_REVIEWER, P.FINANCE_CHIEF, P.HRSS_CLERK, P.AGRI_CHIEF, P.DRC_CHIEF)
def countersigners(case: Any) -> list[Post]:
    """财政·人社·农业农村；审批部门与申报、业主单位不占席位 (domain.md 2.14).

    On the simple track the sector in charge countersigns instead of reviewing before.
    """
    project = case.project
    row = Parameter.snapshot("approval.").get(
        "approval.countersigners", on=clock.today(case.chain), district=project.district
    )
    approving = project.body(project.approving_body)
    taken = {project.owner_id, approving.pk if approving else None}
    sector = [P.SECTOR_REVIEWER] if case.track == Track.SIMPLE else []
    found = [project.post(code) for code in (*sector, *row.items)]
    return [post for post in found if post.organization_id not in taken]


class ApprovalFlow(PaperFlow):
    """报批"""

    paper = ApprovalCase

    compile = Step(
        "业主编制实施方案",
        at=S.DRAFT,
        posts=posts(P.OWNER_LEAD),
        own=True,
        help="填写以工代赈专章（要素 r1–r9、r11、r12），可为零的也要写明；劳动力摸底完成后报送。",
        basis="实施意见三(二)、五(一)",
    ).on(agreed="submit")
    town_review = Step(
        "乡镇初核上报",
        at=S.TOWN_REVIEW,
        sign=Sign("turn"),
        posts=posts(P.TOWNSHIP_CLERK, P.TOWNSHIP_LEADER),
        due=workdays(5, "step.town_review.days"),
        help="核对摸底情况、务工组织方案与资金落实。",
        basis="实施意见三(二)",
        bulk=True,
    ).on(agreed="town_pass", returned="town_return")
    receive = Step(
        "审批部门受理",
        at=S.SUBMITTED,
        posts=approving_clerk,
        due=workdays(5, "step.receive.days"),
        help="材料齐全、要素完整的予以受理；不齐的退回并一次说清。",
        basis="政府投资条例9–11；参照行政许可法32",
        bulk=True,
    ).on(
        agreed=("receive", "receive_simple", "receive_urgent"),
        refused="decline",
        returned=("receive_return", "back_to_town", "ask_supplement"),
    )
    supplement = Step(
        "补正材料",
        at=S.SUPPLEMENTING,
        posts=posts(P.OWNER_LEAD),
        own=True,
        due=supplement_until,
        stops="supplement",
        help="按补正清单逐条补齐，修改实施方案要素或上传附件后提交；补正期间审批时限停止计算。",
        basis="参照行政许可法32",
    ).on(agreed="supplement")
    sector_review = Step(
        "行业主管审查",
        at=S.SECTOR_REVIEW,
        posts=posts(P.SECTOR_REVIEWER),
        due=workdays(10, "step.sector_review.days"),
        help="审查技术方案，技能要求是否适合当地务工人员。",
        basis="实施意见二(三)、四",
        bulk=True,
    ).on(
        agreed="sector_pass",
        returned=("sector_return", "back_to_town", "back_to_reception"),
    )
    countersign = Step(
        "部门会签",
        at=S.COUNTERSIGNING,
        sign=Sign("all"),
        posts=countersigners,
        due=workdays(7, "step.countersign.days"),
        help="财政看资金，人社看用工与培训，农业农村看联农带农；任一不同意即退回审查。",
        basis="实施意见四",
        bulk=True,
    ).on(
        agreed="countersign_pass",
        refused="countersign_refuse",
        returned=("countersign_return", "back_to_town", "back_to_reception", "back_to_sector"),
    )
    decide = Step(
        "审批部门批复",
        at=S.DECIDING,
        sign=Sign("turn"),
        posts=approving_deciders,
        due=workdays(5, "step.decide.days"),
        help="批复须写明要素 r1–r12；务工人数（r2）、劳务报酬（r3）即为今后核对的基线。",
        basis="实施意见四；政府投资条例11",
    ).on(
        agreed="approve",
        refused="reject",
        returned=(
            "back_to_draft",
            "back_to_town",
            "back_to_reception",
            "decide_return",
            "back_to_countersign",
        ),
    )
    deliver = Step(
        "送达",
        at=S.DECIDED_APPROVE,
        posts=approving_clerk,
        due=workdays(10, "step.deliver.days"),
        help="送达业主并抄送有关部门。",
        basis="参照行政许可法44",
        copies=informed,
        bulk=True,
    ).on(agreed="deliver")


class SurveyFlow(PaperFlow):
    """劳动力摸底"""

    paper = LabourSurvey

    survey = Step(
        "劳动力摸底",
        at=SurveyState.DRAFT,
        posts=posts(P.VILLAGE_ACCOUNTANT),
        own=True,
        help="登记本村愿意务工的人数、技能和优先群体。",
        basis="实施意见三(二)",
    ).on(agreed="finish")
