"""Measure what the house costs, on a database of its own that is thrown away."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from json import dumps, loads
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.demo.bench import imports
from ygdz_flow.local.state import ROOT
from ygdz_flow.local.trial import services

HIDDEN = "--child"


class Command(BaseCommand):
    help = "基准测试：import = 发放台账导入（自带临时数据库，不碰任何数据）"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["import"])
        parser.add_argument("--rows", type=int, default=100_000)
        parser.add_argument("--workers", type=int, default=8_400)
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")
        parser.add_argument(HIDDEN, nargs=2, default=None, metavar=("STEP", "FOLDER"))

    def handle(
        self, *, rows: int, workers: int, json: bool, child: list[str] | None, **options: Any
    ) -> None:
        if child:
            return self._child(child[0], Path(child[1]), rows, workers)
        found = run(rows, workers)
        self.stdout.write(dumps(found) if json else imports.as_text(found, workers))

    def _child(self, step: str, folder: Path, rows: int, workers: int) -> None:
        if step == "make":
            imports.make_project(workers)
            imports.make_files(folder, rows, workers)
        else:
            self.stdout.write(dumps(imports.measure(folder)))


def run(rows: int, workers: int) -> dict[str, float]:
    """Make the data, then measure in a fresh process (imports.measure)."""
    with services() as environment, tempfile.TemporaryDirectory() as folder:

        def step(name: str) -> str:
            command = [sys.executable, str(ROOT / "manage.py"), "bench", "import", HIDDEN, name]
            more = [folder, "--rows", str(rows), "--workers", str(workers)]
            return subprocess.run(
                [*command, *more], env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        step("make")
        found: dict[str, float] = loads(step("measure"))
        return found
