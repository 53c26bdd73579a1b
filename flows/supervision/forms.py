"""Forms of supervision: a checkpoint, an answer to a call-back, the month of a report, a claim."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import CHECKS, name_of
from .states import ClaimKind, Severity, VisitMethod


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

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._project = project
        self.fields["code"].choices = [("", "请选择")] + [
            (check.code, f"{check.code} {name_of(check, project.field)}（{check.severity}）")
            for check in CHECKS.values()
        ]
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
