"""Recompute the trail: every digest, every link, the head."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.audit.models import Chain
from flows.audit.verify import verify
from flows.reports.printing import fail, print_json


class Command(BaseCommand):
    help = "校验留痕：逐条重算哈希并核对衔接；有一条被改动即以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", help="项目代码；不写则校验全部")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(self, *, code: str | None, json: bool, **options: Any) -> None:
        chains = Chain.objects.select_related("project").order_by("pk")
        if code:
            chains = chains.filter(project__code=code)
            if not chains:
                fail(f"没有项目代码为 {code} 的项目。")
        found = [judged(chain) for chain in chains]
        print_json(found) if json else self.stdout.write("\n".join(map(as_text, found)))
        if not all(each["intact"] for each in found):
            raise SystemExit(1)


def judged(chain: Chain) -> dict[str, Any]:
    verdict = verify(chain)
    project = getattr(chain, "project", None)
    return {
        "project": project.code if project else None,
        "title": chain.title,
        "intact": verdict.intact,
        "entries": verdict.entries,
        "sequence": verdict.sequence,
        "fault": verdict.fault,
    }


def as_text(each: dict[str, Any]) -> str:
    name = f"{each['title']}（{each['project'] or '无项目'}）"
    if each["intact"]:
        return f"完整　{name}：{each['entries']} 条"
    where = f"第 {each['sequence']} 条" if each["sequence"] else "链尾"
    return f"有误　{name}：{where}，{each['fault']}"
