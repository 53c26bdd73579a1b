"""What the three loading commands share: arguments, the answer as text or JSON, exit 1 when refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from flows.reports.printing import fail, print_json

from .accounts import accounts_sheet
from .loading import SAME, Kit, Loaded, load


class LoadCommand(BaseCommand):
    """Loads one file of ``kit``; the operator's console stands for the system administrator."""

    kit: Kit
    with_passwords = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="xlsx 或 csv")
        parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")
        if self.with_passwords:
            parser.add_argument(
                "--passwords",
                metavar="OUT.xlsx",
                help="给新人员生成一次性初始口令，写入这个新文件（仅本人可读）；不给则不能登录，待后台设口令",
            )

    def handle(
        self, *, file: str, dry_run: bool, json: bool, passwords: str | None = None, **options: Any
    ) -> None:
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"找不到文件：{file}", returncode=2)
        if passwords and Path(passwords).exists():
            fail(f"{passwords} 已经存在，不覆盖；请换一个文件名。")
        done = load(
            self.kit, path.name, path.read_bytes(), dry_run=dry_run, passwords=bool(passwords)
        )
        if passwords and done.accounts:
            _write_once(Path(passwords), accounts_sheet(done.accounts))
        print_json(done.as_json()) if json else self.stdout.write(as_text(done))
        if done.errors:
            raise SystemExit(1)


def _write_once(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)


def as_text(done: Loaded) -> str:
    signs = {"add": "新增", "change": "变更"}
    lines = [f"{done.file}：{done.sentence}"]
    lines += [
        f"  {each.sheet} 第 {each.row} 行 {signs[each.verb]} {each.what}：{each.text}"
        for each in done.changes
        if each.verb != SAME
    ]
    lines += [
        f"  {e.sheet} 第 {e.row} 行 {e.column} {e.person}：{e.message}（{e.code}）"
        for e in done.errors
    ]
    return "\n".join([*lines, *(f"  提示：{note}" for note in done.notes)])
