"""我的消息设置, and the reason for closing an incident."""

from __future__ import annotations

from typing import Any

from django import forms

from . import preferences
from .contacts import MOBILE, masked_phone
from .models import Channel, Kind

EXPLAINED = {
    Kind.TODO: "有事项到您的待办。",
    Kind.REMINDER: "快到时限，或有人催办。",
    Kind.ESCALATION: "超过时限，升级到您。",
    Kind.COPY: "抄送给您阅知，不需办理。",
    Kind.RESULT: "您发起或办理过的事项有了结果。",
    Kind.SYSTEM: "交接、维护等通知。",
}
HOURS = (7, 8, 9, 12, 17, 18, 20)


class Unshown(forms.TextInput):
    """A number that is typed in and never written back into a page."""

    def format_value(self, value: Any) -> None:
        return None


class PreferenceForm(forms.Form):
    """One field of channels for each kind, the e-mail's rhythm, the telephone."""

    use_required_attribute = False

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        self.kept = preferences.of(user)
        self.phone = masked_phone(user)
        channels = preferences.offered()
        for kind in Kind:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label,
                choices=[(each.value, each.label) for each in channels],
                initial=preferences.chosen(self.kept, kind),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text=EXPLAINED[kind],
            )
        self.fields["digest_hour"] = self._rhythm()
        if Channel.SMS in channels:
            self._telephone()

    def _rhythm(self) -> forms.Field:
        kept = self.kept.digest_hour
        hours = sorted({*HOURS, *([] if kept is None else [kept])})
        daily = [(str(hour), f"每天 {hour:02d}:00 汇总成一封") for hour in hours]
        return forms.TypedChoiceField(
            label="电子邮件怎样发",
            choices=[("", "即时，逐条发送"), *daily],
            coerce=int,
            empty_value=None,
            required=False,
            initial="" if kept is None else str(kept),
            help_text="汇总时只列还没有在站内读过的。急办事项可另选短信。",
        )

    def _telephone(self) -> None:
        hint = f"已登记 {self.phone}，留空不变。" if self.phone else "用于接收短信，加密保存。"
        self.fields["phone"] = forms.CharField(
            label="手机号码",
            required=False,
            max_length=20,
            widget=Unshown(attrs={"inputmode": "tel", "autocomplete": "off"}),
            help_text=hint,
        )
        if self.phone:
            self.fields["forget"] = forms.BooleanField(label="删除已登记的手机号码", required=False)

    def clean_phone(self) -> str:
        number = "".join(self.cleaned_data["phone"].split()).replace("-", "")
        if number and not MOBILE.fullmatch(number):
            raise forms.ValidationError("应为 11 位手机号码，以 1 开头，不加区号。请重新填写。")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by_sms = any(Channel.SMS in cleaned.get(kind.value, []) for kind in Kind)
        keeps = self.phone and not cleaned.get("forget")
        if by_sms and not keeps and not cleaned.get("phone") and not self.has_error("phone"):
            self.add_error("phone", "选择了短信，请填写手机号码，或取消所选的短信。")
        return cleaned

    def save(self) -> None:
        cleaned = self.cleaned_data
        preferences.choose(
            self.user,
            channels={kind.value: cleaned[kind.value] for kind in Kind},
            digest_hour=cleaned["digest_hour"],
            phone=cleaned.get("phone", ""),
            forget=cleaned.get("forget", False),
        )


class DismissForm(forms.Form):
    reason = forms.CharField(
        label="关闭理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明关闭理由，例如：已电话告知本人。"},
    )
