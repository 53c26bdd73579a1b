"""登记新项目: the facts a village knows when it reports a need."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from flows.desk.forms import bodies_for, date_widget
from flows.engine import clock
from flows.orgs.models import Organization
from flows.projects.models import CODE, ApprovingBody, Field, Source, SupervisionMode

LINKS = ("一般劳动", "服务保障", "建后管护")
BENEFITS = ("劳务报酬", "就业技能培训", "公益性岗位", "资产折股量化分红")


def _several(options: tuple[str, ...], label: str, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=[(each, each) for each in options],
        widget=forms.CheckboxSelectMultiple,
        label=label,
        **more,
    )


def _yuan(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{label}（元）", required=False, min_value=0, max_digits=16, decimal_places=2
    )


class RegisterForm(forms.Form):
    """``village`` is the registering director's own; what hangs on it is found, not asked."""

    use_required_attribute = False

    name = forms.CharField(label="项目名称", max_length=120)
    code = forms.CharField(
        label="项目代码",
        max_length=24,
        validators=[CODE],
        help_text="投资项目在线审批监管平台赋码，24 位，如 2503-110118-04-01-200001。",
    )
    year = forms.IntegerField(label="列入年度", min_value=2000, max_value=2100)
    field = forms.ChoiceField(label="领域", choices=[("", "请选择"), *Field.choices])
    content = forms.CharField(
        label="建设内容和规模", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    labour_links = _several(LINKS, "用工环节", help_text="实施意见一(三)：至少一类。")
    benefit_modes = _several(BENEFITS, "联农带农方式", required=False)
    planned_start = forms.DateField(label="计划开工", widget=date_widget())
    planned_end = forms.DateField(label="计划完工", widget=date_widget())
    owner = forms.ModelChoiceField(
        Organization.objects.none(), label="项目业主单位", empty_label="请选择"
    )
    supervision_mode = forms.ChoiceField(
        label="监管方式",
        choices=SupervisionMode.choices,
        help_text="未强制监理的小微项目，可由业主现场代表和村务监督共同监管（质量条例12）。",
    )
    supervisor = forms.ModelChoiceField(
        Organization.objects.none(), label="监理单位", empty_label="暂未确定", required=False
    )
    approving_body = forms.ChoiceField(label="审批部门", choices=ApprovingBody.choices)
    is_disaster_recovery = forms.BooleanField(label="灾后恢复重建项目", required=False)

    def __init__(self, village: Organization, data: Any = None) -> None:
        super().__init__(data)
        self.village = village
        for role in ("owner", "supervisor"):
            self.fields[role].queryset = bodies_for(role, village)
        self.fields["year"].initial = clock.today().year
        for place, source in enumerate(Source.values):
            self.fields[f"fund_{place}"] = _yuan(source)

    @property
    def funds(self) -> dict[str, Decimal]:
        """Yuan by source, of the cleaned form; sources that give nothing are left out."""
        found = {s: self.cleaned_data.get(f"fund_{n}") for n, s in enumerate(Source.values)}
        return {source: amount for source, amount in found.items() if amount}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("planned_start"), cleaned.get("planned_end")
        if start and end and end < start:
            self.add_error("planned_end", "计划完工不能早于计划开工。")
        if not self.funds:
            raise forms.ValidationError("请至少填写一项资金来源（政府投资条例9）。")
        for kind, title in (("oversight", "村务监督委员会"), ("township", "乡镇人民政府")):
            cleaned[kind] = self._beside(kind)
            if cleaned[kind] is None:
                raise forms.ValidationError(
                    f"系统中没有登记本村（镇）的{title}，请联系系统管理员。"
                )
        return cleaned

    def _beside(self, kind: str) -> Organization | None:
        found = Organization.objects.filter(
            kind=kind, district=self.village.district, town=self.village.town
        )
        if kind == "oversight":
            found = found.filter(village=self.village.village)
        return found.order_by("pk").first()

    def facts(self) -> dict[str, Any]:
        """The fields of Project, as ``actions.register`` takes them."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "year" and not name.startswith("fund_")
        }
        home = self.village
        return said | {
            "village": home,
            "district": home.district,
            "town": home.town,
            "village_name": home.village,
            "total_investment": sum(self.funds.values()),
        }
