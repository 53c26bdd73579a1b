"""The form that adds one checkpoint to a project's supervision plan."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import CHECKS, name_of
from .states import Severity


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
