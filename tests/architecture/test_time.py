"""One clock: nothing but engine/clock.py asks the machine or the database for the present."""

import ast
import re

from .source import modules

CLOCK = "flows/engine/clock.py"
# When a notice was mailed or read is no part of a project's history, and notifications may not
# know the engine (import-linter): they keep the machine's time.
INFRASTRUCTURE = ("notifications/clock.py",)
# written_at, the database's own time beside the clock's.
DATABASE = "flows/audit/database.py"

ASKERS = {"now", "today", "utcnow"}
OWNERS = {"timezone", "datetime", "date", "dt"}
SQL = re.compile(r"\b(now\(\)|clock_timestamp|current_timestamp|current_date|localtimestamp)", re.I)


def asks(tree: ast.Module):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (node.attr in ASKERS and name in OWNERS) or (name == "time" and node.attr == "time"):
                yield node.lineno
        elif isinstance(node, ast.ImportFrom) and "functions" in (node.module or ""):
            yield from (node.lineno for each in node.names if each.name in ("Now", "TruncNow"))
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield node.value.lineno


def test_nobody_else_asks_for_the_time():
    allowed = {CLOCK, *INFRASTRUCTURE}
    found = [
        f"{path}:{line}" for path, tree in modules() for line in asks(tree) if path not in allowed
    ]
    assert not found, f"时间只能来自 flows/engine/clock.py 或 unit.now：{found}"


def test_no_sql_asks_either():
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if path != DATABASE and SQL.search(node.value)
    ]
    assert not found, found


def test_the_clock_itself_asks_once():
    (tree,) = [tree for path, tree in modules() if path == CLOCK]
    assert len(list(asks(tree))) == 1
