"""Hand in ledgers as the project's labour officer: roster, attendance, pay ledger, receipts."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from flows.engine.findings import Busy, NotYours, Refused
from flows.payroll.actions import HandedIn, read, receive_ledger
from flows.projects.models import Project
from flows.reports.printing import fail, print_json

ORDER = ("roster", "attendance", "payroll", "receipts", "unknown")


class Command(BaseCommand):
    help = "交表：用工名册、考勤表、劳务报酬发放台账、银行回单（月份取自文件名）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="项目代码")
        parser.add_argument("files", nargs="+", metavar="FILE", help="xlsx 或 csv")
        parser.add_argument("--dry-run", action="store_true", help="只试，不记录")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(
        self, *, code: str, files: list[str], dry_run: bool, json: bool, **options: Any
    ) -> None:
        project = Project.objects.filter(code=code).first()
        if project is None:
            fail(f"没有项目代码为 {code} 的项目。")
        paths = [Path(name) for name in files]
        if missing := [str(path) for path in paths if not path.is_file()]:
            raise CommandError(f"找不到文件：{'、'.join(missing)}", returncode=2)
        try:
            answers = hand_in_all(project, paths, dry_run=dry_run)
        except (NotYours, Busy, Refused, LookupError) as error:
            fail(str(error) or Busy.__doc__)
        if json:
            print_json([answer.as_json() for answer in answers])
        else:
            self.stdout.write("\n".join(as_text(answer) for answer in answers))
        if any(answer.errors for answer in answers):
            raise SystemExit(1)


def hand_in_all(project: Project, paths: list[Path], *, dry_run: bool) -> list[HandedIn]:
    """Every file, in the order in which they build on each other; answers in the order given.

    A dry run lets later files build on earlier ones too, and takes all of it back at the end.
    """
    officer = next(iter(project.post("contractor.labour").holders), None)
    if officer is None:
        raise LookupError("施工单位还没有劳资专管员。")
    ledgers = [(path, read(project, path.name, path.read_bytes())) for path in paths]
    ranked = sorted(
        enumerate(ledgers), key=lambda each: (each[1][1].month or "", ORDER.index(each[1][1].kind))
    )
    answers: dict[int, HandedIn] = {}
    with transaction.atomic() if dry_run else nullcontext():
        for place, (path, ledger) in ranked:
            answers[place] = receive_ledger(project, path.name, ledger, by=officer)
        if dry_run:
            transaction.set_rollback(True)
    return [answers[place] for place in sorted(answers)]


def as_text(answer: HandedIn) -> str:
    lines = [f"{answer.file}：{answer.sentence}"]
    lines += [
        f"  第 {error.row} 行 {error.column} {error.person}：{error.message}（{error.code}）"
        for error in answer.errors
    ]
    return "\n".join([*lines, *(f"  提示：{note}" for note in answer.notes)])
