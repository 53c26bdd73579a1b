"""验收委员会成立文件: who was appointed, in which part, and who left or came for whom."""

from __future__ import annotations

from typing import Any

from flows.acceptance.models import AcceptanceCase
from flows.documents.issued.sources import Content, Draft, Source
from flows.documents.kinds import PaperKind
from flows.engine.findings import Finding, Terms
from flows.orgs.kinds import PostCode as P
from flows.projects.models import Project
from flows.projects.posts import posts

from .wording import day, head, later, said


def committees(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    found = AcceptanceCase.objects.filter(project=project, members__isnull=False).distinct()
    return [_committee(project, case) for case in (found.filter(pk=pk) if pk else found)]


def _committee(project: Project, case: AcceptanceCase) -> Draft:
    members = case.members.select_related("organization", "post", "user", "replaces__user")
    rows = list(members.order_by("-chair", "-voting", "id"))
    sitting = [each for each in rows if not each.recused]
    chair = next((each for each in sitting if each.chair), None)
    content: Content = {
        **head(
            project, body=project.owner, on=case.appointed_on,
            title=f"关于成立{project.name}竣工验收委员会的通知", number=case.appointment_number,
        ),
        "主送": "、".join(dict.fromkeys(each.organization.name for each in sitting)),
        "业主单位": project.owner.name, "成立日期": day(case.appointed_on),
        "主任": said(chair.user) if chair else "",
        "委员": [_row(at, each) for at, each in enumerate(sitting, start=1)],
        "变动": [{"内容": text} for each in rows if (text := _moved(each))],
    }  # fmt: skip
    findings: list[Finding] = []
    if case.appointed_on is None:
        findings.append(later("NOT_FORMED", "委员会尚未成立。", "办结“成立验收委员会”后签发。"))
    return Draft(case, "验收委员会成立文件", content, findings)


def _row(at: int, each: Any) -> dict[str, str]:
    part = "主任" if each.chair else "委员" if each.voting else "列席"
    return {
        "序号": str(at), "单位": each.organization.name, "职务": each.post.title,
        "姓名": said(each.user), "身份": part,
    }  # fmt: skip


def _moved(each: Any) -> str:
    if each.recused:
        return f"{each.organization.name}{said(each.user)}回避：{each.recusal_reason or '有利害关系'}。"
    if each.replaces is not None:
        return f"{each.organization.name}{said(each.user)}接替{said(each.replaces.user)}。"
    return ""


COMMITTEE = Source(PaperKind.COMMITTEE, committees, posts(P.OWNER_LEAD))
