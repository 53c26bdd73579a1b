"""Seal every private number with the first key of FIELD_KEYS."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flows.engine.rotation import Column, columns, counts, rotate
from flows.reports.printing import fail, print_json


def positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError("应为正整数")
    return int(text)


class Command(BaseCommand):
    help = (
        "用 FIELD_KEYS 的第一把密钥重新加密全部身份证号、电话、银行卡号；可在使用中运行，"
        "中断后再次运行即继续。还有未完成的以 1 退出。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=positive, default=500, help="每个事务的行数")
        parser.add_argument("--check", action="store_true", help="只清点，不改")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(self, *, batch: int, check: bool, json: bool, **options: Any) -> None:
        found = [judged(column, *((0, 0) if check else worked(column, batch)))
                 for column in columns()]  # fmt: skip
        print_json(found) if json else self.stdout.write("\n".join(map(as_text, found)))
        if any(each["left"] for each in found):
            fail("还有没有换成第一把密钥的，旧密钥暂不能删除。")


def worked(column: Column, batch: int) -> tuple[int, int]:
    """How many were sealed anew, how many do not open."""
    done = bad = 0
    for some, unopened in rotate(column, batch=batch):
        done, bad = done + some, bad + len(unopened)
    return done, bad


def judged(column: Column, done: int, bad: int) -> dict[str, Any]:
    return {
        "column": column.place,
        "rotated": done,
        "unreadable": bad,
        "left": column.left.count(),
        "by_key": counts(column),
    }


def as_text(each: dict[str, Any]) -> str:
    keys = "，".join(f"{key or '不识别'} {n} 条" for key, n in sorted(each["by_key"].items()))
    said = f"{each['column']}：换密钥 {each['rotated']} 条，未完成 {each['left']} 条"
    bad = f"，打不开 {each['unreadable']} 条" if each["unreadable"] else ""
    return f"{said}{bad}（{keys or '没有数据'}）"
