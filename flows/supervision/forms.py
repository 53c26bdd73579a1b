"""Forms of supervision: a checkpoint, an answer to a call-back, the month of a report, a claim."""

from __future__ import annotations

import base64
from typing import Any

from django import forms

from .models import CHECKS, name_of
from .states import ClaimKind, Measure, Severity, VisitMethod

CALL_BACK = "V1"


def _checks(project: Any) -> list[tuple[str, str]]:
    """What may be looked at on site; call-backs (V1) have a page of their own."""
    return [
        (check.code, f"{check.code} {name_of(check, project.field)}（{check.severity}）")
        for check in CHECKS.values() if check.code != CALL_BACK
    ]  # fmt: skip


class CheckpointForm(forms.Form):
    """What is to be checked and when; name and severity come from the catalogue unless told."""

    code = forms.ChoiceField(label="检查项", help_text="依据见清单；同一检查项可按部位分别设点。")
    month = forms.DateField(
        label="计划月份",
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2025-06"}),
        help_text="到该月份后才能报检。",
    )
    title = forms.CharField(
        label="部位或名称", max_length=80, required=False, help_text="不填写用检查项的名称。"
    )
    severity = forms.ChoiceField(
        label="严重度", required=False, help_text="发现问题时的处置；不选择按检查项的默认。"
    )
    is_concealed = forms.BooleanField(
        label="隐蔽工程", required=False, help_text="先验收、后隐蔽，报检时附影像。"
    )
    sequence = forms.IntegerField(
        label="工序次序", required=False, min_value=1, max_value=99,
        help_text="次序小的签认后，次序大的才能报检（质量条例37）；没有先后的不填。",
    )  # fmt: skip

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._project = project
        self.fields["code"].choices = [("", "请选择"), *_checks(project)]
        self.fields["severity"].choices = [("", "按检查项"), *Severity.choices]

    def checkpoint(self) -> dict[str, Any]:
        """The arguments of ``actions.add_checkpoint``."""
        said, check = self.cleaned_data, CHECKS[self.cleaned_data["code"]]
        return {
            "code": check.code,
            "title": said["title"] or name_of(check, self._project.field),
            "severity": said["severity"] or check.severity,
            "month": said["month"].replace(day=1),
            "is_concealed": said["is_concealed"] or check.is_concealed,
            "sequence": said["sequence"],
        }


MONTH: dict[str, Any] = {
    "input_formats": ["%Y-%m", "%Y-%m-%d"],
    "widget": forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2025-06"}),
}
YES_NO = [("", "请选择"), ("yes", "是"), ("no", "否")]


