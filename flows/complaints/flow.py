"""投诉与欠薪线索: whose desk, in what order. Whom it is about does not answer it himself."""

from __future__ import annotations

from typing import Any

from flows.desk.seats import Sign
from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.posts import posts, sits

from .models import Complaint, Kind
from .states import ComplaintState as S

OF_THE_CONTRACTOR = (Kind.ARREARS, Kind.IMPOSTOR, Kind.OTHER)  # about him, or about nobody knows
ALL = Sign("all")


@sits(P.CONTRACTOR_LABOUR, P.OWNER_LEAD)
def handlers(complaint: Any) -> list[Post]:
    """劳资专管员 for what his own sheets answer; the owner for what is said of the contractor."""
    project = complaint.project
    if complaint.kind in OF_THE_CONTRACTOR or project.contractor_id is None:
        return [project.post(P.OWNER_LEAD)]
    return [project.post(P.CONTRACTOR_LABOUR)]


@sits(P.TOWNSHIP_LEDGER, P.HRSS_CLERK)
def reviewers(complaint: Any) -> list[Post]:
    """乡镇台账审核; unpaid wages are the labour authority's matter too (条例4)."""
    codes = [P.TOWNSHIP_LEDGER, *([P.HRSS_CLERK] if complaint.kind == Kind.ARREARS else [])]
    return [complaint.project.post(code) for code in codes]


def deadline(complaint: Any) -> Any:
    return complaint.due_on


class ComplaintFlow(PaperFlow):
    """投诉与欠薪线索"""

    paper = Complaint

    register = Step(
        "登记交办",
        at=S.REGISTERED,
        posts=posts(P.TOWNSHIP_LEDGER),
        due=workdays(2, "step.complaint_assign.days"),
        help="核对投诉人、月份和事项后交办；涉及施工单位的由业主承办，其余由劳资专管员承办。",
        basis="保障农民工工资支付条例50；北京市乡村振兴促进条例48（接诉即办）",
    ).on(agreed="assign")
    handle = Step(
        "办理答复",
        at=S.HANDLING,
        posts=handlers,
        due=deadline,
        help="逐项核实，对照考勤、签字和回单写明结果；证据随附件上传。不提供证据的承担不利后果。",
        basis="保障农民工工资支付条例50",
    ).on(agreed="answer")
    review = Step(
        "答复审核",
        at=S.REPLIED,
        sign=ALL,
        posts=reviewers,
        unlike=("handle",),
        due=workdays(3, "step.complaint_review.days"),
        help="向投诉人核实答复；欠薪、金额有误的，当月报酬到账或剔除后才能办结。",
        basis="保障农民工工资支付条例12、50",
    ).on(agreed="settle", refused="dismiss", returned="send_back")
