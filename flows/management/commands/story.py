"""Live a case folder through the whole corridor, as its officials would."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from flows.demo.case import Case, CaseError
from flows.demo.chapters import CHAPTERS
from flows.demo.story import Story, Told, until_stage
from flows.projects.states import CORRIDOR
from flows.reports.printing import fail, print_json


class Command(BaseCommand):
    help = "演示：按案例文件夹走完从谋划到归档的全过程。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", help="案例文件夹，或随附案例名（miyun-road 等）")
        parser.add_argument("--until", choices=list(CORRIDOR), metavar="STAGE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, case: str, until: str | None, json: bool, **options: Any) -> None:
        if not settings.YGDZ_DEMO_STATE:
            fail("正式环境不讲故事：story 只能在演示环境运行。")
        try:
            story = Story(Case.load(case), CHAPTERS, stop=until_stage(until) if until else None)
            story.tell()
        except CaseError as error:
            fail(str(error))
        except Told as told:
            fail(
                f"项目代码 {told} 已存在，故事不再重讲。换一个代码，或用 manage.py forget 清空演示数据。"
            )
        summary = story.summary()
        print_json(summary) if json else self.stdout.write(report(summary))
        if summary["stage"] != (until or "ARCHIVED"):
            raise SystemExit(1)


def report(summary: dict[str, Any]) -> str:
    """The same in words."""
    lines = [
        f"项目 {summary['project']}：{summary['stage']}；"
        f"办理 {summary['moves']} 步，签署 {summary['decisions']} 次，留痕 {summary['entries']} 条。"
    ]
    lines += [
        f"  拒绝 {finding['code']}：{finding['message']}（依据：{finding['basis'] or '—'}）"
        for finding in summary["refused"]
    ]
    return "\n".join(lines)
