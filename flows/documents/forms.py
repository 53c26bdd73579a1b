"""The form of a document's 以工代赈 elements, drawn from the one table of elements."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from .elements import DocumentKind, Element, Part, wanted
from .models import Document

SAID = (("", "未说明"), ("1", "是"), ("0", "否"))
COMMAS = re.compile(r"[、,，;；\n]+")
TOTAL = "总投资"


class ElementsForm(forms.Form):
    """Every part that ``document`` has to state. Anything may be left for later: what is missing
    is said by the findings, and the document is not issued without it."""

    use_required_attribute = False

    def __init__(self, document: Document, others: list[Document], data: Any = None) -> None:
        super().__init__(data)
        self.document = document
        self.elements = wanted(document.kind)
        sources = [*(fund.source for fund in document.project.funds.all()), TOTAL]
        for element in self.elements:
            for part in element.parts:
                value = document.part(element.key, part.name)
                field = field_of(part, sources if part.name == "denominator" else [], value)
                field.initial = shown(part, value)
                field.help_text = _elsewhere(element, part, others)
                self.fields[f"{element.key}.{part.name}"] = field

    def groups(self) -> list[tuple[Element, list[forms.BoundField]]]:
        """Elements with their fields, r1 to r12."""
        return [
            (element, [self[f"{element.key}.{part.name}"] for part in element.parts])
            for element in self.elements
        ]

    def said(self) -> dict[str, Any]:
        """What the document states now; unsaid parts are left out, elements of others kept."""
        stated = {key: dict(parts) for key, parts in self.document.elements.items()}
        for element in self.elements:
            values = {
                part.name: _stored(part, self.cleaned_data[f"{element.key}.{part.name}"])
                for part in element.parts
            }
            stated[element.key] = {k: v for k, v in values.items() if v not in (None, "", [])}
        return {key: parts for key, parts in stated.items() if parts}


def field_of(part: Part, options: list[str], value: Any) -> forms.Field:
    about: dict[str, Any] = {"label": part.label, "required": False}
    if options:
        known = dict.fromkeys([*options, *([str(value)] if value else [])])
        return forms.ChoiceField(choices=[("", "请选择"), *((o, o) for o in known)], **about)
    if part.kind == "int":
        return forms.IntegerField(min_value=0, **about)
    if part.kind == "money":
        return forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **about)
    if part.kind == "yes":
        return forms.ChoiceField(choices=SAID, **about)
    if part.kind == "list":
        return forms.CharField(
            max_length=300, widget=forms.TextInput(attrs={"placeholder": "多项用、隔开"}), **about
        )
    return forms.CharField(max_length=300, **about)


def shown(part: Part, value: Any) -> Any:
    """A stored value as the form shows it."""
    if part.kind == "list":
        return "、".join(value or [])
    if part.kind == "yes":
        return "" if value is None else "1" if value else "0"
    return value


def _stored(part: Part, value: Any) -> Any:
    """A cleaned value as JSON keeps it: money as decimal text, lists as lists."""
    if part.kind == "list":
        return [each.strip() for each in COMMAS.split(value) if each.strip()]
    if part.kind == "yes":
        return None if value == "" else value == "1"
    if isinstance(value, Decimal):
        return str(value)
    return value


def _elsewhere(element: Element, part: Part, others: list[Document]) -> str:
    """What the project's other documents say of this part, to be agreed with."""
    said = [
        f"{DocumentKind(other.kind).label}：{in_words(part, other.part(element.key, part.name))}"
        for other in others
        if other.part(element.key, part.name) not in (None, "", [])
    ]
    return "；".join(said)


def in_words(part: Part, value: Any) -> str:
    """One stated value for reading; an em dash where nothing is said."""
    if value in (None, "", []):
        return "—"
    if part.kind == "yes":
        return "是" if value else "否"
    if part.kind == "list":
        return "、".join(value)
    if part.kind == "money":
        return f"{Decimal(str(value)):,.2f}"
    return str(value)
