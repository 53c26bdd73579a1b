"""The machines of inspection and rectification (domain.md 5.2), on one page."""

from __future__ import annotations

from django.db import models

from flows.engine.inputs import Input
from flows.engine.machine import StateField, move, nobody

from .. import rules
from .posts import may_alter, may_surprise


class Severity(models.TextChoices):
    A = "A", "A 停工、冻结"
    B = "B", "B 限期整改"
    C = "C", "C 提示"


class Verdict(models.TextChoices):
    """What was found of one item on site."""

    CONFORM = "CONFORM", "符合"
    DEFECT = "DEFECT", "有问题"
    NA = "NA", "不适用"


class Origin(models.TextChoices):
    """How a checkpoint came about."""

    PLAN = "PLAN", "监管计划"
    ADDED = "ADDED", "增设"
    SPOT = "SPOT", "突击抽查"


class Measure(models.TextChoices):
    """What a defect brings about at once (domain.md 5.1, 5.2)."""

    NONE = "NONE", "限期整改"
    REMOVE = "REMOVE", "立即撤岗"
    HOLD = "HOLD", "暂停拨付工程款"
    STOP = "STOP", "停工整改"


class InspectionState(models.TextChoices):
    PLANNED = "PLANNED", "待报检"
    INSPECTING = "INSPECTING", "检查签认"
    PASSED = "PASSED", "合格"
    DEFECTIVE = "DEFECTIVE", "有问题，整改中"
    CLOSED = "CLOSED", "整改闭环"
    STRUCK = "STRUCK", "已撤销"


class RectificationState(models.TextChoices):
    OPEN = "OPEN", "待签收整改通知"
    RECTIFYING = "RECTIFYING", "整改中"
    SUBMITTED = "SUBMITTED", "待复查"
    REOPENED = "REOPENED", "复查不合格，继续整改"
    CLOSED = "CLOSED", "已闭环"


S, R = InspectionState, RectificationState
NOTE = Input("report_note", "报检说明", "long", required=False, help="写明部位、自检结果。")
RESULT = Input(
    "result", "检查结论", "long", required=False, help="实测数据、影像编号；不填写记为“合格”。"
)
DEFECT = Input("defect", "问题", "long", help="写明部位、事实和不符合的要求。")
MEASURE = Input(
    "measure",
    "处置",
    "choice",
    required=False,
    choices=tuple(Measure.choices),
    help="不选择按检查项的默认处置；停工的立即生效。",
)
DAYS = Input("days", "整改期限（日）", "int", required=False, help="不填写按严重度的默认期限。")
REPORT = Input("report", "整改报告", "long", help="写明措施、完成情况，附整改前后照片。")
RECHECKED = Input("recheck_note", "复查情况", "long", required=False)


class InspectionMachine(models.Model):
    state = StateField("状态", default=S.PLANNED, choices=S.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        S.PLANNED,
        S.INSPECTING,
        "报检",
        tone="ok",
        inputs=(NOTE,),
        rules=(rules.month_reached, rules.at_work, rules.earlier_signed),
    )
    def report(self, *, report_note: str | None) -> None:
        self.report_note = report_note or ""

    @move(
        "state",
        S.INSPECTING,
        S.PASSED,
        "检查合格，签认",
        tone="ok",
        inputs=(RESULT,),
        rules=(rules.recorded, rules.photo_repeated),
    )
    def sign_off(self, *, result: str | None) -> None:
        self.result = result or "合格"

    @move(
        "state",
        S.INSPECTING,
        S.DEFECTIVE,
        "有问题，下达整改",
        tone="bad",
        inputs=(DEFECT, DAYS, MEASURE),
        rules=(rules.recorded,),
    )
    def find_defect(self, *, defect: str, days: int | None, measure: str | None) -> None:
        self.result, self.defect, self.rectify_days = "问题", defect, days
        self.measure = measure or ""

    @move(
        "state",
        S.INSPECTING,
        S.PLANNED,
        "资料不齐，退回报检",
        tone="warn",
        rules=(rules.was_reported,),
    )
    def send_back(self) -> None:
        pass

    @move("state", S.PLANNED, S.INSPECTING, "突击抽查，不待报检", permission=may_surprise)
    def surprise(self) -> None:
        pass

    @move(
        "state",
        S.PLANNED,
        S.STRUCK,
        "撤销检查点",
        tone="bad",
        permission=may_alter,
        reason=True,
    )
    def strike(self) -> None:
        pass

    @move(
        "state",
        S.STRUCK,
        S.PLANNED,
        "恢复检查点",
        permission=may_alter,
        reason=True,
        reopens=True,
    )
    def restore(self) -> None:
        pass

    @move("state", S.DEFECTIVE, S.CLOSED, "整改闭环", permission=nobody)
    def close(self) -> None:
        pass


class RectificationMachine(models.Model):
    state = StateField("状态", default=R.OPEN, choices=R.choices)

    class Meta:
        abstract = True

    @move("state", R.OPEN, R.RECTIFYING, "签收，开始整改", tone="ok")
    def begin(self) -> None:
        pass

    @move(
        "state",
        [R.RECTIFYING, R.REOPENED],
        R.SUBMITTED,
        "提交整改报告",
        tone="ok",
        inputs=(REPORT,),
        rules=(rules.recheck_possible, rules.photographed),
    )
    def submit(self, *, report: str) -> None:
        self.report = report

    @move(
        "state",
        R.SUBMITTED,
        R.CLOSED,
        "复查合格，销号",
        tone="ok",
        inputs=(RECHECKED,),
        rules=(rules.photo_repeated,),
    )
    def close(self, *, recheck_note: str | None) -> None:
        self.recheck_note = recheck_note or "复查合格"

    @move("state", R.SUBMITTED, R.REOPENED, "复查不合格，继续整改", tone="bad")
    def reopen(self) -> None:
        self.reopened += 1
