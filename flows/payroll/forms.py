"""Forms of pay: files to hand in, a blank sheet to take away, a reason, an opinion."""

from __future__ import annotations

from typing import Any

from django import forms

from flows.labour.models import HandIn
from flows.sheets.archive import MAX_FILE

MOST_FILES = 12
MOST_TOGETHER = 2 * MAX_FILE
ACCEPT = ".xlsx,.csv"


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each of a kind and size we read."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(FilesField, self).clean(each) for each in data or [None]]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"一次最多 {MOST_FILES} 个文件，请分次交。")
        for each in files:
            if each.size > MAX_FILE:
                most = MAX_FILE // 1024 // 1024
                raise forms.ValidationError(f"“{each.name}”超过 {most} MB，请删去多余内容。")
        if sum(each.size for each in files) > MOST_TOGETHER:
            raise forms.ValidationError("所选文件合计过大，请分次交。")
        return files

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data


class FilesForm(forms.Form):
    files = FilesField(
        label="台账文件",
        error_messages={"required": "请先选择文件。", "empty": "文件是空的。"},
        max_length=200,
    )


class BlankForm(forms.Form):
    """Which blank sheet; a month where the sheet is a month's."""

    kind = forms.ChoiceField(label="空白表")
    month = forms.ChoiceField(label="月份", required=False)
    reason = forms.CharField(
        label="用途", required=False, max_length=200, help_text="人数较多时须写明，记入留痕。"
    )

    def __init__(self, allowed: list[str], months: list[dict[str, Any]], data: Any = None) -> None:
        super().__init__(data)
        labels = dict(HandIn.Kind.choices)
        made = [kind for kind in allowed if kind != HandIn.Kind.RECEIPTS]
        self.fields["kind"].choices = [(kind, labels[kind]) for kind in made]
        self.fields["month"].choices = [("", "选择月份")] + [
            (each["month"], f"{each['date']:%Y年%-m月}") for each in months
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") not in (None, HandIn.Kind.ROSTER) and not said.get("month"):
            self.add_error("month", "请选择月份。")
        return said


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label="剔除理由",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="写明事实和核实经过；由业主项目负责人复核。请勿填写身份证号、银行卡号。",
        error_messages={"required": "剔除一行必须写明理由。"},
    )


class OpinionForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput)
    opinion = forms.CharField(
        label="复核意见",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="写明核实了什么、依据是什么、为什么可以接受。记入留痕，不可更改。",
        error_messages={"required": "复核红旗必须写明意见。"},
    )


class BankFileForm(forms.Form):
    purpose = forms.CharField(
        label="用途",
        max_length=200,
        help_text="写明交给哪家银行、办理哪一批代发。记入留痕和导出记录。",
        error_messages={"required": "导出含卡号的文件必须写明用途。"},
    )
    format = forms.ChoiceField(
        label="格式",
        choices=[("xlsx", "xlsx"), ("csv-gb", "csv（GB18030）"), ("csv-utf8", "csv（UTF-8）")],
    )
