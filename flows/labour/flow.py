"""用工名册: whose desk, in what order."""

from __future__ import annotations

from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import posts

from .models import Roster
from .states import RosterState as S


class RosterFlow(PaperFlow):
    """用工名册"""

    paper = Roster

    hand_in = Step(
        "交用工名册",
        at=S.OPEN,
        posts=posts(P.CONTRACTOR_LABOUR),
        own=True,
        due=workdays(10, "step.roster.days"),
        help="按模板填写务工人员信息、培训、协议、本人银行卡，上传后自动送乡镇审核；开工前交一次。",
        basis="实施意见三(四)；保障农民工工资支付条例28",
    ).on(agreed="submit")
    town_review = Step(
        "乡镇审核名册",
        at=S.TOWN_REVIEW,
        posts=posts(P.TOWNSHIP_LEDGER),
        unlike=("hand_in",),
        due=workdays(5, "step.town_review.days"),
        help="核对户籍、优先标签、协议和培训；不实的退回，名册可重新上传。",
        basis="实施意见一(一)、三(四)",
    ).on(agreed="verify", returned="send_back")
