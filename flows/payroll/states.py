"""The machines of a month's pay (domain.md 4.5) and of a strike, and what a line may be."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move, nobody
from flows.orgs.kinds import PostCode
from flows.projects.posts import sits
from flows.projects.states import Stage

from .rules import batch as rules
from .rules import objections, strike
from .rules.notices import notice_shown


class BatchState(models.TextChoices):
    DRAFT = "DRAFT", "编制"
    CHECKING = "CHECKING", "校验"
    CHECKED = "CHECKED", "本人确认"
    CONFIRMED = "CONFIRMED", "待公示"
    PUBLICIZING = "PUBLICIZING", "公示中"
    PUBLICIZED = "PUBLICIZED", "监理、业主审核"
    REVIEWED = "REVIEWED", "乡镇审查"
    TOWN_OK = "TOWN_OK", "备案"
    FILED = "FILED", "代发"
    PAYING = "PAYING", "回单核对"
    RECONCILED = "RECONCILED", "扣发处理"
    DONE = "DONE", "办结"
    VOID = "VOID", "本月无用工"


class LineStatus(models.TextChoices):
    RECORDED = "RECORDED", "已登记"
    HELD = "HELD", "暂扣"
    CLEARED = "CLEARED", "可发放"
    SENT = "SENT", "代发中"
    PAID = "PAID", "已到账"
    BOUNCED = "BOUNCED", "退汇"
    STRUCK = "STRUCK", "已剔除"


class ConfirmMethod(models.TextChoices):
    LINK = "LINK", "本人链接"
    SHEET = "SHEET", "签字表"
    DEVICE = "DEVICE", "现场设备"


class PayMethod(models.TextChoices):
    CARD = "CARD", "本人银行卡"
    CASH = "CASH", "现金"
    PROXY = "PROXY", "代领"


class JobState(models.TextChoices):
    QUEUED = "QUEUED", "排队中"
    RUNNING = "RUNNING", "处理中"
    READY = "READY", "待确认"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "未接收"
    CANCELLED = "CANCELLED", "已取消"


S, L = BatchState, LineStatus
EDITING = (S.DRAFT, S.CHECKING)  # attendance and pay ledger may still change
UNCLEARED = (*EDITING, S.CHECKED)  # nobody has confirmed yet: no line is cleared for pay
ENDED = (S.DONE, S.VOID)
OPEN_LINES = (L.RECORDED, L.HELD, L.CLEARED, L.BOUNCED)  # money is not on its way
SETTLED = (L.PAID, L.STRUCK)


class Posting(NamedTuple):
    """Where a month's pay was posted and how many photos show it."""

    place: str
    photos: int


CLOSING = (rules.notice_over, objections.nothing_objected)
PLACE = Input("place", "张贴地点", help="村务公开栏等务工人员看得到的地方。")
PHOTOS = Input("photos", "照片数", "int", help="张贴现场照片张数，一般不少于 2 张。")


def in_care(project: Any) -> bool:
    """The works are handed over: whoever is paid now is paid for upkeep (公益性岗位、续聘)."""
    return project.stage in (Stage.MAINTENANCE, Stage.ARCHIVED)


@sits(PostCode.CONTRACTOR_LABOUR, PostCode.VILLAGE_ACCOUNTANT)
def labour_officer(paper: Any, user: Any) -> bool:
    """Who keeps this project's ledgers: the contractor's 劳资专管员, in upkeep 村会计."""
    project = paper.project
    code, body = PostCode.CONTRACTOR_LABOUR, project.contractor_id
    if in_care(project):
        code, body = PostCode.VILLAGE_ACCOUNTANT, project.village_id
    return body is not None and any(
        post.code == code and post.organization_id == body for post in user.posts
    )


