"""How money, dates, shares and names are written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from flows.templatetags import ui


@pytest.mark.parametrize(
    ("value", "text"),
    [("336000", "336,000.00"), (Decimal("0.5"), "0.50"), ("1,286,000.10", "1,286,000.10"), (0, "0.00"),
     ("-12345.6", "-12,345.60"), (None, "—"), ("", "—"), ("abc", "—"), ("NaN", "—")],
)  # fmt: skip
def test_money(value, text):
    assert ui.money(value) == text


def test_other_numbers():
    assert ui.wan("1286000") == "128.60"
    assert ui.number("12345.5") == "12,345.5"
    assert ui.percent("0.5027") == "50.27%"
    assert ui.percent(None) == "—"


@pytest.mark.parametrize(
    ("value", "target", "share"),
    [("50", "200", "25.0"), ("300", "200", "100.0"), ("-1", "2", "0.0"), (None, "2", "0"), ("1", "0", "0")],
)  # fmt: skip
def test_share_of_stays_inside_the_bar(value, target, share):
    assert ui.share_of(value, target) == share


def test_dates():
    assert ui.zh_date(date(2025, 6, 3)) == "2025年6月3日"
    assert ui.zh_date("2025-06-03") == "2025年6月3日"
    assert ui.zh_date(datetime(2025, 6, 2, 17, 0, tzinfo=UTC)) == "2025年6月3日"
    assert ui.zh_time(datetime(2025, 6, 3, 1, 5, tzinfo=UTC)) == "2025年6月3日 09:05"
    assert ui.zh_time(date(2025, 6, 3)) == "2025年6月3日"
    assert ui.zh_month("2025-06") == "2025年6月"
    assert ui.short_date("2025-06-03") == "25.6.3"
    assert ui.zh_date(None) == ui.zh_date("soon") == "—"


def test_a_naked_number_is_never_shown():
    assert ui.masked("110228197001012316") == "*" * 14 + "2316"
    assert ui.masked("6222 0212 3456 7890").endswith("7890") and "6222" not in ui.masked(
        "6222 0212 3456 7890"
    )
    assert ui.masked("1102**********2316") == "1102**********2316"
    assert ui.masked("2316") == "2316"
    assert ui.last4("110228197001012316") == "尾号 2316"


def test_people_and_hashes():
    assert ui.who("甲", "科长") == "甲（科长）"
    assert ui.who("甲") == "甲"
    assert ui.short_hash(bytes.fromhex("9f31c2aa77dd")) == "9f31c2aa"
    assert ui.short_hash("\\x9f31c2aa77dd") == "9f31c2aa"


def test_tones():
    assert [ui.tone(x) for x in ("block", "review", "inform", "pass", "na", None)] == [
        "bad", "warn", "info", "done", "neutral", "neutral",
    ]  # fmt: skip
    assert ui.level_label("block") == "阻断" and ui.verdict_label("fail") == "不符合"


@pytest.mark.parametrize(
    ("path", "href", "mark"),
    [("/projects/", "/projects/", "page"), ("/projects/7/", "/projects/", "true"),
     ("/projects-old/", "/projects/", None), ("/projects/", "/", None), ("", "/projects/", None)],
)  # fmt: skip
def test_navigation_knows_where_it_is(path, href, mark):
    found = ui.current({"request": SimpleNamespace(path=path)}, href)
    assert (f'aria-current="{mark}"' in found) if mark else found == ""
