"""The form that registers a complaint."""

from __future__ import annotations

from typing import Any

from django import forms

from flows.labour.models import Engagement

from .models import Kind, Source

PHONE = r"1[3-9]\d{9}"


class ComplaintForm(forms.Form):
    """What was said, by whom, about whom and which month."""

    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *Source.choices])
    kind = forms.ChoiceField(
        label="事项",
        choices=[("", "请选择"), *Kind.choices],
        help_text="欠薪、冒名代领和其他由业主承办，考勤、金额、公示由劳资专管员承办。",
    )
    content = forms.CharField(
        label="内容",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="写明时间、地点、人和事；请勿填写证件号、卡号。",
    )
    engagement = forms.ModelChoiceField(
        Engagement.objects.none(),
        label="所涉务工人员",
        required=False,
        empty_label="不涉及具体人员",
        help_text="从用工名册选择；选定后在此人页面可以看到。",
    )
    month = forms.DateField(
        label="所涉月份",
        required=False,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2025-06"}),
        help_text="公示异议必填：该月公示期随之停止计算。",
    )
    amount = forms.DecimalField(
        label="主张金额（元）", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    complainant = forms.CharField(
        label="投诉人", required=False, max_length=40, help_text="页面上只显示姓；匿名的不填。"
    )
    phone = forms.RegexField(
        PHONE,
        label="联系电话",
        required=False,
        help_text="加密保存，页面只显示后四位。",
        error_messages={"invalid": "请填写 11 位手机号。"},
    )
    external_number = forms.CharField(
        label="工单号", required=False, max_length=40, help_text="12345、12333 等转来的工单编号。"
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["engagement"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = people
        chosen.label_from_instance = lambda person: (  # type: ignore[method-assign]
            f"{person.worker.name}（尾号 {person.worker.id_last4}）"
        )
