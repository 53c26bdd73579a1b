"""谋划储备: whose desk, in what order."""

from __future__ import annotations

from flows.desk.seats import Sign
from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import posts

from .models import PlanItem
from .states import ItemState as S


class PlanningFlow(PaperFlow):
    """谋划储备"""

    paper = PlanItem

    report = Step(
        "村申报",
        at=S.DRAFT,
        posts=posts(P.VILLAGE_DIRECTOR),
        own=True,
        help="填写申报理由、村民（代表）会议情况，核对建设内容和资金。",
        basis="实施意见三(一)",
    ).on(agreed="submit")
    town_review = Step(
        "乡镇审核",
        at=S.TOWN_REVIEW,
        sign=Sign("turn"),
        posts=posts(P.TOWNSHIP_CLERK, P.TOWNSHIP_LEADER),
        due=workdays(5, "step.town_review.days"),
        help="核对是否小微工程、用工环节是否适合当地劳动力。",
        basis="实施意见二(一)",
        bulk=True,
    ).on(agreed="town_pass", returned="town_return")
    joint_review = Step(
        "入库审核",
        at=S.JOINT_REVIEW,
        sign=Sign("all"),
        posts=posts(P.AGRI_CLERK, P.DRC_CLERK),
        due=workdays(10, "step.joint_review.days"),
        help="区农业农村、发改共同审核，符合条件的纳入乡村建设项目库。",
        basis="实施意见三(一)；北京市乡村振兴促进条例54",
        bulk=True,
    ).on(agreed="reserve", refused="remove", returned=("joint_return", "back_to_village"))
    listing = Step(
        "区政府审定年度清单",
        at=S.LISTING,
        posts=posts(P.GOVERNMENT_LEADER),
        due=workdays(5, "step.decide.days"),
        help="因时因地制宜，不搞平均主义；审定后列入年度项目清单。",
        basis="实施意见二(一)、三(一)",
    ).on(agreed="enlist", returned=("list_return", "back_to_village", "back_to_town"))
    filing = Step(
        "报市备案",
        at=S.FILING,
        sign=Sign("all"),
        posts=posts(P.CITY_DRC_CLERK, P.CITY_AGRI_CLERK),
        due=workdays(5, "step.receive.days"),
        help="市发改、市农业农村登记备案。",
        basis="实施意见三(一)、四",
        bulk=True,
    ).on(
        agreed="file",
        returned=("file_return", "back_to_village", "back_to_town", "back_to_joint"),
    )
