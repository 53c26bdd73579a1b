"""Fold AddConstraint and AddIndex of a fresh 0001_initial into its CreateModel operations, and let it come last."""

import importlib
from pathlib import Path

import django

django.setup()

from django.db import migrations  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402

APPS = {
    "orgs": "flows.orgs.migrations",
    "flows": "flows.migrations",
    "notifications": "notifications.migrations",
}
FOLDED = {
    migrations.AddConstraint: ("constraints", "constraint"),
    migrations.AddIndex: ("indexes", "index"),
}


def fold(operations):
    """The same operations, those of a whole model's fields moved into its creation."""
    made = {op.name_lower: op for op in operations if isinstance(op, migrations.CreateModel)}
    late = {op.model_name_lower for op in operations if isinstance(op, migrations.AddField)}
    left = []
    for op in operations:
        place = FOLDED.get(type(op))
        if place is None or op.model_name_lower in late or op.model_name_lower not in made:
            left.append(op)
            continue
        options = made[op.model_name_lower].options
        options.setdefault(place[0], []).append(getattr(op, place[1]))
    return left


# Whatever is migrated after our models renders them all again: what is not ours comes first.
graph = MigrationLoader(None).graph
BEFORE = {"flows": [graph.leaf_nodes(app)[0] for app in ("admin", "sessions", "viewflow")]}

for label, package in APPS.items():
    module = importlib.import_module(f"{package}.0001_initial")
    migration = module.Migration("0001_initial", label)
    migration.operations = fold(migration.operations)
    migration.dependencies = [*migration.dependencies, *BEFORE.get(label, [])]
    Path(module.__file__).write_text(MigrationWriter(migration).as_string(), "utf-8")
