"""Keyset pages: the hundredth page costs what the first costs; no COUNT, no OFFSET."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

SIZE = 20
SEPARATOR = "~"


@dataclass(frozen=True)
class Page:
    """One page of rows with the addresses of its neighbours; "" where there is none."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""


def page(request: HttpRequest, rows: QuerySet[Any], *keys: str, size: int = SIZE) -> Page:
    """The page of ``rows`` that ``?after=`` or ``?before=`` names, ordered by ``keys``.

    ``keys`` are fields of the model (``-`` for descending), the last one unique. NULL is the
    greatest value, as PostgreSQL's own order has it, so an index on the keys serves both ways.
    """
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    back = bool(before) and not after
    order = [_flip(key) if back else key for key in keys]
    cursor = _parse(rows.model, keys, before if back else after)
    found = rows.filter(_beyond(order, cursor)) if cursor else rows
    taken = list(found.order_by(*order)[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if back:
        taken.reverse()
    if not taken:
        return Page([])
    earlier, later = (more, True) if back else (bool(cursor), more)
    return Page(
        taken,
        _address(request, "before", keys, taken[0]) if earlier else "",
        _address(request, "after", keys, taken[-1]) if later else "",
    )


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: list[str], values: list[Any]) -> Q:
    """Rows strictly after ``values`` in the order of ``keys``."""
    key, value = keys[0], values[0]
    name = key.lstrip("-")
    if not key.startswith("-"):
        strictly = (
            Q(pk__in=[]) if value is None else Q(**{f"{name}__gt": value}) | Q(**{name: None})
        )
    elif value is None:
        strictly = Q(**{f"{name}__isnull": False})
    else:
        strictly = Q(**{f"{name}__lt": value})
    if len(keys) == 1:
        return strictly
    found = strictly | (Q(**{name: value}) & _beyond(keys[1:], values[1:]))
    if key.startswith("-") and value is not None:  # says what the rest implies: where to start
        found &= Q(**{f"{name}__lte": value})
    return found


def _parse(model: Any, keys: tuple[str, ...], text: str) -> list[Any]:
    """The cursor's values; an unreadable cursor is the first page."""
    parts = text.split(SEPARATOR) if text else []
    if len(parts) != len(keys):
        return []
    try:
        return [
            model._meta.get_field(key.lstrip("-")).to_python(part) if part else None
            for key, part in zip(keys, parts, strict=True)
        ]
    except (ValidationError, FieldDoesNotExist):
        return []


def _address(request: HttpRequest, name: str, keys: tuple[str, ...], row: Any) -> str:
    values = [getattr(row, key.lstrip("-")) for key in keys]
    query = request.GET.copy()
    for other in ("after", "before"):
        query.pop(other, None)
    query[name] = SEPARATOR.join(
        "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
        for value in values
    )
    return f"{request.path}?{query.urlencode()}"
