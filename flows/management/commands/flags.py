"""The red flags of a project, from live figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.payroll.actions import flags
from flows.projects.models import Project
from flows.reports.printing import fail, print_json

LEVELS = {"block": "阻断", "review": "复核", "inform": "提示"}
STATUS = {"open": "未处置", "reviewed": "已复核"}


class Command(BaseCommand):
    help = "红旗 F01–F22，按现有台账实时计算"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="项目代码")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(self, *, code: str, json: bool, **options: Any) -> None:
        project = Project.objects.filter(code=code).first()
        if project is None:
            fail(f"没有项目代码为 {code} 的项目。")
        raised = flags(project)
        if json:
            print_json([flag.as_json() for flag in raised])
        for flag in raised if not json else ():
            months = "、".join(flag.months)
            self.stdout.write(
                f"{flag.code} {LEVELS[flag.level]} {STATUS[flag.status]}（{months}）{flag.message}"
                + (f"另一项目：{'、'.join(flag.projects)}。" if flag.projects else "")
            )
        if not raised and not json:
            self.stdout.write("没有亮起的红旗。")
