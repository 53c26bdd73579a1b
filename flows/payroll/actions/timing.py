"""Whether a file belongs to this project and this time, and the time that passes with it."""

from __future__ import annotations

import calendar
import datetime as dt

from flows.engine import clock
from flows.labour.actions import Filed
from flows.labour.states import EngagementState
from flows.projects.states import Stage
from flows.sheets.problems import CellError

from ..models import PayrollBatch
from ..states import in_care

AT_WORK = (Stage.CONSTRUCTION, Stage.SUSPENDED)


def misplaced(filed: Filed) -> list[CellError]:
    """Another project, another month, or not the time for it."""
    found = []
    said = filed.ledger.project_name_in_title
    if said and not _same_project(said, filed.project.name):
        found.append(
            filed.error(
                "PROJECT_OTHER", f"标题写的是“{said}”，不是本项目（{filed.project.name}）的表"
            )
        )
    monthly, care = filed.ledger.kind in ("attendance", "payroll"), in_care(filed.project)
    if monthly and not care and filed.project.stage not in AT_WORK:
        stage = filed.project.get_stage_display()
        said = f"项目处于“{stage}”，在建和管护期间才能交考勤和发放台账"
        found.append(filed.error("STAGE_WRONG", said))
    elif filed.month is not None:
        found += _month_wrong(filed, filed.month)
    return [*found, *_not_kept(filed)] if monthly and care else found


def _not_kept(filed: Filed) -> list[CellError]:
    """In upkeep only those are paid who were kept on, and for months after the works."""
    works = PayrollBatch.objects.filter(project=filed.project, care=False)
    if filed.month is not None and works.filter(month__gte=filed.month).exists():
        said = f"{filed.month:%Y-%m} 属于施工期，报酬已经办结，不能按管护交表"
        return [filed.error("MONTH_OF_WORKS", said)]
    return [
        filed.error(
            "NOT_RETAINED",
            f"{row.name}没有续聘管护，先在“务工人员”页办理续聘",
            row=row,
            column="姓名",
        )
        for row, index in zip(filed.ledger.rows, filed.ledger.id_indexes, strict=True)
        if (person := filed.people.get(index)) and person.state != EngagementState.RETAINED
    ]


def _same_project(said: str, name: str) -> bool:
    """A title may shorten the name; one that names another 项目 or 工程 is another's file."""
    said, name = ("".join(text.split()) for text in (said, name))
    return said in name or name in said or not said.endswith(("项目", "工程"))


def _month_wrong(filed: Filed, month: dt.date) -> list[CellError]:
    """Outside construction: before the month of the start, or not begun yet."""
    unit, project = filed.unit, filed.project
    first = PayrollBatch.objects.filter(project=project).order_by("month").first()
    begun = (first.month if first else project.planned_start).replace(day=1)
    last = unit.today
    if unit.chain.simulated_at is not None:  # handing in moves its clock, within the planned time
        last = max(last, project.planned_end)
    if month < begun and project.came_in_past(Stage.CONSTRUCTION):
        said = f"{month:%Y-%m} 早于补录月份 {begun:%Y-%m}，此前以扫描件为准，不补交"
        return [filed.error("MONTH_BEFORE_ENTRY", said)]
    if month < begun:
        return [filed.error("MONTH_BEFORE_START", f"{month:%Y-%m} 早于开工月份 {begun:%Y-%m}")]
    if month > last:
        return [filed.error("MONTH_FUTURE", f"{month:%Y-%m} 还没有到，不能交该月的表")]
    return []


def pass_time(filed: Filed) -> None:
    """A simulated project's clock moves to the end of the file's month, at 17:00 (design 2.7);
    for receipts at least to the last day the bank speaks of."""
    unit, month = filed.unit, filed.month
    if unit.chain.simulated_at is None or month is None:
        return
    day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    if filed.ledger.kind == "receipts":
        day = max(day, *(row.trade_date for row in filed.ledger.rows))
    clock.simulate(unit.chain, clock.at(day, 17))
    unit.now = clock.now(unit.chain)
