"""Recompute the trail: every digest, every link, the head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.audit.models import Chain
from flows.audit.verify import verify
from flows.documents.issued.comparing import Compared, compare
from flows.reports.printing import fail, print_json


class Command(BaseCommand):
    help = "校验留痕：逐条重算哈希并核对衔接；有一条被改动即以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", help="项目代码；不写则校验全部")
        parser.add_argument("--file", help="签发的 docx：核对是否与签发时一致（须写项目代码）")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(self, *, code: str | None, json: bool, **options: Any) -> None:
        file = options.get("file")
        if file and not code:
            fail("核对文件须写明项目代码。")
        chains = Chain.objects.select_related("project").order_by("pk")
        if code:
            chains = chains.filter(project__code=code)
            if not chains:
                fail(f"没有项目代码为 {code} 的项目。")
        found = [judged(chain) for chain in chains]
        if file:
            found[0] |= {"file": vars(beside(chains[0], file))}
        print_json(found) if json else self.stdout.write("\n".join(map(as_text, found)))
        whole = all(each["intact"] for each in found)
        if not whole or (file and not found[0]["file"]["accepted"]):
            raise SystemExit(1)


def beside(chain: Chain, file: str) -> Compared:
    """The verdict on ``file``, said to be a paper of the chain's project."""
    try:
        return compare(chain.project, Path(file).read_bytes())
    except OSError:
        fail(f"读不到文件 {file}。")


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
        text = f"完整　{name}：{each['entries']} 条"
    else:
        where = f"第 {each['sequence']} 条" if each["sequence"] else "链尾"
        text = f"有误　{name}：{where}，{each['fault']}"
    return text if "file" not in each else f"{text}\n{file_text(each['file'])}"


def file_text(file: dict[str, Any]) -> str:
    title = f"{file['title']}：" if file["title"] else ""
    if file["accepted"]:
        return f"认可　{title}{file['said']}"
    words = f"（签发时“{file['issued']}”，文件中“{file['found']}”）" if file["place"] else ""
    return f"不符　{title}{file['said']}{words}"
