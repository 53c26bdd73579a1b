"""存量项目补录: what is known of a running project, typed from its papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

from flows.desk.forms import bodies_for, date_widget
from flows.orgs.kinds import OrganizationKind
from flows.orgs.models import Organization
from flows.planning.forms import RegisterForm
from flows.projects.models import Project, Source, WageRegime

from .models import Intake
from .states import At

SAID = (
    "at", "decision_number", "approved_on", "funding_number", "funded_on", "contract_number",
    "price", "signed_on", "wage_regime", "start_order_number", "begun_on", "wage_account", "note",
)  # fmt: skip
GROUPS = (
    ("批复", "各阶段都要填写", ("decision_number", "approved_on")),
    ("资金文件", "补录到“资金下达”及以后填写", ("funding_number", "funded_on")),
    (
        "施工合同",
        "补录到“开工准备”及以后填写",
        ("contractor", "contract_number", "price", "signed_on", "wage_regime"),
    ),
    ("开工", "补录到“在建”填写", ("start_order_number", "begun_on", "wage_account")),
)


def _text(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, required=False)


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=date_widget(), required=False)


class IntakeForm(RegisterForm):
    """``office`` is the clerk's own; the village is chosen, what hangs on it is found.

    What later stages rest on may be left for later: the findings say what is missing.
    """

    at = forms.ChoiceField(
        label="补录到哪个阶段",
        choices=[("", "请选择"), *At.choices],
        help_text="按项目实际所处阶段；此前的文书不补造，以扫描件为准。",
    )
    village = forms.ModelChoiceField(
        Organization.objects.none(), label="项目村", empty_label="请选择"
    )
    contractor = forms.ModelChoiceField(
        Organization.objects.none(), label="施工单位", empty_label="尚未确定", required=False
    )
    decision_number, approved_on = _text("批复文号"), _day("批复日期")
    funding_number, funded_on = _text("资金文件文号"), _day("资金文件日期")
    contract_number, signed_on = _text("合同编号"), _day("合同签订日期")
    price = forms.DecimalField(
        label="合同价（元）", required=False, min_value=0, max_digits=16, decimal_places=2
    )
    wage_regime = forms.ChoiceField(label="工资支付制度", choices=WageRegime.choices)
    start_order_number, begun_on = _text("开工令编号"), _day("开工日期")
    wage_account = forms.BooleanField(label="已开设农民工工资专用账户", required=False)
    note = forms.CharField(
        label="补录说明",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="如批复变更、停工等情况。请勿填写身份证号、银行卡号。",
    )

    def __init__(
        self, office: Organization, data: Any = None, intake: Intake | None = None
    ) -> None:
        super().__init__(office, data)
        self.intake = intake
        del self.fields["year"]
        villages = Organization.objects.filter(
            kind=OrganizationKind.VILLAGE, district=office.district
        )
        self.fields["village"].queryset = villages.order_by("town", "name")
        self.fields["contractor"].queryset = bodies_for("contractor", office)
        self.order_fields(["at", "name", "code", "village"])
        if intake is not None:
            self.initial = _initial(intake)

    def clean_code(self) -> str:
        """One project is entered once, whoever types it (投资项目在线审批监管平台赋码)."""
        code: str = self.cleaned_data["code"]
        taken = Project.objects.filter(code=code)
        if self.intake is not None:
            taken = taken.exclude(pk=self.intake.project_id)
        if taken.exists():
            raise forms.ValidationError(already(code))
        return code

    def clean(self) -> dict[str, Any]:
        village = self.cleaned_data.get("village")
        if village is None:
            return self.cleaned_data
        self.village = village
        return super().clean()

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name not in SAID}

    def said(self) -> dict[str, Any]:
        """The fields of Intake."""
        return {name: self.cleaned_data[name] for name in SAID}

    def groups(self) -> list[dict[str, Any]]:
        """Facts of the papers, one fieldset a paper."""
        return [
            {"title": title, "note": note, "fields": [self[name] for name in names]}
            for title, note, names in GROUPS
        ]

    def plain(self) -> list[BoundField]:
        """The fields of the project itself."""
        grouped = {name for _, _, names in GROUPS for name in names} | {"note"}
        return [f for f in self if f.name not in grouped and not f.name.startswith("fund_")]


def already(code: str) -> str:
    return (
        f"项目代码 {code} 已在本系统登记，不能重复补录。"
        "请在“项目”中按代码查找；查不到的，属于其他区，请核对代码。"
    )


def _initial(intake: Intake) -> dict[str, Any]:
    project = intake.project
    amounts = {fund.source: fund.amount for fund in project.funds.all()}
    names = [field.name for field in Project._meta.concrete_fields]
    return (
        {name: getattr(project, name) for name in names}
        | {name: getattr(intake, name) for name in SAID}
        | {f"fund_{n}": amounts.get(source) for n, source in enumerate(Source.values)}
    )