class AnswerForm(forms.Form):
    """What one worker of the sample said; ``answer`` gives the arguments of ``actions.Answer``."""

    method = forms.ChoiceField(label="方式", choices=VisitMethod.choices)
    reached = forms.ChoiceField(label="找到本人", choices=YES_NO)
    himself = forms.ChoiceField(
        label="本人在本项目务工", choices=YES_NO, required=False, help_text="本人否认的选“否”。"
    )
    amount = forms.DecimalField(
        label="当月到手金额（元）", min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text="按本人所说，不要提示；没有拿到的写 0。",
    )  # fmt: skip
    days = forms.DecimalField(
        label="当月干了几天", min_value=0, max_digits=6, decimal_places=1, required=False
    )
    note = forms.CharField(
        label="说明", max_length=400, required=False, help_text="请勿填写电话、证件和卡号。"
    )

    def answer(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["reached"] = said["reached"] == "yes"
        said["himself"] = {"yes": True, "no": False}.get(said["himself"])
        return said


class CorrectionForm(AnswerForm):
    """The same with the reason why what was recorded was wrong."""

    reason = forms.CharField(label="更正理由", max_length=200)

    def answer(self) -> dict[str, Any]:
        said = super().answer()
        del said["reason"]
        return said


class ReportForm(forms.Form):
    """Which month a report is made for."""

    month = forms.DateField(label="月份", **MONTH)


class ClaimForm(forms.Form):
    """A claim for money of the contract; the arguments of ``actions.begin_claim``."""

    kind = forms.ChoiceField(
        label="款项",
        choices=ClaimKind.choices,
        help_text="人工费用与工程进度款分开申请（条例29）。",
    )
    month = forms.DateField(label="所属月份", **MONTH)
    amount = forms.DecimalField(
        label="申请金额（元）", min_value=0, max_digits=14, decimal_places=2
    )
    note = forms.CharField(
        label="已完工程量和说明", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


POINT: dict[str, Any] = {
    "required": False,
    "max_digits": 9,
    "decimal_places": 6,
    "widget": forms.HiddenInput,
}


class InspectForm(forms.Form):
    """A visit to a checkpoint; verdicts come as ``v-<item>``, notes ``n-<item>``, photos as files
    ``photos`` and ``photos-<item>``."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    begun_at = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"], widget=forms.HiddenInput
    )
    latitude = forms.DecimalField(min_value=-90, max_value=90, **POINT)
    longitude = forms.DecimalField(min_value=-180, max_value=180, **POINT)
    place = forms.CharField(
        label="检查部位", max_length=120, help_text="写桩号、部位，如“K0+200—K0+260 左幅”。"
    )
    counted = forms.IntegerField(
        label="现场清点人数", min_value=0, max_value=9999, required=False,
        help_text="在现场数一遍务工人员。",
    )  # fmt: skip
    note = forms.CharField(
        label="检查说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="实测数据、检测编号；合格的作为检查结论。",
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="结论", required=False, widget=forms.RadioSelect,
        choices=[("sign_off", "检查合格，签认"), ("find_defect", "有问题，下达整改")],
    )  # fmt: skip
    defect = forms.CharField(
        label="要整改的问题", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="写明部位、事实和不符合的要求。",
    )  # fmt: skip
    days = forms.IntegerField(
        label="整改期限（日）", min_value=1, max_value=365, required=False,
        help_text="不填写按严重度的默认期限。",
    )  # fmt: skip
    measure = forms.ChoiceField(
        label="处置", required=False, choices=[("", "按检查项的默认处置"), *Measure.choices]
    )
    signature = forms.CharField(required=False, max_length=600_000, widget=forms.HiddenInput)
    typed = forms.CharField(
        label="键入姓名签名", max_length=60, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="不能手写时，键入您本人的姓名，与手写签名同等。",
    )  # fmt: skip

    def drawing(self) -> bytes:
        """The drawn signature as it came; b"" for none and for what is no picture at all."""
        head, _, data = self.cleaned_data["signature"].partition(",")
        if not head.startswith("data:image/png"):
            return b""
        try:
            return base64.b64decode(data, validate=True)
        except ValueError:
            return b""

    def verdicts(self, items: int) -> dict[int, tuple[str, str]]:
        """Item → verdict and note, of as many ``items`` as the check has."""
        return {
            n: (str(self.data.get(f"v-{n}", "")), str(self.data.get(f"n-{n}", "")))
            for n in range(1, items + 1)
        }

    def inputs(self) -> dict[str, Any]:
        """What goes with a defect."""
        said = self.cleaned_data
        return {"defect": said["defect"], "days": said["days"], "measure": said["measure"]}


class MoveForm(forms.Form):
    """Another day for a checkpoint that nobody has reported, and why."""

    due_on = forms.DateField(
        label="新的计划日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="记入留痕；请勿填写电话、证件和卡号。",
    )  # fmt: skip
    expect = forms.IntegerField(widget=forms.HiddenInput)


class SpotForm(forms.Form):
    """A check nobody has reported: what is looked at, where, and what gave occasion to it."""

    code = forms.ChoiceField(label="检查项")
    title = forms.CharField(
        label="部位", max_length=60, required=False, help_text="不填写用检查项的名称。"
    )
    note = forms.CharField(
        label="重点和事由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：群众反映、上次整改的部位。",
    )  # fmt: skip

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "请选择"), *_checks(project)]


AREA = forms.Textarea(attrs={"rows": 3})


class LogForm(forms.Form):
    """One day on site; the arguments of ``actions.Day``."""

    day = forms.DateField(
        label="日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    weather = forms.CharField(label="天气", max_length=40, required=False)
    works = forms.CharField(
        label="施工情况", max_length=2000, widget=AREA, help_text="部位、完成的工作、工序进展。"
    )
    supervision = forms.CharField(
        label="监理工作", max_length=2000, required=False, widget=AREA,
        help_text="巡视、旁站、平行检验、见证取样。",
    )  # fmt: skip
    problems = forms.CharField(label="问题和处理", max_length=2000, required=False, widget=AREA)
    machines = forms.CharField(
        label="主要机械", max_length=200, required=False,
        help_text="机械名称和台数；能用人工的尽量不用机械，如实填写。",
    )  # fmt: skip
