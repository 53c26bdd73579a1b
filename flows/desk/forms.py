"""Forms made of declarations: a move's inputs, the fields of a paper that are open at its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import ForeignKey

from flows.engine.inputs import Input
from flows.engine.privacy import scrub
from flows.orgs.kinds import CITY, OrganizationKind
from flows.orgs.models import Organization

YES_NO = (("", "请选择"), ("1", "是"), ("0", "否"))


class Words(forms.Textarea):
    """Free text: what comes back on a page is what would be kept, long numbers cut to four."""

    def format_value(self, value: Any) -> str | None:
        said = super().format_value(value)
        return scrub(said) if said else said


class InputForm(forms.Form):
    """What the moves (or buttons) of a page ask for besides the opinion. Only the pressed move's are required."""

    use_required_attribute = False

    def __init__(self, buttons: Iterable[Any], *, pressed: str = "", data: Any = None) -> None:
        super().__init__(data)
        asked: dict[str, tuple[Input, list[Any]]] = {}
        for button in buttons:
            if button.open:
                for each in button.inputs:
                    asked.setdefault(each.name, (each, []))[1].append(button)
        many = len({button.name for _, taking in asked.values() for button in taking}) > 1
        for name, (each, taking) in asked.items():
            wanted = each.required and any(button.name == pressed for button in taking)
            self.fields[name] = field_of(each, wanted)
            if many:
                self.fields[name].help_text = f"用于{_quoted(taking)}。{each.help}"

    def taken_by(self, button: Any | None) -> dict[str, Any]:
        """The cleaned values that ``button`` takes."""
        names = [each.name for each in button.inputs] if button else []
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class VerbForm(forms.Form):
    """What a verb of a seat asks for: its inputs, and a reason or a note."""

    use_required_attribute = False

    def __init__(self, inputs: Iterable[Input], verb: Any, *, data: Any = None) -> None:
        super().__init__(data)
        for each in inputs:
            self.fields[each.name] = field_of(each, each.required)
        self.fields["reason"] = forms.CharField(
            label=verb.reason,
            required=verb.wants,
            max_length=300,
            widget=Words(attrs={"rows": 3}),
            help_text="将记入留痕。请勿填写身份证号、银行卡号。",
        )


def _quoted(buttons: list[Any]) -> str:
    return "、".join(dict.fromkeys(f"“{button.label}”" for button in buttons))


def field_of(wanted: Input, required: bool) -> forms.Field:
    """The form field that draws and reads one declared input."""
    about: dict[str, Any] = {"label": wanted.label, "help_text": wanted.help, "required": required}
    if wanted.kind == "date":
        return forms.DateField(widget=date_widget(), **about)
    if wanted.kind == "money":
        return forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **about)
    if wanted.kind == "int":
        return forms.IntegerField(**about)
    if wanted.kind == "bool":
        return forms.BooleanField(**about)
    if wanted.kind == "choice":
        return forms.ChoiceField(choices=[("", "请选择"), *wanted.choices], **about)
    if wanted.kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, **about)
    return forms.CharField(max_length=300, **about)


def date_widget() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


# A room whose paper wants more than a field each lays its own form of ``paper.editable()`` here.
FORMS: dict[str, Callable[[Any], type[forms.ModelForm]]] = {}


def edit_form(paper: Any) -> type[forms.ModelForm]:
    """A ModelForm of the fields that are open at ``paper``'s present state."""
    own = FORMS.get(type(paper).__name__)
    return own(paper) if own else fields_form(paper, paper.editable())


def fields_form(
    paper: Any, names: Iterable[str], base: type[forms.ModelForm] = forms.ModelForm
) -> type[forms.ModelForm]:
    """A ModelForm of the fields ``names`` of ``paper``, each drawn as the house draws its kind."""
    return forms.modelform_factory(
        type(paper), form=base, fields=list(names),
        formfield_callback=lambda field: _field(field, paper),
    )  # fmt: skip


def _field(field: Any, paper: Any) -> Any:
    if isinstance(field, ForeignKey) and field.related_model is Organization:
        return forms.ModelChoiceField(
            bodies_for(field.name, paper.project),
            label=field.verbose_name,
            required=not field.blank,
            empty_label="请选择",
            help_text=field.help_text,
        )
    made = field.formfield()
    if isinstance(made, forms.DateField):
        made.widget = date_widget()
    elif isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    return made


def bodies_for(role: str, project: Any) -> Any:
    """Organisations that can act as ``role`` in ``project``: of its district, of the right kind."""
    found = Organization.objects.filter(district__in=[project.district, CITY])
    kind = OrganizationKind(role) if role in OrganizationKind.values else None
    if kind is not None:
        found = found.filter(kind=kind)
    if kind in (OrganizationKind.VILLAGE, OrganizationKind.OVERSIGHT, OrganizationKind.TOWNSHIP):
        found = found.filter(town=project.town)
    return found.order_by("name")
