"""Why a project is where it is: what waits, for whom, and which moves are not open."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.engine.deadlines import UNPUBLISHED
from flows.projects.models import Project
from flows.reports.explain import explain
from flows.reports.printing import fail, print_json


class Command(BaseCommand):
    help = "为什么卡住：项目在等什么、等谁、哪些动作不能办以及为什么。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="项目代码")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(self, *, code: str, json: bool, **options: Any) -> None:
        project = Project.objects.select_related("chain").filter(code=code).first()
        if project is None:
            fail(f"没有项目代码为 {code} 的项目。")
        found = explain(project)
        print_json(found) if json else self.stdout.write(as_text(project, found))


def as_text(project: Project, found: dict[str, Any]) -> str:
    """The same in words."""
    lines = [f"{project.name}（{found['project']}）：{project.get_stage_display()}"]
    if not found["waiting"]:
        lines.append("没有等待办理的事项。")
    for each in found["waiting"]:
        days = each["overdue_workdays"]
        late = f"，逾期 {days} 个工作日" if days else ""
        if days is None:
            late = f"，已逾期，工作日数{UNPUBLISHED}"
        due = f"，{each['due']} 前" if each["due"] else ""
        holders = "、".join(each["holders"])
        lines.append(
            f"  {each['paper']} · {each['step']}：等 {holders}（{each['since'][:16]} 到达{due}{late}）"
        )
    for move in found["moves"]:
        lines.append(f"  {'可以' if move['open'] else '不能'}“{move['label']}”")
        lines += [
            f"    {finding['code']} {finding['message']}（依据：{finding['basis'] or '—'}）{finding['cure']}"
            for finding in move["findings"]
        ]
    return "\n".join(lines)
