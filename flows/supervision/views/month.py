"""The figures of a monthly report as a reader takes them: sections of labelled values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flows.templatetags.ui import money, number, percent, zh_date, zh_month

Row = dict[str, Any]


def sections(found: dict[str, Any]) -> list[dict[str, Any]]:
    """``month_figures`` (live, or as frozen) in Chinese: {title, note, rows: [{label, month, total, note}]}."""
    return [
        {"title": "工程进度", "note": "", "rows": _progress(found)},
        {"title": "资金", "note": "元", "rows": _funds(found)},
        {"title": "用工和报酬", "note": _baseline(found), "rows": _labour(found)},
        {"title": "监管", "note": "", "rows": _supervision(found)},
    ]


def _row(label: str, month: str = "", total: str = "", note: str = "") -> Row:
    return {"label": label, "month": month, "total": total, "note": note}


def _part(text: Any) -> str:
    return "—" if text in (None, "") else f"{number(text)}%"


def _progress(found: dict[str, Any]) -> list[Row]:
    said = found["progress"]
    this = ""
    if said["done"] is not None and said["before"] is not None:
        this = _part(Decimal(said["done"]) - Decimal(said["before"]))
    elif said["done"] is not None and said["before"] is None:
        this = _part(said["done"])
    before = (
        f"上一份已签发月报（{zh_month(said['before_month'])}）{_part(said['before'])}"
        if said["before"]
        else ""
    )
    return [
        _row("形象进度", this, _part(said["done"]), before),
        _row("按计划工期的时间进度", "", _part(said["planned"]), _calendar(said.get("stopped", 0))),
        _row("合同价支付率", "", _part(said["paid_rate"])),
    ]


def _funds(found: dict[str, Any]) -> list[Row]:
    said = found["funds"]
    return [
        _row("资金到位", "", money(said["arrived"])),
        _row("合同价", "", money(said["price"])),
        _row("已拨付工程款（含人工费用）", money(said["paid_month"]), money(said["paid"])),
        _row("其中人工费用", "", money(said["labour_paid"])),
    ]


def _baseline(found: dict[str, Any]) -> str:
    said = found["baseline"]
    if not said:
        return "没有批复基线可对照"
    return f"对照批复基线第 {said['number']} 版（{said['document_number'] or zh_date(said['approved_on'])}）"


def _labour(found: dict[str, Any]) -> list[Row]:
    here, pay, base = found["labour"], found["pay"], found["baseline"]
    late, taught = found["arrears"], found["training"]
    owed = f"{late['lines']} 笔 {money(late['amount'])} 元" if late["lines"] else "无"
    return [
        _row("到岗务工人员（人）", number(here["people_month"]), number(here["people"]),
             f"批复 {number(base['headcount'])} 人" if base else ""),
        _row("其中优先群体（人）", number(here["priority_month"]), number(here["priority"])),
        _row("工日", number(here["days_month"]), number(here["days"])),
        _row("应发劳务报酬（元）", money(pay["due_month"]), money(pay["due"]), "本月为本月工资"),
        _row("到账劳务报酬（元）", money(pay["paid_month"]), money(pay["paid"]),
             _share(pay["paid"], base)),
        _row("培训（人次）", number(taught["month"]), number(taught["total"]),
             f"批复 {number(base['training'])} 人次" if base else ""),
        _row("欠薪", "", owed, f"{found['asked_on']} 查得"),
    ]  # fmt: skip


def _share(paid: Any, base: dict[str, Any]) -> str:
    if not base or not Decimal(base["labour_pay"]):
        return ""
    promised = Decimal(base["labour_pay"])
    return f"批复 {money(promised)} 元，完成 {percent(Decimal(paid) / promised)}"


def _supervision(found: dict[str, Any]) -> list[Row]:
    checks, defects, asked = found["checks"], found["defects"], found["visits"]
    missing = "、".join(found["unvisited"])
    return [
        _row("检查点签认", number(checks["month"]), f"{checks['passed']} / {checks['planned']}"),
        _row("下达整改（份）", number(defects["found"])),
        _row("销号（份）", number(defects["closed"]), f"未闭环 {defects['open']}"),
        _row("停工整改未闭环（份）", "", number(defects["stops"])),
        _row("回访（人）", number(asked["asked"]), "",
             "；".join(filter(None, (f"否认 {asked['denied']} 人" if asked["denied"] else "",
                                    f"{missing} 未完成回访" if missing else "")))),
        _row("报酬公示（次）", number(found["notices"]["month"]), number(found["notices"]["total"])),
    ]  # fmt: skip


def _calendar(stopped: int) -> str:
    return f"按日历天计，已扣除停工 {stopped} 日" if stopped else "按日历天计"
