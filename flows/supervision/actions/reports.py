"""监理月报: one a month, its figures live until it is signed and frozen then."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused, evaluate
from flows.engine.refusals import require_alive
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import held, supervising

from ..figures.reports import first_month, month_figures
from ..models import MonthlyReport
from ..rules.reports import SIGN_OFF

may_report = held(supervising(P.SUPERVISOR_ENGINEER, P.OWNER_SITE))


def begin_report(project: Any, month: dt.date, *, by: Any) -> MonthlyReport:
    """编制月报 of ``month`` (any day of it). Raises NotYours, Refused (there is one, no such month)."""
    month = month.replace(day=1)
    with work(project.chain, by) as unit:
        report = MonthlyReport(project=unit.current(project), month=month, initiator=by)
        require_alive(report)
        if not may_report(report, by):
            raise NotYours("月报由监理工程师编制；没有监理单位的由业主现场代表编制。")
        if wrong := _no_month(unit, report):
            raise Refused([wrong])
        made: MonthlyReport = gate.open_paper(unit, report)
        return made


def _no_month(unit: Unit, report: MonthlyReport) -> Finding | None:
    project, month = report.project, report.month
    basis = "建设工程质量管理条例38"
    if project.contractor_id is None:
        return Finding("REPORT_EARLY", "工程还没有发包，没有可编制的月报。", basis)
    first = first_month(project)
    if not first <= month <= unit.today:
        span = f"{first:%Y年%-m月}至 {unit.today:%Y年%-m月}"
        return Finding("REPORT_MONTH", f"月报的月份应在 {span} 之间。", basis, "请重新选择月份。")
    if MonthlyReport.objects.filter(project=project, month=month).exists():
        return Finding("REPORT_KNOWN", f"{month:%Y年%-m月}的月报已经有了。", basis)
    return None


def freeze_report(unit: Unit, report: MonthlyReport) -> None:
    """签发: what the report says of its month stays as it is today, whatever comes in later."""
    report.signed_on = unit.today
    found = month_figures(report, today=unit.today, parameters=unit.parameters)
    told = evaluate(SIGN_OFF, report, unit.terms)
    report.figures = found | {"told": [[each.message, each.basis] for each in told]}
    unit.changed(report)
