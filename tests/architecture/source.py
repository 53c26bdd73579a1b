"""What the architecture tests read: every module of the house that is written by hand."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def modules(*packages: str) -> tuple[tuple[str, ast.Module], ...]:
    """(path from the root, syntax tree) of every module but migrations."""
    found = []
    for package in packages or ("flows", "notifications"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                found.append((str(path.relative_to(ROOT)), ast.parse(path.read_text())))
    return tuple(found)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
