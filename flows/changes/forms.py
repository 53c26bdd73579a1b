"""Forms of change, stop and end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from flows.desk.forms import bodies_for, fields_form
from flows.orgs.kinds import OrganizationKind
from flows.projects.models import Source

from .figures.change import NAMES, Side, side_of
from .models import Change
from .states import ChangeKind, SuspensionCause


class StopForm(forms.Form):
    """停工令: why, what, and when work may go on."""

    cause = forms.ChoiceField(label="停工原因", choices=[("", "请选择"), *SuspensionCause.choices])
    text = forms.CharField(
        label="停工事由和范围",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明部位、事实和停工的范围；请勿填写证件号、卡号。",
    )
    conditions = forms.CharField(
        label="复工条件",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="逐条写明，复工审查时逐条核对。",
    )


class OpenChangeForm(forms.Form):
    """发起变更: what is to be changed, and why; the new values follow on the paper's own page."""

    kinds = forms.MultipleChoiceField(
        label="变更事项",
        choices=ChangeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="用工人数、劳务报酬、培训或岗位减少的，须选“用工和报酬承诺”。",
    )
    reason = forms.CharField(
        label="变更理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以先写个大概，报送前补充完整。",
    )


class ChangeForm(forms.ModelForm):
    """The fields of the chosen kinds; each says what stands now. Money is divided source by source."""

    kinds = forms.MultipleChoiceField(
        label="变更事项",
        choices=ChangeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="加选事项后先保存，再填写它的内容。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        change = self.instance
        now = side_of(change.project, change.baseline)
        for name, field in self.fields.items():
            if name in NAMES or name == "new_contractor":
                field.help_text = f"现为 {present(now, name)}；不变的不填。"
        if "new_denominator_amount" in self.fields:
            divided = self.fields["new_denominator_amount"]
            divided.help_text = f"{divided.help_text}不填的随变更后的资金来源。"
        if "new_contractor" in self.fields:
            chosen = self.fields["new_contractor"]
            assert isinstance(chosen, forms.ModelChoiceField)
            found = bodies_for(OrganizationKind.CONTRACTOR, change.project)
            chosen.queryset = found.exclude(pk=now.contractor)
        if "new_funds" in change.editable():
            self._divide(now)

    def _divide(self, now: Side) -> None:
        """One field a source, after the total they add up to."""
        ordered: dict[str, forms.Field] = {}
        for name, field in self.fields.items():
            ordered[name] = field
            if name == "new_total":
                ordered |= {fund_field(s): self._source(s, now) for s in Source.values}
        self.fields = ordered

    def _source(self, source: str, now: Side) -> forms.Field:
        return forms.DecimalField(
            label=f"变更后{source}（元）",
            required=False,
            min_value=0,
            max_digits=16,
            decimal_places=2,
            initial=self.instance.new_funds.get(source),
            help_text=f"现为 {now.funds.get(source, Decimal(0)):,.2f} 元；总投资变更的，各项来源都要填写。",
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "new_funds" in self.instance.editable():
            given = {s: found.pop(fund_field(s), None) for s in Source.values}
            found["new_funds"] = {s: str(amount) for s, amount in given.items() if amount}
        return found


def fund_field(source: str) -> str:
    return f"fund_{Source.values.index(source)}"


def change_form(change: Change) -> type[forms.ModelForm]:
    """The form of a change at its present state."""
    return fields_form(change, [n for n in change.editable() if n != "new_funds"], ChangeForm)


def present(now: Side, name: str) -> str:
    """What stands where field ``name`` would write something new."""
    if name == "new_contractor":
        return now.contractor_name or "尚未确定"
    value = getattr(now, NAMES[name])
    if value is None:
        return "没有写明"
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)
