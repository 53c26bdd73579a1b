"""What a move asks for besides an opinion. Declared beside the transition, drawn as a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
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
    later: bool = False  # a date that must lie after today


FORMS = {
    "date": "写成 2025-06-03 的形式。",
    "money": "写非负数，单位为元，至多两位小数。",
    "int": "写非负整数。",
    "bool": "写“是”或“否”。",
    "choice": "从列出的选项中选择。",
}
YES, NO = ("1", "true", "on", "yes", "是"), ("0", "false", "off", "no", "否")
MOST, MOST_MONEY = 2**31 - 1, Decimal(10) ** 14  # what the columns hold
CENT = Decimal("0.01")


def clean(
    inputs: Iterable[Input], given: Mapping[str, Any], *, today: dt.date | None = None
) -> tuple[dict[str, Any], list[Finding]]:
    """Typed values for ``inputs`` out of ``given`` and what is wrong with them."""
    values: dict[str, Any] = {}
    found: list[Finding] = []
    for wanted in inputs:
        raw = given.get(wanted.name)
        raw = raw.strip() if isinstance(raw, str) else raw
        values[wanted.name] = False if wanted.kind == "bool" else None
        if raw not in (None, ""):
            try:
                values[wanted.name] = _typed(wanted, raw)
            except (ValueError, ArithmeticError):
                found.append(_invalid(wanted))
                continue
        if wanted.later and today and values[wanted.name] and values[wanted.name] <= today:
            found.append(_too_early(wanted, today))
        if wanted.required and (values[wanted.name] is None or values[wanted.name] is False):
            found.append(_missing(wanted))
    unknown = set(given) - {wanted.name for wanted in inputs}
    if unknown:
        raise TypeError(f"inputs this move does not take: {sorted(unknown)}")
    return values, found


def _missing(wanted: Input) -> Finding:
    cure = wanted.help or "此项必须填写。"
    return Finding("INPUT_MISSING", f"请填写“{wanted.label}”。", cure=cure)


def _invalid(wanted: Input) -> Finding:
    cure = FORMS.get(wanted.kind, "") or wanted.help or "请改正后重新提交。"
    return Finding("INPUT_INVALID", f"“{wanted.label}”的格式不正确。", cure=cure)


def _too_early(wanted: Input, today: dt.date) -> Finding:
    cure = wanted.help or "请改正后重新提交。"
    return Finding("INPUT_TOO_EARLY", f"“{wanted.label}”须晚于今天（{today}）。", cure=cure)


def _typed(wanted: Input, raw: Any) -> Any:
    text = str(raw)
    if "\0" in text or (wanted.kind == "choice" and text not in dict(wanted.choices)):
        raise ValueError(text)
    if wanted.kind == "date":
        return _date(raw)
    if wanted.kind == "money":
        return _money(text)
    if wanted.kind == "int":
        return _count(text)
    if wanted.kind == "bool":
        if text.lower() not in YES + NO:
            raise ValueError(text)
        return text.lower() in YES
    return text


def _date(raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    return raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw))


def _money(text: str) -> Decimal:
    """Yuan, never rounded: what has a third decimal is not an amount of money."""
    amount = Decimal(text)
    if not amount.is_finite() or not 0 <= amount < MOST_MONEY or amount % CENT:
        raise ValueError(text)
    return amount.quantize(CENT)


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= MOST:
        raise ValueError(text)
    return number
