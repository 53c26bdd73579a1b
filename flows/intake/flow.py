"""存量项目补录: whose desk, in what order."""

from __future__ import annotations

from flows.desk.step import PaperFlow, Step
from flows.engine.deadlines import workdays
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import posts

from .models import Intake
from .states import IntakeState as S


class IntakeFlow(PaperFlow):
    """存量项目补录"""

    paper = Intake

    state_facts = Step(
        "补录资料",
        at=S.DRAFT,
        posts=posts(P.DRC_CLERK),
        own=True,
        help="照扫描件填写项目、资金和各文书的文号、日期，填写批复要素，上传扫描件后报科长确认。",
        basis="实施意见四、五(一)",
    ).on(agreed="submit")
    confirm = Step(
        "科长确认补录",
        at=S.CONFIRMING,
        posts=posts(P.DRC_CHIEF),
        unlike=("state_facts",),
        due=workdays(5, "step.decide.days"),
        help="逐份打开扫描件，与补录的文号、日期、金额、要素核对一致后确认；确认当日起在本系统办理。",
        basis="实施意见四、五(一)；政府投资条例11、20、22",
    ).on(
        agreed=("confirm_approved", "confirm_funded", "confirm_ready", "confirm_construction"),
        returned="send_back",
    )
