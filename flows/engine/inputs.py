"""What a move asks for besides an opinion. Declared beside the transition, drawn as a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from .findings import Finding

InputKind = Literal["text", "long", "date", "money", "int", "bool", "choice"]


@dataclass(frozen=True)
class Input:
    """One value a move takes by name. ``help`` says what is wanted and on what basis."""

    name: str
    label: str
    kind: InputKind = "text"
    required: bool = True
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def clean(
    inputs: Iterable[Input], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Finding]]:
    """Typed values for ``inputs`` out of ``given`` and what is wrong with them."""
    values: dict[str, Any] = {}
    found: list[Finding] = []
    for wanted in inputs:
        raw = given.get(wanted.name)
        if raw in (None, "") or (wanted.kind == "bool" and raw is False):
            if wanted.required:
                found.append(_missing(wanted))
            values[wanted.name] = False if wanted.kind == "bool" else None
            continue
        try:
            values[wanted.name] = _typed(wanted, raw)
        except (ValueError, InvalidOperation):
            found.append(
                Finding("INPUT_INVALID", f"“{wanted.label}”的格式不正确。", cure=wanted.help)
            )
    unknown = set(given) - set(values) - {wanted.name for wanted in inputs}
    if unknown:
        raise TypeError(f"inputs this move does not take: {sorted(unknown)}")
    return values, found


def _missing(wanted: Input) -> Finding:
    return Finding("INPUT_MISSING", f"请填写“{wanted.label}”。", cure=wanted.help)


def _typed(wanted: Input, raw: Any) -> Any:
    if wanted.kind == "date":
        return raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw))
    if wanted.kind == "money":
        amount = Decimal(str(raw)).quantize(Decimal("0.01"))
        if amount < 0:
            raise ValueError(raw)
        return amount
    if wanted.kind == "int":
        return int(raw)
    if wanted.kind == "bool":
        return bool(raw)
    if wanted.kind == "choice" and str(raw) not in dict(wanted.choices):
        raise ValueError(raw)
    return str(raw).strip()
