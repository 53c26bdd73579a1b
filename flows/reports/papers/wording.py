"""Facts in the words of a paper: nothing said stays empty, so that it can be missed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine.findings import Finding
from flows.projects.models import Project
from flows.templatetags.ui import money as yuan
from flows.templatetags.ui import zh_date


def day(value: dt.date | None) -> str:
    """2025年6月3日, "" where there is none."""
    return zh_date(value) if value else ""


def money(value: Any) -> str:
    """Yuan with two places, "" where nothing is said; zero is said."""
    return "" if value in (None, "") else yuan(value)


def said(value: Any) -> str:
    return "" if value is None else str(value)


def head(project: Project, *, body: Any, title: str, number: str, on: dt.date | None) -> dict:
    """The fields that every paper has. ``body``: the organisation that signs it."""
    name = body.name if body else ""
    return {
        "发文机关": name, "标题": title, "文号": number, "落款": name, "成文日期": day(on),
        "项目名称": project.name, "项目代码": project.code,
    }  # fmt: skip


def numbers(project: Project) -> str:
    """文号 of the approval and of the changes that were approved, in their order."""
    found = project.baselines.order_by("number").values_list("document_number", flat=True)
    return "；".join(number for number in found if number)


def place(project: Project) -> str:
    return f"北京市{project.get_district_display()}{project.town}{project.village_name}"


def funds(project: Project) -> list[dict[str, str]]:
    return [
        {"资金来源": fund.source, "金额": money(fund.amount)}
        for fund in sorted(project.funds.all(), key=lambda fund: fund.pk)
    ]


def watcher(project: Project) -> Any:
    """监理单位, else the village's own oversight."""
    return project.supervisor if project.has_firm else project.oversight


def later(code: str, message: str, cure: str) -> Finding:
    """It is not its time yet."""
    return Finding(code, message, "", cure)
