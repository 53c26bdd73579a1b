"""Filters and tags of the pages: how money, dates, shares and names are written in Chinese.

Nothing here reads the database or the present; everything takes what the view hands in and
answers with text. Missing values are written as an em dash, never as "None".
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from flows.engine.privacy import scrub

register = template.Library()

MISSING = "—"

# Levels, verdicts and strengths are judgements (not states of a paper); a colour is all they need.
TONES = {
    "block": "bad", "fail": "bad", "error": "bad", "danger": "bad", "bad": "bad",
    "review": "warn", "explain": "warn", "warning": "warn", "warn": "warn", "rectify": "warn",
    "inform": "info", "info": "info", "debug": "info",
    "pass": "done", "success": "done", "done": "done", "ok": "ok",
}  # fmt: skip
LEVELS = {"block": "阻断", "review": "需复核", "inform": "提示", "warn": "提醒", "record": "记录"}
VERDICTS = {
    "pass": "符合", "fail": "不符合", "explain": "需说明", "na": "不适用", "rectify": "限期整改",
}  # fmt: skip


def _plain(value: Any) -> str:
    """The code behind a string or an enum member, lower case."""
    return str(getattr(value, "value", value) or "").lower()


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(value: Any) -> date | datetime | None:
    """A date or datetime, also from ISO text; aware times are turned to local time."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value if isinstance(value, date) else None


# ── money and numbers ──


@register.filter
def money(value: Any) -> str:
    """Yuan with thousands separators and two places: "336000" → "336,000.00"."""
    number = _decimal(value)
    return MISSING if number is None else f"{number:,.2f}"


@register.filter
def wan(value: Any) -> str:
    """Yuan written in 万元 with two places: "1286000" → "128.60"."""
    number = _decimal(value)
    return MISSING if number is None else f"{number / 10000:,.2f}"


@register.filter
def number(value: Any) -> str:
    """A plain number with thousands separators, its own places kept: "12345.5" → "12,345.5"."""
    found = _decimal(value)
    return MISSING if found is None else f"{found:,f}"


@register.filter
def percent(value: Any, places: int = 2) -> str:
    """A ratio as per cent: "0.5027" → "50.27%"."""
    ratio = _decimal(value)
    return MISSING if ratio is None else f"{ratio * 100:.{int(places)}f}%"


@register.filter
def share_of(value: Any, target: Any) -> str:
    """value ÷ target in per cent, held between 0 and 100, for the width of a bar."""
    part, whole = _decimal(value), _decimal(target)
    if part is None or not whole:
        return "0"
    return f"{max(Decimal(0), min(Decimal(100), part / whole * 100)):.1f}"


# ── dates ──


@register.filter
def zh_date(value: Any) -> str:
    """2025年6月3日."""
    day = _moment(value)
    return MISSING if day is None else f"{day.year}年{day.month}月{day.day}日"


@register.filter
def zh_time(value: Any) -> str:
    """2025年6月3日 09:05; a date without a time stays a date."""
    moment = _moment(value)
    if isinstance(moment, datetime):
        return f"{zh_date(moment)} {moment:%H:%M}"
    return zh_date(moment)


@register.filter
def zh_month(value: Any) -> str:
    """2025年6月, from a date or from "2025-06"."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}", value):
        value = f"{value}-01"
    day = _moment(value)
    return MISSING if day is None else f"{day.year}年{day.month}月"


@register.filter
def short_date(value: Any) -> str:
    """25.6.3, for narrow places."""
    day = _moment(value)
    return "" if day is None else f"{day.year % 100:02d}.{day.month}.{day.day}"


@register.filter
def iso(value: Any) -> str:
    """Machine form for <time datetime>."""
    moment = _moment(value)
    return "" if moment is None else moment.isoformat()


# ── people and private numbers ──


@register.filter
def masked(value: Any) -> str:
    """Passes what `engine.privacy` has masked; anything still naked is cut to its last four.

    A guard, not the mask: a template that is handed a full number by mistake does not show it.
    """
    text = str(value or "")
    if not text:
        return MISSING
    if "*" in text or sum(c.isalnum() for c in text) <= 4:
        return text
    return "*" * (len(text) - 4) + text[-4:]


@register.filter
def last4(value: Any) -> str:
    """尾号 1234, whatever length is handed in."""
    text = str(value or "").strip()
    return f"尾号 {text[-4:]}" if text else MISSING


@register.filter
def unnumbered(value: Any) -> str:
    """What somebody typed, as a page may repeat it: long numbers cut to their last four."""
    return scrub(str(value or ""))


@register.filter
def who(person: Any, post: Any = "") -> str:
    """甲（岗位）."""
    name = str(person or "") or MISSING
    return f"{name}（{post}）" if post else name


@register.filter
def short_hash(value: Any) -> str:
    """The first eight signs of a hash given as text or bytes."""
    text = value.hex() if isinstance(value, (bytes, memoryview)) else str(value or "")
    return text.removeprefix("\\x")[:8]


# ── judgements ──


@register.filter
def tone(level: Any) -> str:
    """Level, verdict or message tag → tone of a badge: neutral, info, ok, warn, bad, done."""
    return TONES.get(_plain(level), "neutral")


@register.filter
def level_label(level: Any) -> str:
    """block → 阻断; unknown codes give no label."""
    return LEVELS.get(_plain(level), "")


@register.filter
def verdict_label(verdict: Any) -> str:
    """pass → 符合."""
    return VERDICTS.get(_plain(verdict), str(verdict or MISSING))


# ── navigation ──


@register.simple_tag(takes_context=True)
def current(context: template.Context, href: str) -> SafeString | str:
    """aria-current for a link of the navigation: the page itself or anything under it."""
    path = getattr(context.get("request"), "path", "")
    if not href or not path:
        return ""
    inside = path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
    return format_html(' aria-current="{}"', "page" if path == href else "true") if inside else ""


@register.simple_tag(takes_context=True)
def late_note(context: template.Context) -> str:
    """What a page about a project that was entered late (补录) says of it; "" for all others."""
    project = context.get("project") or getattr(context.get("paper"), "project", None)
    return str(getattr(project, "late_note", ""))


# ── moves: what the buttons form has to know before it lists them ──


def _asks(move: Any, name: str) -> Any:
    return move.get(name) if isinstance(move, dict) else getattr(move, name, None)


@register.filter
def any_open(moves: Any) -> bool:
    return any(_asks(move, "open") for move in moves or ())


@register.filter
def any_closed(moves: Any) -> bool:
    return any(not _asks(move, "open") for move in moves or ())


@register.filter
def any_needs_opinion(moves: Any) -> bool:
    return any(_asks(move, "open") and _asks(move, "needs_opinion") for move in moves or ())
