"""The list of arrears leaves the house: recorded with every project it is about."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import work
from flows.labour.actions.disclosing import purpose, record_export, reserve_number
from flows.orgs.kinds import OrganizationKind as O
from flows.orgs.kinds import PostCode
from flows.sheets.writer import csv_table, workbook

from ..figures.arrears import Arrear
from ..states import LineStatus

TAKES = (O.HRSS, O.DRC, O.AGRI, O.TOWNSHIP, O.AUDIT)
HEADINGS = ("项目代码", "项目", "乡镇", "月份", "姓名", "身份证尾号", "未付金额（元）", "状态", "应付最后一日",
            "欠薪日数")  # fmt: skip


def may_take(user: Any) -> bool:
    """Whether ``user`` may take the list out: labour, reform, agriculture, township, audit."""
    return any(PostCode(post.code).organization_kind in TAKES for post in user.posts)


def export_arrears(found: Sequence[Arrear], *, by: Any, reason: str, format: str) -> bytes:
    """``found`` as xlsx or csv, recorded as an export of each project it names.

    All are recorded or nothing leaves. Raises NotYours, Refused (nothing to list, no reason), Busy.
    """
    if not may_take(by):
        raise NotYours("欠薪清单由人社、发改、农业农村、乡镇和审计导出。")
    if not found:
        raise Refused([Finding("NO_ARREARS", "目前没有欠薪，无须导出。")])
    projects = {each.project.pk: each.project for each in found}
    counted = Counter(each.project.pk for each in found)
    number: int | None = reserve_number()
    data = _written(found, _mark(by, reason, number), format)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        for key in sorted(projects, key=lambda key: projects[key].chain_id):
            with work(projects[key].chain, by) as unit:
                said = purpose(unit, reason)
                record_export(unit, "欠薪清单", said, counted[key], digest, number=number)
            number = None  # the sheet bears one number; the others' rows share its hash
    return data


def _mark(by: Any, reason: str, number: int | None) -> str:
    said = " ".join(scrub(reason).split())
    return f"导出人：{by}　时间：{clock.now():%Y-%m-%d %H:%M}　用途：{said}　编号：DC{number}"


def _written(found: Sequence[Arrear], mark: str, format: str) -> bytes:
    rows = [
        (
            each.project.code, each.project.name, each.project.town, f"{each.month:%Y-%m}",
            each.worker.name, each.worker.id_last4, each.net, LineStatus(each.status).label,
            each.due_on.isoformat(), each.days,
        )
        for each in found
    ]  # fmt: skip
    total = ("合计", "", "", "", "", "", sum(each.net for each in found), "", "", "")
    if format == "csv":
        return csv_table(HEADINGS, [*rows, total, (mark,)])
    return workbook("欠薪清单", HEADINGS, [*rows, total, (mark,)])
