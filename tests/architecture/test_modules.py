"""Where things belong: layers, furniture, sizes, imports."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from .source import ROOT, functions, modules

ROOMS = (
    "planning", "intake", "approval", "commencement", "labour", "complaints", "payroll",
    "supervision", "changes", "acceptance",
)  # fmt: skip
UNWANTED = {
    "utils",
    "helpers",
    "services",
    "managers",
    "constants",
    "signals",
    "selectors",
    "common",
}
FURNITURE = {
    "__init__", "rules", "figures", "states", "models", "actions", "tasks", "forms", "views",
    "flow", "urls", "admin", "database",
}  # fmt: skip
MOST_LINES, MOST_FUNCTION = 300, 30
# Nothing may be added here; what is named must go.
TOLERATED: set[str] = set()


def test_the_contracts_of_the_imports_hold():
    ended = subprocess.run(
        [str(ROOT / ".venv/bin/lint-imports")], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_layers_are_those_of_the_design():
    """design.md 3: top to bottom; a room that is missing here could import anything."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    hall = next(c for c in contracts["contracts"] if c["name"] == "The layers of the hall")
    layers = [layer.replace("(", "").replace(")", "") for layer in hall["layers"]]
    assert layers[1:] == [
        "flows.urls | flows.apps | flows.admin | flows.management",
        "flows.demo",
        "flows.start",
        "flows.reports",
        "flows.models",
        "flows.flows",
        *(f"flows.{room}" for room in reversed(ROOMS)),
        "flows.documents",
        "flows.projects",
        "flows.desk",
        "flows.sheets",
        "flows.engine",
        "flows.audit",
        "notifications",
        "flows.orgs",
    ]
    furniture = next(c for c in contracts["contracts"] if c["name"] == "The furniture of a room")
    assert set(furniture["containers"]) == {f"flows.{room}" for room in ROOMS}
    assert furniture["exhaustive"]


def test_every_package_of_the_hall_has_its_floor():
    known = {
        *ROOMS,
        "demo",
        "start",
        "reports",
        "documents",
        "projects",
        "desk",
        "sheets",
        "engine",
    }
    known |= {"audit", "orgs", "management", "migrations", "templatetags"}
    there = {path.parent.name for path in (ROOT / "flows").glob("*/__init__.py")}
    assert there <= known, f"按 design.md 3 放到某一层：{there - known}"


def test_no_room_for_leftovers():
    found = [path for path, _ in modules() if UNWANTED & set(path.removesuffix(".py").split("/"))]
    assert not found, found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_the_same_files_as_the_others(room):
    """A file that outgrows 300 lines is split by noun into a package of the same name."""
    names = {path.stem for path in (ROOT / "flows" / room).iterdir() if path.name[0] != "_"}
    assert names <= FURNITURE, names - FURNITURE
    plate = (ROOT / "flows" / room / "__init__.py").read_text()
    assert plate.strip(), (
        f"flows/{room}/__init__.py 应写明本室是什么、何时进入、何时离开、谁办、依据"
    )
    assert len(plate.splitlines()) <= 12


def test_no_import_hides_in_a_function():
    """``apps.ready`` alone may: it is run when everything is there (design.md 4)."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        if path not in ("flows/apps.py", "notifications/apps.py")
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found, found


def test_files_and_functions_stay_small():
    found = set()
    for path, tree in modules():
        if len((ROOT / path).read_text().splitlines()) > MOST_LINES:
            found.add(path)
        for function in functions(tree):
            if function.end_lineno - function.lineno + 1 > MOST_FUNCTION:
                found.add(f"{path}:{function.name}")
    assert found - TOLERATED == set(), sorted(found - TOLERATED)
    assert found >= TOLERATED, "不再超长的请从 TOLERATED 删去"


def test_nothing_reads_outside_the_repository():
    """The house carries its own cases and policy text (issue 1)."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules("flows", "notifications", "ygdz_flow", "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if "../shared" in node.value or "/work/" in node.value
        if path != "tests/architecture/test_modules.py"
    ]
    assert not found, found


def test_the_house_starts_without_a_database():
    """Importing everything asks no database: a flow's steps are declarations."""
    code = "import django; django.setup(); from flows.flows import FLOWS; print(len(FLOWS))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**__import__("os").environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
    )
    assert ended.returncode == 0, ended.stderr


def test_officials_are_never_shown_a_file_of_ours_as_basis():
    """依据 is a clause or a parameter; our working papers stand in docstrings and comments only."""
    shown = []
    for path, tree in modules("flows"):
        documented = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        shown += [
            f"{path}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documented
            and re.search(r"domain\.md|\bissue \d", node.value)
        ]
    assert shown == []
