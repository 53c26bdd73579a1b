"""Who makes the moves that nobody may make: calls of ``gate.advance`` in the rooms, by reading them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HALL = Path(__file__).resolve().parents[2]


@cache
def calls() -> frozenset[tuple[str, str]]:
    """(what it is called, move) of every ``advance(unit, it, "move")`` in the house."""
    return frozenset(every_call())


@cache
def every_call() -> tuple[tuple[str, str], ...]:
    """The same, one for each place where it is written."""
    return tuple(
        found for file in sorted(HALL.rglob("*.py")) for found in calls_in(file.read_text())
    )


def calls_in(source: str) -> Iterator[tuple[str, str]]:
    """The same of one piece of ``source``."""
    if "advance(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or _noun(node.func) != "advance" or len(node.args) < 3:
            continue
        move = node.args[2]
        if isinstance(move, ast.Constant) and isinstance(move.value, str):
            yield _noun(node.args[1]), move.value


def _noun(node: ast.expr) -> str:
    """``case.project`` → project, ``unit.current(case.plan)`` → plan."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call) and node.args:
        return _noun(node.args[0])
    return node.id if isinstance(node, ast.Name) else ""


def made(paper: str, move: str) -> bool:
    """Whether some room makes ``move`` on papers of the kind ``paper``."""
    return any(noun and paper.lower().endswith(noun) and name == move for noun, name in calls())
