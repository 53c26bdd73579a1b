"""竣工验收鉴定书 with the 核验表 that was voted on, and 移交清单."""

from __future__ import annotations

from typing import Any

from flows.acceptance.actions.recusal import reasons_at_vote
from flows.acceptance.models import AcceptanceCase, Handover
from flows.acceptance.views.case import CONCLUSIONS, tally_text, votes_of
from flows.documents.issued.sources import Content, Draft, Source
from flows.documents.kinds import PaperKind
from flows.documents.models import Attachment
from flows.engine.findings import Terms
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.posts import posts

from .sealed import sealed
from .wording import day, head, later, money, numbers, place, said, watcher


def cases(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    found = AcceptanceCase.objects.filter(project=project)
    return [_case(project, case) for case in (found.filter(pk=pk) if pk else found)]


def _case(project: Project, case: AcceptanceCase) -> Draft:
    contractor = project.contractor
    content: Content = {
        **head(
            project, body=project.owner, on=case.concluded_on,
            title=f"{project.name}竣工验收鉴定书",
            number=f"验收〔{case.concluded_on.year}〕{project.pk}-{case.number}号"
            if case.concluded_on else "",
        ),
        "业主单位": project.owner.name, "施工单位": contractor.name if contractor else "",
        "监督单位": watcher(project).name if watcher(project) else "", "建设地点": place(project),
        "建设内容和规模": project.content, "批复文号": numbers(project),
        "总投资": money(project.total_investment), "结算金额": money(case.settlement_amount),
        "开工日期": day(_started(project)), "完工日期": day(case.completed_on),
        "验收日期": day(case.concluded_on), "竣工报告": case.report_text,
        "表决结果": tally_text(case.votes), "结论": CONCLUSIONS.get(case.conclusion or "", ""),
        "整改期限": day(case.rectify_by), **_lists(case), **sealed(case),
    }  # fmt: skip
    findings = []
    if case.concluded_on is None:
        findings.append(later("NOT_CONCLUDED", "尚未作出验收结论。", "表决后由主任委员作出结论。"))
    return Draft(case, case.title, content, findings)


def _started(project: Project) -> Any:
    readiness = project.startreadinesss.first()
    return readiness.started_on if readiness and readiness.started_on else project.planned_start


def _lists(case: AcceptanceCase) -> dict[str, list[dict[str, str]]]:
    files = Attachment.objects.filter(paper="AcceptanceCase", paper_id=case.pk).order_by("id")
    return {
        "委员": _members(case),
        "附件": [{"名称": each.name, "哈希": each.sha256[:16]} for each in files],
    }


def _members(case: AcceptanceCase) -> list[dict[str, str]]:
    """Everybody who sat, and who left with his reason: dissent is printed beside the vote."""
    votes = {(vote["organization"], vote["post"]): vote for vote in votes_of(case)}
    gone, rows = reasons_at_vote(case), []
    found = case.members.select_related("organization", "post", "user", "replaces__user")
    for each in found.order_by("-chair", "id"):
        left = each.recused or each.user_id in gone
        vote = {} if left else votes.get((each.organization.name, each.post.title), {})
        why = each.recusal_reason or gone.get(each.user_id or 0, "") if left else ""
        came = f"接替{said(each.replaces.user)}。" if each.replaces else ""
        role = "回避" if left else "列席" if not each.voting else ""
        rows.append({
            "单位": each.organization.name, "职务": each.post.title, "姓名": said(each.user),
            "身份": role or ("主任委员" if each.chair else "委员"),
            "表决": vote.get("decision", "—"), "意见": why or f"{came}{vote.get('opinion', '')}",
        })  # fmt: skip
    return rows


def handovers(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    found = Handover.objects.filter(project=project).select_related("case")
    return [_handover(project, each) for each in (found.filter(pk=pk) if pk else found)]


def _handover(project: Project, row: Handover) -> Draft:
    lines = [line.strip() for line in row.transfer_list.splitlines() if line.strip()]
    content: Content = {
        **head(
            project, body=project.owner, on=row.transferred_on, title=f"{project.name}移交清单",
            number=f"移交〔{row.transferred_on.year}〕{project.pk}号" if row.transferred_on else "",
        ),
        "移交单位": project.owner.name, "接收单位": row.received_by,
        "验收结论": CONCLUSIONS.get(row.case.conclusion or "", ""),
        "验收日期": day(row.case.concluded_on), "决算金额": money(row.final_amount),
        "结余": money(row.surplus), "管护主体": row.body, "管护经费": money(row.annual_fund),
        "在岗人数": said(row.posts_on_duty),
        "清单": [{"序号": str(at), "内容": line} for at, line in enumerate(lines, start=1)],
    }  # fmt: skip
    findings = []
    if row.transferred_on is None:
        findings.append(later("NOT_TRANSFERRED", "尚未完成移交。", "移交环节办结后签发。"))
    return Draft(row, "移交清单", content, findings)


ACCEPTANCE = Source(PaperKind.ACCEPTANCE, cases, posts(P.OWNER_LEAD))
HANDOVER = Source(PaperKind.HANDOVER, handovers, posts(P.OWNER_LEAD))