class BatchMachine(models.Model):
    state = StateField("状态", default=S.DRAFT, choices=S.choices)

    class Meta:
        abstract = True

    @move("state", S.DRAFT, S.CHECKING, "编制完成，报送校验", tone="ok", rules=(rules.lines_there,))
    def compile(self) -> None:
        pass

    @move(
        "state",
        S.DRAFT,
        S.VOID,
        "本月无用工",
        permission=labour_officer,
        rules=(rules.nothing_there,),
    )
    def void(self) -> None:
        pass

    @move("state", S.VOID, S.DRAFT, "补交台账，重新编制", permission=nobody)
    def revive(self) -> None:
        pass

    @move("state", S.CHECKING, S.CHECKED, "校验完成", tone="ok", rules=rules.JUDGE)
    def verify(self) -> None:
        pass

    @move("state", S.CHECKING, S.DRAFT, "退回编制", tone="warn")
    def verify_return(self) -> None:
        pass

    @move("state", S.CHECKED, S.CONFIRMED, "本人确认已登记", tone="ok", rules=rules.JUDGE)
    def confirm(self) -> None:
        pass

    @move("state", S.CHECKED, S.DRAFT, "重新编制", tone="warn")
    def confirm_return(self) -> None:
        pass

    @move("state", S.CONFIRMED, S.PUBLICIZING, "张贴公示", tone="ok", inputs=(PLACE, PHOTOS))
    def post_notice(self, *, place: str, photos: int) -> None:
        self.posting = Posting(place, photos)

    @move("state", S.PUBLICIZING, S.PUBLICIZED, "公示期满", tone="ok", rules=CLOSING)
    def close_notice(self) -> None:
        pass

    @move("state", [S.CONFIRMED, S.PUBLICIZING], S.DRAFT, "有异议，退回编制", tone="warn")
    def notice_return(self) -> None:
        pass

    @move(
        "state", S.PUBLICIZED, S.REVIEWED, "审核同意", tone="ok", rules=(*rules.JUDGE, notice_shown)
    )
    def review(self) -> None:
        pass

    @move("state", S.PUBLICIZED, S.DRAFT, "退回编制", tone="warn")
    def review_return(self) -> None:
        pass

    @move("state", S.REVIEWED, S.TOWN_OK, "审查通过", tone="ok", rules=(*rules.JUDGE, notice_shown))
    def town_pass(self) -> None:
        pass

    @move("state", S.REVIEWED, S.DRAFT, "退回编制", tone="warn")
    def town_return(self) -> None:
        pass

    @move("state", S.TOWN_OK, S.FILED, "备案", tone="ok")
    def file(self) -> None:
        pass

    @move("state", S.FILED, S.PAYING, "代发", tone="ok", rules=(rules.held_stay_back,))
    def pay(self) -> None:
        pass

    @move("state", S.PAYING, S.RECONCILED, "回单核对无误", tone="ok", rules=(rules.all_answered,))
    def reconcile(self) -> None:
        pass

    @move("state", S.PAYING, S.FILED, "退回再次代发", tone="warn", rules=(rules.something_to_pay,))
    def pay_again(self) -> None:
        pass

    @move("state", S.RECONCILED, S.DONE, "办结", tone="ok", rules=(rules.all_settled,))
    def finish(self) -> None:
        pass

    @move(
        "state",
        S.RECONCILED,
        S.FILED,
        "补发已解除暂扣的行",
        tone="neutral",
        rules=(rules.something_to_pay,),
    )
    def resume(self) -> None:
        pass

    @move(
        "state",
        [S.PAYING, S.RECONCILED],
        S.DRAFT,
        "更正未到账的行，重新编制",
        tone="warn",
        rules=(rules.something_open,),
    )
    def correct(self) -> None:
        pass


class StrikeState(models.TextChoices):
    ASKED = "ASKED", "剔除复核"
    APPROVED = "APPROVED", "已剔除"
    REFUSED = "REFUSED", "不同意剔除"


T = StrikeState


class StrikeMachine(models.Model):
    """One line is struck out: reasoned by the labour officer, decided by the owner."""

    state = StateField("状态", default=T.ASKED, choices=T.choices)

    class Meta:
        abstract = True

    @move("state", T.ASKED, T.APPROVED, "同意剔除", tone="ok", rules=(strike.line_unpaid,))
    def approve(self) -> None:
        pass

    @move("state", T.ASKED, T.REFUSED, "不同意剔除", tone="bad")
    def refuse(self) -> None:
        pass


class ExceptionState(models.TextChoices):
    ASKED = "ASKED", "现金代领审批"
    APPROVED = "APPROVED", "已批准"
    REFUSED = "REFUSED", "不同意"


X = ExceptionState


class ExceptionMachine(models.Model):
    """A line paid otherwise than to the worker's own card: asked for, and decided by the township."""

    state = StateField("状态", default=X.ASKED, choices=X.choices)

    class Meta:
        abstract = True

    @move("state", X.ASKED, X.APPROVED, "同意", tone="ok")
    def approve(self) -> None:
        pass

    @move("state", X.ASKED, X.REFUSED, "不同意", tone="bad")
    def refuse(self) -> None:
        pass
