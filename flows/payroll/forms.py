"""Forms of pay: files to hand in, a blank sheet to take away, a reason, an opinion."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms

from flows.complaints.models import Kind
from flows.desk.forms import Words
from flows.labour.models import HandIn
from flows.sheets.archive import MAX_FILE
from flows.sheets.vocabulary import MONTHLESS

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
        if said.get("kind") not in (None, *MONTHLESS) and not said.get("month"):
            self.add_error("month", "请选择月份。")
        return said


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label="剔除理由",
        widget=Words(attrs={"rows": 4}),
        max_length=1000,
        help_text="写明事实和核实经过；由业主项目负责人复核。请勿填写身份证号、银行卡号。",
        error_messages={"required": "剔除一行必须写明理由。"},
    )


class OpinionForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput)
    opinion = forms.CharField(
        label="复核意见",
        widget=Words(attrs={"rows": 3}),
        max_length=2000,
        help_text="写明核实了什么、依据是什么、为什么可以接受。记入留痕，不可更改。",
        error_messages={"required": "复核红旗必须写明意见。"},
    )


class ExceptionForm(forms.Form):
    """How a line is paid instead of to the worker's own card."""

    method = forms.ChoiceField(
        label="发放方式", choices=[("", "请选择"), ("CASH", "现金"), ("PROXY", "代领")]
    )
    reason = forms.CharField(
        label="理由",
        widget=Words(attrs={"rows": 3}),
        max_length=1000,
        help_text="为什么不能发放到本人银行卡。请勿填写证件号、卡号。",
        error_messages={"required": "不用本人银行卡发放必须写明理由。"},
    )
    recipient = forms.CharField(
        label="代领人", required=False, max_length=40, help_text="代领时填写。"
    )
    relation = forms.CharField(label="与本人关系", required=False, max_length=40)
    files = FilesField(
        label="凭证",
        help_text="本人书面说明、委托书、双方证件照片等；pdf、jpg、png。",
        error_messages={"required": "请至少上传一份凭证。", "empty": "文件是空的。"},
        max_length=200,
    )


class CashForm(forms.Form):
    """That a line was handed over, and the signed receipt."""

    paid_on = forms.DateField(label="发放日期", widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(
        label="领款签收单",
        help_text="本人或代领人签字的签收单照片或扫描件；pdf、jpg、png。",
        error_messages={"required": "请上传签收单。", "empty": "文件是空的。"},
        max_length=200,
    )


class ArrearsForm(forms.Form):
    purpose = forms.CharField(
        label="用途",
        max_length=200,
        help_text="写明给谁、办什么事，不少于 5 个字。",
        error_messages={"required": "导出含个人信息的清单必须写明用途。"},
    )
    format = forms.ChoiceField(label="格式", choices=[("xlsx", "xlsx"), ("csv", "csv")])


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


class SignedSheetForm(forms.Form):
    """A scanned 签字表 and the keys of the lines signed on it."""

    file = forms.FileField(
        label="签字表扫描件",
        max_length=200,
        error_messages={"required": "请先选择扫描件。", "empty": "文件是空的。"},
    )
    signed = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "请勾选在这份表上签了字的人。"}
    )

    def __init__(self, lines: list[int], *given: Any) -> None:
        super().__init__(*given)
        self.fields["signed"].choices = [(pk, str(pk)) for pk in lines]


class ObjectionForm(forms.Form):
    """我有异议, as a worker says it: kinds of a complaint in plain words."""

    kind = forms.ChoiceField(
        choices=[
            (Kind.ATTENDANCE, "天数不对"),
            (Kind.AMOUNT, "钱数不对"),
            (Kind.ARREARS, "该发的没有发"),
            (Kind.IMPOSTOR, "我没有干，或钱被别人领了"),
            (Kind.OTHER, "其他"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。", "invalid_choice": "请选一项。"},
    )
    words = forms.CharField(
        widget=Words(attrs={"rows": 4}),
        max_length=500,
        error_messages={"required": "请写一句话，说清楚哪里不对。"},
    )


PORTIONS = (("1", "全天"), ("0.5", "半天"), ("0", "缺勤"))


class RollForm(forms.Form):
    """A roll call; who was there comes as ``p-<engagement>``, photos as files ``photos``."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(
        label="点名地点",
        max_length=60,
        help_text="写工区或桩号，如“二标段闸口”。",
        error_messages={"required": "请填写点名地点。"},
    )
    counted = forms.IntegerField(
        label="现场清点人数",
        min_value=0,
        max_value=9999,
        help_text="在现场数一遍人头；与点到的人数不一致时会提示核对。",
        error_messages={"required": "请填写现场清点人数。"},
    )
    latitude = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=6,
        min_value=-90,
        max_value=90,
        widget=forms.HiddenInput,
    )
    longitude = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=6,
        min_value=-180,
        max_value=180,
        widget=forms.HiddenInput,
    )
    note = forms.CharField(label="补登说明", required=False, max_length=200)

    @classmethod
    def fresh(cls, place: str = "") -> RollForm:
        """An empty form with a token of its own and the place of the last roll call."""
        return cls(initial={"token": uuid.uuid4(), "place": place})


def portions_in(posted: Any) -> dict[int, Decimal]:
    """Engagement → portion out of a posted roll call; what is no choice of ours is left out."""
    known = dict(PORTIONS)
    return {
        int(name[2:]): Decimal(value)
        for name, value in posted.items()
        if name.startswith("p-")
        and name[2:].isascii()
        and name[2:].isdecimal()
        and len(name) < 20
        and value in known
    }


class CorrectionForm(forms.Form):
    portion = forms.ChoiceField(label="更正为", choices=PORTIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="更正理由",
        widget=Words(attrs={"rows": 3}),
        max_length=500,
        help_text="写明事实和核实经过。原记录保留，划线显示理由、时间和更正人。请勿填写证件号、卡号。",
        error_messages={"required": "更正考勤必须写明理由。"},
    )
