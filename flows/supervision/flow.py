"""检查与整改: whose desk, in what order."""

from __future__ import annotations

from typing import Any

from flows.desk.step import PaperFlow, Step
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import posts, sits, supervising

from .figures import recheck_post
from .models import Inspection, Rectification
from .states import InspectionState as S
from .states import RectificationState as R

INSPECTOR = supervising(P.SUPERVISOR_ENGINEER, P.OWNER_SITE)


@sits(P.SUPERVISOR_CHIEF, P.OVERSIGHT_DIRECTOR)
def rechecking(rectification: Any) -> list[Any]:
    return [recheck_post(rectification)]


def deadline(rectification: Any) -> Any:
    return rectification.deadline


class InspectionFlow(PaperFlow):
    """监管检查点"""

    paper = Inspection

    report = Step(
        "报检",
        at=S.PLANNED,
        posts=posts(P.CONTRACTOR_LEAD),
        own=True,
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
