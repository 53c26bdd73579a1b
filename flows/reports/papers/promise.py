"""立项批复 and 资金拨付文件: what their documents state in r1–r12."""

from __future__ import annotations

from typing import Any

from flows.commencement.models import FundingNotice
from flows.documents.elements import CENT, wanted
from flows.documents.figures import stated
from flows.documents.forms import in_words
from flows.documents.issued.sources import Content, Draft, Source
from flows.documents.kinds import PaperKind
from flows.documents.models import Document
from flows.documents.rules import elements_stated
from flows.engine.findings import Terms
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.posts import approving_clerk, approving_deciders, posts, sits
from flows.templatetags.ui import percent

from .wording import day, funds, head, later, money, place

TEXTS = {
    "用工环节": ("r1", "labour_links"), "工种": ("r1", "trades"), "岗位数": ("r1", "openings"),
    "计划工日": ("r1", "worker_days"), "务工人数": ("r2", "headcount"),
    "优先群体人数": ("r2", "priority_headcount"), "劳务报酬": ("r3", "labour_pay"),
    "占比分母": ("r3", "denominator"), "分母金额": ("r3", "denominator_amount"),
    "报酬标准": ("r4", "daily_rate"), "测算依据": ("r4", "basis"), "安全培训": ("r5", "safety"),
    "技能培训": ("r5", "skills"), "发放方式": ("r6", "method"), "发放周期": ("r6", "cycle_days"),
    "公示天数": ("r7", "pay_publicity_days"), "公益岗位": ("r8", "public_welfare_posts"),
    "折股量化": ("r8", "asset_shares"), "组织模式": ("r9", "mode"), "承接主体": ("r9", "body"),
    "发包方式": ("r9", "procurement"), "发包依据": ("r9", "basis"),
    "项目责任人": ("r10", "responsible_person"), "监管单位": ("r10", "supervising_unit"),
    "监管责任人": ("r10", "supervising_person"), "管护主体": ("r11", "body"),
    "管护经费": ("r11", "annual_fund"),
}  # fmt: skip
OF_FUNDING = ("务工人数", "优先群体人数", "劳务报酬", "发放方式", "发放周期")


@sits(
    P.DRC_CLERK,
    P.DRC_CHIEF,
    P.DRC_LEADER,
    P.AGRI_CLERK,
    P.AGRI_CHIEF,
    P.CITY_DRC_CLERK,
    P.CITY_DRC_HEAD,
)
def approving(paper: Any) -> list[Any]:
    """经办人 and deciders of the approving body."""
    return [*approving_clerk(paper), *approving_deciders(paper)]


def texts(document: Document, names: Any = None) -> dict[str, str]:
    """The stated values in words, "" where one is unsaid."""
    parts = {(e.key, p.name): p for e in wanted(document.kind) for p in e.parts}
    found = {}
    for name in names or TEXTS:
        key = TEXTS[name]
        value = document.part(*key)
        found[name] = "" if value in (None, "", []) else in_words(parts[key], value)
    return found


def share(document: Document) -> str:
    pay, whole = document.money("r3", "labour_pay"), document.money("r3", "denominator_amount")
    return percent((pay / whole).quantize(CENT * CENT)) if pay is not None and whole else ""


def element_rows(document: Document) -> list[dict[str, str]]:
    """r1–r12 as the annex shows them."""
    rows = []
    for element in wanted(document.kind):
        values = document.elements.get(element.key, {})
        shown = "；".join(f"{p.label}：{in_words(p, values.get(p.name))}" for p in element.parts)
        rows.append({"序号": element.key, "要素": element.title, "内容": shown})
    return rows


def approvals(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    found = Document.objects.filter(project=project, kind="approval")
    rows = found.filter(pk=pk) if pk else found
    return [_approval(project, document, terms) for document in rows]


def _approval(project: Project, document: Document, terms: Terms) -> Draft:
    body = project.body(project.approving_body)
    content: Content = {
        **head(
            project, body=body, number=document.number, on=document.issued_on,
            title=f"{body.name if body else ''}关于{project.name}立项的批复",
        ),
        "主送": project.owner.name, "建设单位": project.owner.name, "建设地点": place(project),
        "建设性质": project.kind, "建设内容和规模": project.content,
        "建设期限": f"{day(project.planned_start)}至{day(project.planned_end)}",
        "总投资": money(project.total_investment),
        "资金构成": "，".join(f"{f['资金来源']}{f['金额']}元" for f in funds(project)),
        **texts(document), "占比": share(document), "要素": element_rows(document),
        "抄送": copies(project),
    }  # fmt: skip
    findings = list(elements_stated(stated(document), terms))
    if document.issued_on is None:
        findings.append(later("NOT_DECIDED", "尚未作出批复决定。", "审批办到“批准”后签发。"))
    return Draft(document, "立项批复", content, findings)


def copies(project: Project) -> str:
    return "、".join(body.name for body in (project.township, project.village) if body)


def funding(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    rows = FundingNotice.objects.filter(project=project).select_related("document")
    return [_funding(project, notice, terms) for notice in (rows.filter(pk=pk) if pk else rows)]


def _funding(project: Project, notice: FundingNotice, terms: Terms) -> Draft:
    document = notice.document
    content: Content = {
        **head(
            project, body=project.body("finance"), number=notice.number, on=document.issued_on,
            title=f"关于下达{project.name}以工代赈资金的通知",
        ),
        "主送": project.owner.name, "投资计划文号": notice.investment_plan_number,
        "下达金额": money(notice.amount), **texts(document, OF_FUNDING), "占比": share(document),
        "资金": funds(project), "要素": element_rows(document), "抄送": copies(project),
    }  # fmt: skip
    findings = list(elements_stated(stated(document), terms))
    if document.issued_on is None:
        findings.append(later("NOT_SIGNED", "资金文件尚未签发。", "资金下达办到“签发”后出文。"))
    return Draft(notice, "资金拨付文件", content, findings)


APPROVAL = Source(PaperKind.APPROVAL, approvals, approving)
FUNDING = Source(PaperKind.FUNDING, funding, posts(P.FINANCE_CLERK, P.FINANCE_CHIEF))
