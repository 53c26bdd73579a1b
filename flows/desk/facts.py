"""The fields of a paper as a person reads them: labels of the model, values in Chinese."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Field, ForeignKey, JSONField
from django.urls import reverse

from flows.engine import registry
from flows.engine.paper import Paper
from flows.engine.privacy import scrub
from flows.templatetags.ui import money, zh_date, zh_time

HIDDEN = {"id", "project", "version", "state", "created_at", "initiator", "chain"}
# Sealed numbers and what finds or abbreviates them are nobody's reading (个人信息保护法 28).
SEALED = ("_cipher", "_index", "_last4", "_ptr")


def facts_of(paper: Any, *, hidden: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What ``paper`` says about itself, field by field; empty and ``hidden`` ones are left out."""
    found = []
    for field in paper._meta.concrete_fields:
        if (
            field.name in hidden
            or field.name in HIDDEN
            or field.name.endswith(SEALED)
            or not _for_people(field)
        ):
            continue
        value = getattr(paper, field.name)
        if value in (None, "", [], {}) or _keys(value) or _unreadable(field, value):
            continue
        said = written(paper, field, value)
        found.append(
            {
                "label": str(field.verbose_name),
                "value": said,
                "href": address_of(value),
                "wide": len(said) > 40 or "\n" in said,
            }
        )
    return found


def _keys(value: Any) -> bool:
    """A list of row numbers says nothing to a reader."""
    return isinstance(value, list) and all(isinstance(each, int) for each in value)


def _unreadable(field: Any, value: Any) -> bool:
    """A row behind a key is named only where it is somebody, or has a page to go to."""
    if not isinstance(field, ForeignKey):
        return False
    return field.related_model._meta.app_label != "orgs" and not address_of(value)


def _for_people(field: Field[Any, Any]) -> bool:
    """A field that nobody edits or that has no Chinese label is the machine's, not the reader's."""
    return field.editable and any(ord(sign) > 0x2E80 for sign in str(field.verbose_name))


def written(paper: Any, field: Any, value: Any) -> str:
    """``value`` as text; long numbers are cut to their last four whatever they are."""
    if field.choices:
        return str(getattr(paper, f"get_{field.name}_display")())
    if isinstance(field, ForeignKey):
        return value.title if isinstance(value, Paper) else str(value)
    if isinstance(field, JSONField):
        return scrub(listed(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return money(value) if field.decimal_places == 2 else f"{value:,f}"
    if isinstance(value, dt.datetime):
        return zh_time(value)
    if isinstance(value, dt.date):
        return zh_date(value)
    return scrub(str(value))


def listed(value: Any) -> str:
    """A JSON value in words: lists by 、, objects one pair a line."""
    if isinstance(value, dict):
        return "\n".join(f"{key}：{listed(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return "、".join(listed(each) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def address_of(paper: Any) -> str:
    """The page of ``paper``; "" for what has none."""
    kind = type(paper).__name__
    if kind not in registry.flows():
        return ""
    return reverse("paper", args=[kind, paper.pk])
