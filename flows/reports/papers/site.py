"""开工令 and 整改通知."""

from __future__ import annotations

from django.utils import timezone

from flows.commencement.models import StartReadiness
from flows.documents.issued.sources import Content, Draft, Source
from flows.documents.kinds import PaperKind
from flows.engine.findings import Terms
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.posts import supervising
from flows.supervision.models import CHECKS, Rectification

from .wording import day, head, later, said, watcher

SEVERE = {
    "A": "A级，停工或冻结资金",
    "B": "B级，限期整改",
    "C": "C级，提示",
}
MOST = ("整改完成后提交整改报告，附整改前后照片。", "逾期不整改的，按合同和有关规定处理。")


def starts(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    rows = StartReadiness.objects.filter(project=project).select_related("contract")
    return [_start(project, each) for each in (rows.filter(pk=pk) if pk else rows)]


def _start(project: Project, readiness: StartReadiness) -> Draft:
    contract, contractor = readiness.contract, project.contractor
    content: Content = {
        **head(
            project, body=project.supervisor if project.has_firm else project.owner,
            number=readiness.start_order_number, on=readiness.started_on,
            title=f"{project.name}开工令",
        ),
        "主送": contractor.name if contractor else "",
        "合同编号": contract.number if contract else "以补录扫描件为准",
        "开工日期": day(readiness.started_on), "计划完工": day(project.planned_end),
        "劳资专管员": readiness.labour_officer, "技术交底日期": day(readiness.briefing_on),
        "保险": readiness.insurance, "抄送": project.owner.name,
    }  # fmt: skip
    findings = []
    if readiness.started_on is None:
        findings.append(
            later("NOT_ORDERED", "开工令尚未签发。", "开工报审办到“签发开工令”后出文。")
        )
    return Draft(readiness, "开工令", content, findings)


def rectifications(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    rows = Rectification.objects.filter(project=project).select_related("inspection")
    return [_rectification(project, each) for each in (rows.filter(pk=pk) if pk else rows)]


def _rectification(project: Project, row: Rectification) -> Draft:
    on = row.inspection.inspected_on if row.inspection else None
    on = on or timezone.localtime(row.created_at).date()
    check = CHECKS.get(row.code)
    content: Content = {
        **head(
            project, body=watcher(project), on=on, title=f"关于{project.name}限期整改的通知",
            number=f"整改〔{on.year}〕{project.pk}-{row.number}号",
        ),
        "主送": row.responsible, "检查项": f"{row.code}{check.title if check else ''}",
        "严重度": SEVERE.get(row.severity, row.severity), "问题": row.defect,
        "依据": check.basis if check else "实施意见三(四)、五(一)",
        "整改期限": day(row.deadline), "责任单位": row.responsible,
        "涉及用工": said(len(row.subjects) or ""), "要求": [{"内容": each} for each in MOST],
        "抄送": project.owner.name,
    }  # fmt: skip
    return Draft(row, row.title, content)


START = Source(PaperKind.START, starts, supervising(P.SUPERVISOR_CHIEF, P.OWNER_LEAD))
RECTIFICATION = Source(
    PaperKind.RECTIFICATION, rectifications, supervising(P.SUPERVISOR_CHIEF, P.OWNER_SITE)
)
