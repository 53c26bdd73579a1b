"""The forms of an opening, a training and a briefing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from .models import AgreementKind, Link, Opening, TrainingKind

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class OpeningForm(forms.Form):
    """One opening as the plan describes it (r1, r4). Paid by the day, by the piece, or both."""

    link = forms.ChoiceField(label="用工环节", choices=Link.choices)
    trade = forms.CharField(
        label="工种", max_length=30, help_text="例如：普工、砌筑工、混凝土养护。"
    )
    headcount = forms.IntegerField(label="人数", min_value=1, max_value=9999)
    skills = forms.CharField(
        label="技能要求", required=False, max_length=100,
        help_text="都要会的用顿号隔开，会其一即可的用“或”；没有要求的不填。",
    )  # fmt: skip
    starts_on = forms.DateField(label="用工开始", widget=DATE)
    ends_on = forms.DateField(label="用工结束", widget=DATE)
    daily_rate = forms.DecimalField(
        label="报酬标准（元/日）", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    piece_rate = forms.DecimalField(
        label="计件单价（元）", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    piece_unit = forms.CharField(
        label="计件单位", required=False, max_length=10, help_text="例如：米、平方米、株。"
    )
    is_key = forms.BooleanField(
        label="关键岗位", required=False, help_text="上岗前须岗前培训和技术交底。"
    )
    note = forms.CharField(label="备注", required=False, max_length=200)

    @classmethod
    def of(cls, opening: Opening, data: Any = None) -> OpeningForm:
        """Filled in with ``opening``."""
        return cls(data, initial={name: getattr(opening, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束不能早于开始。")
        paid = {"daily_rate", "piece_rate"}
        if not paid & set(self.errors) and not any(said.get(name) for name in paid):
            self.add_error("daily_rate", "请填写日报酬标准或计件单价（实施方案 r4）。")
        if said.get("piece_rate") and not said.get("piece_unit"):
            self.add_error("piece_unit", "计件的请写明单位。")
        return said


class SessionForm(forms.Form):
    """One training; who was there comes as ``p-<engagement>`` (passed, failed), ``s-<engagement>``."""

    kind = forms.ChoiceField(label="类别", choices=TrainingKind.choices)
    held_on = forms.DateField(label="培训日期", widget=DATE)
    hours = forms.DecimalField(
        label="学时", min_value=Decimal("0.5"), max_value=99, decimal_places=1
    )
    content = forms.CharField(label="培训内容", max_length=500, widget=forms.Textarea({"rows": 3}))
    trainer = forms.CharField(label="授课人", max_length=40)
    sheet = forms.FileField(label="签到考核表", help_text="本人签字的签到和考核表，照片或 pdf。")


class BriefingForm(forms.Form):
    """One 技术交底; who signed comes as ``b-<engagement>``."""

    topic = forms.CharField(label="交底内容", max_length=200)
    held_on = forms.DateField(label="交底日期", widget=DATE)
    briefer = forms.CharField(label="交底人", max_length=40)
    sheet = forms.FileField(label="双方签字表", help_text="交底人和作业人员都签字，照片或 pdf。")


class RenewalForm(forms.Form):
    """One new term; the new numbers come as ``n-<engagement>`` of those ticked as ``p-<engagement>``."""

    kind = forms.ChoiceField(label="协议类型", choices=AgreementKind.choices)
    since = forms.DateField(
        label="新协议开始", widget=DATE, help_text="接着原协议的次日，不留空档。"
    )
    until = forms.DateField(label="新协议结束", widget=DATE)
    insurance = forms.CharField(
        label="保险",
        max_length=60,
        required=False,
        help_text="有变化的填写，例如：工伤保险至 2025-12。",
    )
    sheet = forms.FileField(
        label="签字的协议", help_text="双方签字的协议，照片或 pdf，可合并成一份。"
    )
