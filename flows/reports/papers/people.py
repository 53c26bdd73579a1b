"""劳务报酬公示表 (names masked) and 用工名册 (numbers by their last four)."""

from __future__ import annotations

import calendar
from decimal import Decimal
from typing import Any

from django.db.models import Max

from flows.audit.models import Entry
from flows.documents.issued.sources import Content, Draft, Source
from flows.documents.kinds import PaperKind
from flows.engine.findings import Terms
from flows.engine.privacy import mask_name
from flows.labour.models import Engagement, Roster
from flows.orgs.kinds import PostCode as P
from flows.payroll.models import PayrollBatch, PayrollLine
from flows.payroll.states import EDITING, LineStatus
from flows.projects.models import Project
from flows.projects.posts import posts
from flows.templatetags.ui import zh_month

from .wording import day, head, later, money, said

VERIFIED = "VERIFIED"


def notices(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    found = PayrollBatch.objects.filter(project=project).exclude(state="VOID")
    rows = (found.filter(pk=pk) if pk else found).select_related("notice").order_by("month")
    lines: dict[int, list[PayrollLine]] = {batch.pk: [] for batch in rows}
    kept = PayrollLine.objects.filter(batch__in=lines).exclude(status=LineStatus.STRUCK)
    for line in kept.select_related("engagement__worker").order_by("id"):
        lines[line.batch_id].append(line)
    return [_notice(project, batch, lines[batch.pk]) for batch in rows]


def _notice(project: Project, batch: PayrollBatch, lines: list[PayrollLine]) -> Draft:
    posted, month = getattr(batch, "notice", None), batch.month
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    watchers = [body.name for body in (project.oversight, project.township) if body]
    content: Content = {
        **head(
            project, body=project.contractor, title="劳务报酬发放公示表",
            number=zh_month(month), on=posted.posted_on if posted else None,
        ),
        "月份": zh_month(month), "起日": day(month), "止日": day(last),
        "业主单位": project.owner.name,
        "施工单位": project.contractor.name if project.contractor else "",
        "公示时间": f"{day(posted.posted_on)}至{day(posted.ends_on)}" if posted else "自张贴次日起算",
        "张贴地点": posted.place if posted else "村务公开栏", "监督单位": "、".join(watchers),
        "报酬": [_pay(at, line) for at, line in enumerate(lines, start=1)], **_totals(lines),
    }  # fmt: skip
    findings = []
    if batch.state in EDITING:
        findings.append(
            later("NOT_CHECKED", f"{batch.title}仍在编制核对。", "考勤核对、本人确认后再公示。")
        )
    return Draft(batch, batch.title, content, findings)


def _pay(at: int, line: PayrollLine) -> dict[str, str]:
    remark = "" if line.counts_as_relief else "管理人员，不计入"
    return {
        "序号": str(at), "姓名": mask_name(line.engagement.worker.name),
        "工日": f"{line.days.normalize():f}", "应发": money(line.gross),
        "奖扣": money(line.adjustment), "实发": money(line.net), "卡尾号": line.card_last4 or "—",
        "备注": "暂缓发放，核实中" if line.status == LineStatus.HELD else remark,
    }  # fmt: skip


def _totals(lines: list[PayrollLine]) -> dict[str, str]:
    relief = [line for line in lines if line.counts_as_relief]
    days = sum((line.days for line in lines), Decimal(0))
    return {
        "人数": str(len(lines)), "工日合计": f"{days.normalize():f}",
        "应发合计": money(sum((line.gross for line in lines), Decimal(0))),
        "实发合计": money(sum((line.net for line in lines), Decimal(0))),
        "劳务报酬合计": money(sum((line.net for line in relief), Decimal(0))),
    }  # fmt: skip


def rosters(project: Project, terms: Terms, pk: int | None) -> list[Draft]:
    found = Roster.objects.filter(project=project)
    rows = list(found.filter(pk=pk) if pk else found)
    if not rows:
        return []
    people = list(
        Engagement.objects.filter(project=project).select_related("worker").order_by("id")
    )
    return [_roster(project, roster, people) for roster in rows]


def _roster(project: Project, roster: Roster, people: list[Engagement]) -> Draft:
    verified = roster.state == VERIFIED
    content: Content = {
        **head(
            project, body=project.contractor, title="以工代赈项目用工名册",
            number=f"{project.code}-名册", on=_settled(project, roster) if verified else None,
        ),
        "业主单位": project.owner.name,
        "施工单位": project.contractor.name if project.contractor else "",
        "名册": [_person(at, each) for at, each in enumerate(people, start=1)],
        "人数": str(len(people)), "当地人数": str(sum(each.is_local for each in people)),
        "优先人数": str(sum(bool(each.priority_tag) for each in people)),
    }  # fmt: skip
    findings = []
    if not verified:
        findings.append(
            later("ROSTER_OPEN", "用工名册尚未经乡镇核验。", "名册办到“已核验”后签发。")
        )
    return Draft(roster, "用工名册", content, findings)


def _settled(project: Project, roster: Roster) -> Any:
    """The day on which the township verified it, by the trail."""
    entries = Entry.objects.filter(chain=project.chain_id, paper="Roster", paper_id=roster.pk)
    moment = entries.aggregate(last=Max("happened_at"))["last"]
    return moment.astimezone().date() if moment else project.planned_start


def _person(at: int, each: Engagement) -> dict[str, str]:
    worker = each.worker
    rate = money(each.daily_rate) or (
        f"{money(each.piece_rate)}/{each.piece_unit}" if each.piece_rate is not None else ""
    )
    score = f"（{each.training_score:f}）" if each.training_score is not None else ""
    return {
        "序号": str(at), "姓名": worker.name, "性别": worker.sex,
        "身份证尾号": worker.id_last4, "户籍": f"{each.town}{each.village}",
        "是否本地": "是" if each.is_local else "否", "优先标签": each.priority_tag,
        "电话尾号": worker.phone_last4, "工种": each.trade,
        "培训": f"{said(each.training_date)}{score}", "协议编号": each.agreement_number,
        "报酬标准": rate, "卡尾号": each.card_last4, "进场": said(each.entry_date),
        "离场": said(each.exit_date),
    }  # fmt: skip


PAY_NOTICE = Source(PaperKind.PAY_NOTICE, notices, posts(P.CONTRACTOR_LABOUR, P.VILLAGE_ACCOUNTANT))
ROSTER = Source(PaperKind.ROSTER, rosters, posts(P.CONTRACTOR_LABOUR))
