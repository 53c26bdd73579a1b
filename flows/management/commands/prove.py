"""Prove that no flow can get stuck; with --live, that every running flow can go on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.desk.proof.product import Answer, answer
from flows.desk.proof.proving import Verdict, prove_all
from flows.desk.proof.running import Standing, standing
from flows.flows import FLOWS, NEVER, OPENS
from flows.reports.printing import print_json


class Command(BaseCommand):
    help = "证明：每个流程的每种情形都能办到办结，不该到达的到不了；--live 核对正在运行的流程能否在现在的程序下继续。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")
        parser.add_argument("--live", action="store_true", help="核对正在运行的流程")

    def handle(self, *, json: bool, live: bool, **options: Any) -> None:
        fine = self._live(json) if live else self._prove(json)
        if not fine:
            raise SystemExit(1)

    def _prove(self, json: bool) -> bool:
        found, never = prove_all(FLOWS, OPENS), [answer(asked) for asked in NEVER]
        states = sum(each.states for each in found)
        if json:
            said = {"flows": [each.as_json() for each in found], "states": states}
            print_json(said | {"never": [each.as_json() for each in never]})
        else:
            self.stdout.write("\n".join(line for each in found for line in as_text(each)))
            self.stdout.write("\n".join(line for each in never for line in in_short(each)))
            self.stdout.write(f"共 {len(found)} 个流程，{states} 种情形。")
        return not any(each.faults for each in found) and not any(each.trace for each in never)

    def _live(self, json: bool) -> bool:
        found = standing(FLOWS)
        if json:
            print_json([each.as_json() for each in found])
        else:
            self.stdout.write("\n".join(map(in_words, found)) or "没有正在运行的流程。")
        return all(each.fine for each in found)


def as_text(verdict: Verdict) -> list[str]:
    """A line for what was explored, then every fault with the shortest way to it."""
    mark = "有误" if verdict.faults else "通过"
    head = (
        f"{mark}　{verdict.label}（{verdict.flow}）："
        f"{verdict.steps} 个环节，{verdict.moves} 个动作，{verdict.states} 种情形"
    )
    return [head, *(f"　　{' → '.join((*f.trace, f.text))}" for f in verdict.faults)]


def in_short(found: Answer) -> list[str]:
    """What was asked and found; the way to what must not be."""
    return [found.text, *([f"　　{' → '.join(found.trace)}"] if found.trace else [])]


def in_words(each: Standing) -> str:
    mark = "可以继续" if each.fine else "不能继续"
    notes = "".join(f"\n　　{text}" for text in (*each.wrong, *each.notes))
    return f"{mark}　{each.title}{notes}"
